using Microsoft.AspNetCore.Http.Features;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>What a client asks the token service for, however it asks.</summary>
/// <param name="Scopes">Well-formed scopes.</param>
/// <param name="Client">What the client calls itself.</param>
/// <param name="WantsRefresh">Was a refresh token asked for?</param>
internal sealed record TokenRequest(IReadOnlyList<TokenScope> Scopes, string Client, bool WantsRefresh)
{
    private const int MaxForm = 64 * 1024;
    private const int MaxClient = 100;

    /// <summary>GET: everything in the query (distribution, "Token Authentication Specification").</summary>
    public static TokenRequest FromQuery(IQueryCollection query) =>
        new(TokenScope.ParseAll(query["scope"]), Cut(query["client_id"]), query["offline_token"] == "true");

    /// <summary>POST: a form (distribution, "OAuth2 token authentication").</summary>
    public static TokenRequest FromForm(IFormCollection form) =>
        new(TokenScope.ParseAll(form["scope"]), Cut(form["client_id"]), form["access_type"] == "offline");

    /// <summary>The form of a request; null when the body is none, or is too large.</summary>
    public static async Task<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return null;
        var options = new FormOptions { BufferBodyLengthLimit = MaxForm, MultipartBodyLengthLimit = MaxForm, ValueLengthLimit = MaxForm, ValueCountLimit = 200 };
        try
        {
            return await new FormFeature(context.Request, options).ReadFormAsync(context.RequestAborted);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static string Cut(string? client) => client is { Length: > MaxClient } ? client[..MaxClient] : client ?? "";
}
