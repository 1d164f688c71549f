using System.Buffers;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Pacman;

/// <summary>Reads mtree(5) as bsdtar writes it: a path and keywords with their values on each line; what <c>/set</c> says holds until it says otherwise.</summary>
internal sealed class MtreeReader(FileReport report)
{
    private const int LongestLine = 32 * 1024;

    private Entry _default;

    /// <summary>Says which files of the tree the package owns.</summary>
    /// <exception cref="InvalidDataException">The content cannot be read.</exception>
    public static void Read(Stream content, FileReport report)
    {
        var reader = new MtreeReader(report);
        using var lines = new LineReader(content, LongestLine);
        while (lines.TryRead(out var line))
        {
            line = line.Trim(" \t\r"u8);
            if (line.IsEmpty || line[0] == '#') continue;
            if (lines.IsCut || line.Contains((byte)0)) report.Problem("a line is no path, or too long to be one");
            else if (line[0] is not ((byte)'.' or (byte)'/')) report.Problem("it is no mtree: a line starts with neither a path nor /set");
            else if (!reader.Line(line)) return;
        }
    }

    private bool Line(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        var name = space < 0 ? line : line[..space];
        var keywords = line[name.Length..];
        if (name.SequenceEqual("/set"u8)) Take(keywords, ref _default);
        else if (name.SequenceEqual("/unset"u8)) _default = default;
        else return Own(Unescape(name), keywords);
        return true;
    }

    private bool Own(string path, ReadOnlySpan<byte> keywords)
    {
        // What pacman keeps about the package itself lies in the root of the archive and is not installed there.
        if (path.StartsWith("./.", StringComparison.Ordinal)) return true;
        var entry = _default;
        Take(keywords, ref entry);
        return report.TryOwn(path, OwnedFileTraits.None, entry.Mode, FileDigestKind.Sha256, entry.Digest ?? []);
    }

    private static void Take(ReadOnlySpan<byte> keywords, ref Entry entry)
    {
        Span<byte> digest = stackalloc byte[32];
        foreach (var part in keywords.Split((byte)' '))
        {
            var keyword = keywords[part];
            if (keyword.StartsWith("mode="u8)) entry.Mode = Octal(keyword[5..]);
            else if (keyword.StartsWith("sha256digest="u8) && Convert.FromHexString(keyword[13..], digest, out _, out var written) == OperationStatus.Done && written == 32) entry.Digest = digest.ToArray();
        }
    }

    private static int? Octal(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > 0xfff) return null;
            value = (value << 3) | (digit - '0');
        }
        return value & 0xfff;
    }

    /// <summary>Bytes that are no letters stand as a backslash and three octal digits (vis(3)).</summary>
    private static string Unescape(ReadOnlySpan<byte> name)
    {
        if (!name.Contains((byte)'\\')) return ForeignText.Decode(name);
        var bytes = new List<byte>(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '\\' || i + 3 >= name.Length || Octal(name.Slice(i + 1, 3)) is not { } value)
            {
                bytes.Add(name[i]);
                continue;
            }
            bytes.Add((byte)value);
            i += 3;
        }
        return ForeignText.Decode(bytes.ToArray());
    }

    private record struct Entry
    {
        public int? Mode { get; set; }

        public byte[]? Digest { get; set; }
    }
}
