using System.Security.Cryptography;

namespace Plimsoll.Server.Auth.Passwords;

/// <summary>
/// Hashes of passwords: PBKDF2 with HMAC-SHA-512 (RFC 8018, 5.2), written so that they say how they were made: <c>$pbkdf2-sha512$i=210000$SALT$HASH</c>.
/// </summary>
internal static class PasswordHash
{
    /// <summary>What the OWASP password storage cheat sheet asks for with SHA-512.</summary>
    public const int Iterations = 210_000;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>Longest password in characters: longer ones only make the server work.</summary>
    public const int MaxLength = 256;

    /// <summary>A hash that no password has: checking against it takes as long as against a real one.</summary>
    public static string Unmatchable { get; } = Format(Iterations, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    public static string Make(string password, int iterations = Iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Format(iterations, salt, Derive(password, salt, iterations, HashBytes));
    }

    /// <summary>Is it the password? False also for a hash that cannot be read.</summary>
    public static bool Verify(string hash, string password)
    {
        if (!TryRead(hash, out var iterations, out var salt, out var expected)) return false;
        return CryptographicOperations.FixedTimeEquals(Derive(password, salt, iterations, expected.Length), expected);
    }

    /// <summary>Was it made with other parameters than are used now?</summary>
    public static bool IsDated(string hash) => !TryRead(hash, out var iterations, out var salt, out var bytes) || iterations != Iterations || salt.Length != SaltBytes || bytes.Length != HashBytes;

    private static byte[] Derive(string password, byte[] salt, int iterations, int length) => Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, length);

    private static string Format(int iterations, byte[] salt, byte[] hash) => $"${Scheme}$i={iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";

    private static bool TryRead(string text, out int iterations, out byte[] salt, out byte[] hash)
    {
        (iterations, salt, hash) = (0, [], []);
        var parts = text.Split('$');
        if (parts is not ["", Scheme, ['i', '=', .. var count], var saltText, var hashText] || !int.TryParse(count, out iterations) || iterations < 1) return false;
        try
        {
            (salt, hash) = (Convert.FromBase64String(saltText), Convert.FromBase64String(hashText));
            return hash.Length >= HashBytes;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
