using System.Net;
using System.Text;
using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>Reads the Authorization header: Basic (RFC 7617) or Bearer (RFC 6750, 2.1).</summary>
internal static class AuthorizationHeader
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <exception cref="OciException">UNAUTHORIZED for what is neither.</exception>
    public static PresentedCredential Read(string header, IPAddress address)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return new PresentedCredential(CredentialScheme.Bearer, null, header[Bearer.Length..].Trim(), address);
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) throw new OciException(OciError.Unauthorized, "the Authorization header must be Basic or Bearer");
        try
        {
            var text = StrictUtf8.GetString(Convert.FromBase64String(header[Basic.Length..].Trim()));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0) return new PresentedCredential(CredentialScheme.Basic, text[..colon], text[(colon + 1)..], address);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            // Refused below, like every other text that is no name and password.
        }
        throw new OciException(OciError.Unauthorized, "the Basic credential is not a name and a password in base64");
    }

    /// <summary>The other end's address; one fixed value where a connection has none.</summary>
    public static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}
