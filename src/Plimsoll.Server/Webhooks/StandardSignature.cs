using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Server.Webhooks;

/// <summary>Signatures of Standard Webhooks (https://www.standardwebhooks.com, symmetric): HMAC-SHA256 over the id, the time and the body.</summary>
internal static class StandardSignature
{
    /// <summary>What secrets begin with when people see them.</summary>
    public const string Prefix = "whsec_";

    private const int SecretBytes = 32;

    /// <summary>A new secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>A secret as it is shown.</summary>
    public static string Show(ReadOnlySpan<byte> secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="secret">The bytes of the secret.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">The bytes of the body.</param>
    public static string Sign(ReadOnlySpan<byte> secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, [.. head, .. body]));
    }
}
