using System.Buffers;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Portage;

/// <summary>The files of a package: <c>dir PATH</c>, <c>obj PATH MD5 TIME</c>, <c>sym PATH -> TARGET TIME</c> (portage(5)). Paths may have spaces in them.</summary>
internal static class PortageContents
{
    private const int LongestLine = 16 * 1024;

    /// <summary>Says which files the package owns that was added last.</summary>
    public static void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, LongestLine);
        while (lines.TryRead(out var line))
        {
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty) continue;
            if (lines.IsCut || line.Length < 5 || line[3] != ' ') report.Problem("a line is not about a file");
            else if (!Own(line[..3], line[4..], report)) return;
        }
    }

    private static bool Own(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> rest, FileReport report)
    {
        if (kind.SequenceEqual("obj"u8)) return OwnFile(rest, report);
        // The target of a link and the time are no part of the path.
        if (kind.SequenceEqual("sym"u8) && rest.IndexOf(" -> "u8) is var arrow and > 0) rest = rest[..arrow];
        return report.TryOwn(ForeignText.Decode(rest));
    }

    private static bool OwnFile(ReadOnlySpan<byte> rest, FileReport report)
    {
        Span<byte> digest = stackalloc byte[16];
        var time = rest.LastIndexOf((byte)' ');
        var space = time <= 0 ? -1 : rest[..time].LastIndexOf((byte)' ');
        if (space <= 0 || Convert.FromHexString(rest[(space + 1)..time], digest, out _, out var written) != OperationStatus.Done || written != 16)
        {
            report.Problem("the line of a file has no MD5");
            return true;
        }
        var path = ForeignText.Decode(rest[..space]);
        // What CONFIG_PROTECT has by default (make.conf(5)).
        var traits = path.StartsWith("/etc/", StringComparison.Ordinal) ? OwnedFileTraits.Configuration : OwnedFileTraits.None;
        return report.TryOwn(path, traits, null, FileDigestKind.Md5, digest);
    }
}
