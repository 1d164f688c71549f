using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Vendors;
using Plimsoll.Inspection.Layers.Compression;

namespace Plimsoll.Inspection.Proof;

/// <summary>
/// A file of apk (Alpine wiki, "Apk spec"): gzip members one behind the other. The first holds signatures over the second, the second says what the package is and has the SHA-256 of the rest, which
/// holds the files. An index has only the first two.
/// </summary>
internal sealed class ApkArchive
{
    private const int MaxSigned = 64 << 20;

    private ApkArchive(FileStream content, byte[] signatures, byte[] signed, long rest) => (Content, Signatures, Signed, Rest) = (content, signatures, signed, rest);

    private FileStream Content { get; }

    private byte[] Signatures { get; }

    /// <summary>The member that is signed, packed as it is.</summary>
    public byte[] Signed { get; }

    private long Rest { get; }

    /// <summary>Finds the members of a file. One without signatures begins with what would be signed.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static ApkArchive Open(FileStream content)
    {
        var first = Member(content, 0);
        var hasSignatures = Names(first).Any(name => name.StartsWith(".SIGN.", StringComparison.Ordinal));
        var signed = hasSignatures ? Member(content, first.Length) : first;
        return new ApkArchive(content, hasSignatures ? first : [], signed, (hasSignatures ? first.Length : 0) + signed.Length);
    }

    /// <summary>Who signed it.</summary>
    public VendorSignature Verify(IVendorKeys keys)
    {
        var answer = new VendorSignature(null, "it is not signed", false, Signed);
        foreach (var (name, signature) in Texts(Signatures, name => name.StartsWith(".SIGN.RSA", StringComparison.Ordinal)))
        {
            var isSha256 = name.StartsWith(".SIGN.RSA256.", StringComparison.Ordinal);
            answer = keys.VerifyApk(name[(isSha256 ? ".SIGN.RSA256." : ".SIGN.RSA.").Length..], Signed, signature, isSha256);
            if (answer.Signer is not null) return answer;
        }
        return answer;
    }

    /// <summary>A file of the signed member; null when it has none of this name.</summary>
    public byte[]? Find(string name) => Texts(Signed, found => found == name).GetValueOrDefault(name);

    /// <summary>The files of the package.</summary>
    /// <exception cref="InvalidDataException">They are not those that the signed member is about.</exception>
    public IReadOnlyList<VendorFile> Files()
    {
        var info = Encoding.UTF8.GetString(Find(".PKGINFO") ?? throw new InvalidDataException("the package does not say what it is"));
        var hash = info.Split('\n').Select(line => line.Split(" = ")).FirstOrDefault(words => words is ["datahash", _])?[1].Trim();
        Content.Position = Rest;
        if (!Convert.ToHexStringLower(SHA256.HashData(Content)).Equals(hash, StringComparison.OrdinalIgnoreCase)) throw new InvalidDataException("the files are not those that are signed");
        Content.Position = Rest;
        using var data = VendorFileReading.Unpack(Content);
        return VendorTar.Files(data, path => path.StartsWith("etc/", StringComparison.Ordinal) ? OwnedFileTraits.Configuration : OwnedFileTraits.None, path => path[0] != '.');
    }

    private static IEnumerable<string> Names(byte[] member)
    {
        if (member.Length == 0) return [];
        try
        {
            return Texts(member, static _ => true).Keys;
        }
        catch (Layers.Tar.NotATarException)
        {
            return [];
        }
    }

    private static Dictionary<string, byte[]> Texts(byte[] member, Func<string, bool> wants)
    {
        if (member.Length == 0) return [];
        using var tar = VendorFileReading.Unpack(new MemoryStream(member));
        return VendorTar.Texts(tar, wants);
    }

    /// <summary>The bytes of the gzip member that begins at a place.</summary>
    private static byte[] Member(FileStream content, long start)
    {
        content.Position = start;
        using var decoder = new GzipDecoder();
        var (input, output) = (new byte[64 << 10], new byte[256 << 10]);
        using var member = new MemoryStream();
        while (content.Read(input) is > 0 and var read)
        {
            for (var at = 0; at < read;)
            {
                var ended = decoder.Decode(input.AsSpan(at, read - at), output, out var consumed, out var written);
                member.Write(input, at, consumed);
                at += consumed;
                if (ended) return member.ToArray();
                if (member.Length > MaxSigned || (consumed == 0 && written == 0)) throw new InvalidDataException("the package is larger than is sane or damaged");
            }
        }
        throw new InvalidDataException("the package ends too early");
    }
}
