using System.Text;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.OpenPgp;

/// <summary>ASCII armour (RFC 4880, 6.2), or the bytes as they are.</summary>
internal static class Armor
{
    public static byte[] Decode(byte[] bytes)
    {
        if (bytes.Length == 0 || (bytes[0] & 0x80) != 0) return bytes;
        var lines = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n").Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith("-----BEGIN PGP ", StringComparison.Ordinal));
        var blank = start < 0 ? -1 : Array.FindIndex(lines, start, string.IsNullOrWhiteSpace);
        var end = blank < 0 ? -1 : Array.FindIndex(lines, blank, line => line.StartsWith("-----END PGP ", StringComparison.Ordinal));
        if (end < 0) throw new RefusedException("these bytes are no OpenPGP data");
        // The checksum is for transmission errors; the signatures are what proves.
        var text = string.Concat(lines[(blank + 1)..end].Where(line => !line.StartsWith('=')).Select(line => line.Trim()));
        return Base64Text.Decode(text) ?? throw new RefusedException("the armour of the OpenPGP data is damaged");
    }
}
