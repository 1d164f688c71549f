using System.Globalization;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>
/// <c>container-manifest-2</c>, which the distroless images of Azure Linux have in place of a database: what <c>rpm -qa</c> printed, a line for each package
/// with its fields between tabs. It lists no files.
/// </summary>
internal static class RpmManifest
{
    public const string FileName = "container-manifest-2";

    private const int LongestLine = 16 * 1024;
    private const string None = "(none)";

    public static void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, LongestLine);
        while (lines.TryRead(out var line))
        {
            if (line.IsEmpty) continue;
            try
            {
                if (!report.TryAdd(RecordOf(lines.IsCut ? [] : ForeignText.Decode(line).Split('\t')))) return;
            }
            catch (InvalidDataException e)
            {
                report.Problem($"a package could not be read: {e.Message}");
            }
        }
    }

    /// <summary>Name, version-release, times of installation and building, vendor, epoch, size, architecture, epoch as a number, source.</summary>
    private static PackageRecord RecordOf(string[] fields)
    {
        if (fields.Length < 10) throw new InvalidDataException($"a line has {fields.Length} fields and not 10");
        var dash = fields[1].LastIndexOf('-');
        if (dash <= 0) throw new InvalidDataException("a version has no release");
        long? epoch = fields[5] == None ? null : long.TryParse(fields[5], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException("an epoch is no number");
        var properties = new SortedList<string, string>(StringComparer.Ordinal);
        if (fields[4] is not ("" or None)) properties["vendor"] = fields[4];
        if (fields[9] is not ("" or None)) properties["sourceRpm"] = fields[9];
        return RpmRecord.Build(
            RpmRecord.Word(fields[0], "name"), epoch, RpmRecord.Word(fields[1][..dash], "version"), RpmRecord.Word(fields[1][(dash + 1)..], "release"),
            fields[7] == None ? null : fields[7], null, properties);
    }
}
