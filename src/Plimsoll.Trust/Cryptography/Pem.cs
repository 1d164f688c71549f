using System.Security.Cryptography;

namespace Plimsoll.Trust.Cryptography;

/// <summary>Text around binary things (RFC 7468).</summary>
internal static class Pem
{
    private const int MaxBlocks = 100;

    /// <summary>The blocks of a text, in order.</summary>
    public static List<(string Label, byte[] Bytes)> Blocks(ReadOnlySpan<char> text)
    {
        var blocks = new List<(string, byte[])>();
        while (blocks.Count < MaxBlocks && PemEncoding.TryFind(text, out var found))
        {
            var bytes = new byte[found.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(text[found.Base64Data], bytes, out var written) || written != bytes.Length) throw new RefusedException("a PEM block is damaged");
            blocks.Add((text[found.Label].ToString(), bytes));
            text = text[found.Location.End..];
        }
        return blocks;
    }
}
