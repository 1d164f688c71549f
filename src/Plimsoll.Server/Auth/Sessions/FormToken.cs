using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Server.Auth.Sessions;

/// <summary>
/// Shows that a form or a script of our own pages made a request, and not another site that knows our cookie is sent along. One for each session, derived
/// from its secret, so nothing is stored.
/// </summary>
public static class FormToken
{
    /// <summary>Name of the hidden form field.</summary>
    public const string Field = "form_token";

    /// <summary>Header for changes through the JSON API with a session cookie.</summary>
    public const string Header = "X-Plimsoll-Form-Token";

    internal static string Derive(string sessionSecret) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sessionSecret), "form token"u8));

    /// <summary>Is it the form token of this caller's session? True as well for callers without a cookie: other sites cannot send their credential.</summary>
    public static bool Matches(Caller caller, string? submitted) =>
        caller.FormToken is not { } expected
        || (submitted is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(submitted), Encoding.UTF8.GetBytes(expected)));
}
