using System.Globalization;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Archives;

namespace Plimsoll.Inspection.Proof;

/// <summary>A package of Debian (deb(5)): an ar archive with what is said about the package and the files that it unpacks to.</summary>
internal static class DebArchive
{
    private const int HeaderSize = 60;

    private static ReadOnlySpan<byte> Magic => "!<arch>\n"u8;

    /// <summary>The files of a package; those that its <c>conffiles</c> names are marked.</summary>
    /// <exception cref="InvalidDataException">It is no such package, or damaged.</exception>
    public static IReadOnlyList<VendorFile> Read(FileStream content)
    {
        var configuration = new HashSet<string>(StringComparer.Ordinal);
        if (Member(content, "control.tar") is { } control)
        {
            using var tar = VendorFileReading.Unpack(control);
            if (VendorTar.Texts(tar, name => name == "conffiles").TryGetValue("conffiles", out var text))
                configuration.UnionWith(Encoding.UTF8.GetString(text).Split('\n').Select(line => line.Trim().TrimStart('/')));
        }
        using var data = VendorFileReading.Unpack(Member(content, "data.tar") ?? throw new InvalidDataException("the package has no files in it"));
        return VendorTar.Files(data, path => configuration.Contains(path) ? OwnedFileTraits.Configuration : OwnedFileTraits.None, static _ => true);
    }

    /// <summary>A member whose name begins so.</summary>
    private static PartStream? Member(FileStream content, string name)
    {
        content.Position = 0;
        Span<byte> header = stackalloc byte[HeaderSize];
        if (content.ReadAtLeast(header[..Magic.Length], Magic.Length, throwOnEndOfStream: false) != Magic.Length || !header.StartsWith(Magic)) throw new InvalidDataException("it is no ar archive");
        while (content.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) == HeaderSize)
        {
            if (!long.TryParse(Encoding.ASCII.GetString(header[48..58]).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > content.Length - content.Position)
                throw new InvalidDataException("the ar archive is damaged");
            if (header.StartsWith(Encoding.ASCII.GetBytes(name))) return new PartStream(content, content.Position, size);
            content.Position += size + (size & 1);
        }
        return null;
    }
}
