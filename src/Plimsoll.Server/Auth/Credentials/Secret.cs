using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>
/// A random secret of 256 bits, with a prefix that tells people and leak scanners what it is. It is too long to be guessed, so a plain SHA-256 is enough to
/// store it by.
/// </summary>
internal static class Secret
{
    public const string Personal = "plp_";
    public const string Robot = "plr_";
    public const string Refresh = "plf_";
    public const string Session = "pls_";

    private const int Bytes = 32;

    public static string Make(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Is it a personal access token or the secret of a robot, rather than a password?</summary>
    public static bool IsAccessSecret(string text) => text.StartsWith(Personal, StringComparison.Ordinal) || text.StartsWith(Robot, StringComparison.Ordinal);
}
