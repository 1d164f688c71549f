using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Inspection.Secrets;

/// <summary>What is shown of a secret: enough to find it and to tell that two are the same, too little to use it.</summary>
internal static class SecretMask
{
    private const int MostShown = 4;

    /// <summary>The first characters, how many there are, and the start of a hash: <c>AKIA… (20 characters, #3f2a91)</c>.</summary>
    public static string Of(ReadOnlySpan<char> value)
    {
        var shown = value[..Math.Min(MostShown, value.Length / 4)];
        return $"{Printable(shown)}… ({value.Length} characters, #{HashOf(value)})";
    }

    /// <summary>24 bits of a hash, of more than the value alone so that it is in no table.</summary>
    public static string HashOf(ReadOnlySpan<char> value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("plimsoll secret " + value.ToString())).AsSpan(0, 3));

    private static string Printable(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange(' ', '~') ? "" : text.ToString();
}
