using System.Buffers.Text;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>A digest of a package in the words of the formats.</summary>
/// <param name="Bits">Name of the function without dash, upper case: <c>SHA512</c>, <c>MD5</c>.</param>
/// <param name="Hex">The digest, lower case.</param>
internal sealed record PackageHash(string Bits, string Hex)
{
    private static readonly Dictionary<string, int> Lengths = new(StringComparer.OrdinalIgnoreCase) { ["md5"] = 16, ["sha1"] = 20, ["sha256"] = 32, ["sha384"] = 48, ["sha512"] = 64 };

    /// <summary>The name as CycloneDX writes it: <c>SHA-512</c>, <c>MD5</c>.</summary>
    public string Dashed => Bits.StartsWith("SHA", StringComparison.Ordinal) ? "SHA-" + Bits[3..] : Bits;

    /// <summary>
    /// Reads what ecosystems write: <c>sha512-BASE64</c> (npm, subresource integrity), <c>sha256:HEX</c>, <c>md5=HEX</c>. Null for those that are no digest of one file, such as Go's
    /// <c>h1:</c>.
    /// </summary>
    public static PackageHash? Of(string integrity)
    {
        // npm may list several; the first one is the strongest that the packer gave.
        var first = integrity.Split(' ', 2)[0];
        var end = first.IndexOfAny(['-', ':', '=']);
        if (end < 0 || !Lengths.TryGetValue(first[..end], out var length)) return null;
        var (name, value) = (first[..end].ToUpperInvariant(), first[(end + 1)..]);
        if (value.Length == length * 2 && value.All(char.IsAsciiHexDigit)) return new PackageHash(name, value.ToLowerInvariant());
        if (first[end] != '-' || !Base64.IsValid(value, out var decoded) || decoded != length) return null;
        return new PackageHash(name, Convert.ToHexStringLower(Convert.FromBase64String(value)));
    }
}
