using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Pacman;

/// <summary>A <c>desc</c> or <c>files</c> of pacman's local database: the name of a section between percent signs, its values in lines of their own, an empty line.</summary>
internal sealed class PacmanDescription
{
    /// <summary>In place of the name of a section, where a line is none.</summary>
    public const string NoSection = "?";

    private const int LongestLine = 16 * 1024;
    private const int LongestWord = 512;
    private const int MostValues = 1000;

    private readonly Dictionary<string, List<string>> _sections = new(StringComparer.Ordinal);

    /// <summary>Reads the sections that are needed of a package.</summary>
    public static PacmanDescription Read(Stream content)
    {
        var description = new PacmanDescription();
        ReadLines(content, (section, line) =>
        {
            if (section is "NAME" or "VERSION" or "BASE" or "ARCH" or "LICENSE" or "URL" or "PACKAGER" or "VALIDATION")
            {
                if (!description._sections.TryGetValue(section, out var values)) description._sections.Add(section, values = []);
                if (values.Count < MostValues) values.Add(line);
            }
            return true;
        }, static () => { });
        return description;
    }

    /// <summary>Reads the values of all sections.</summary>
    /// <param name="content">The file.</param>
    /// <param name="visit">Told of each line; false ends the reading.</param>
    /// <param name="tooLong">Told of each line that is too long to be true.</param>
    public static void ReadLines(Stream content, Func<string, string, bool> visit, Action tooLong)
    {
        using var lines = new LineReader(content, LongestLine);
        var section = "";
        while (lines.TryRead(out var line))
        {
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty) section = "";
            else if (lines.IsCut) tooLong();
            else if (section.Length == 0) section = line is [(byte)'%', .., (byte)'%'] ? ForeignText.Decode(line[1..^1]) : NoSection;
            else if (!visit(section, ForeignText.Decode(line))) return;
        }
    }

    /// <summary>The package; null, and the reason, when the sections are not those of one.</summary>
    public PackageRecord? ToRecord(out string? problem)
    {
        var (name, version) = (First("NAME"), First("VERSION"));
        problem = name is null ? "it has no name" : version is null ? "it has no version" : IsWord(name) && IsWord(version) ? null : "its name or version is not one";
        if (problem is not null) return null;
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (First("PACKAGER") is { } packager) properties["packager"] = packager;
        if (First("URL") is { } address) properties["homepage"] = address;
        if (First("VALIDATION") is { } validation) properties["validation"] = validation;
        return new PackageRecord
        {
            Type = "alpm",
            Name = name!,
            Version = version!,
            Arch = First("ARCH"),
            Source = First("BASE") == name ? null : First("BASE"),
            // Several licences all apply (PKGBUILD(5), "license").
            Licence = _sections.TryGetValue("LICENSE", out var licences) ? licences.Count == 1 ? licences[0] : string.Join(" AND ", licences.Select(licence => licence.Contains(' ') ? $"({licence})" : licence)) : null,
            Properties = properties.Count == 0 ? null : properties,
        };
    }

    private string? First(string section) => _sections.TryGetValue(section, out var values) ? values[0] : null;

    private static bool IsWord(string text) => text.Length <= LongestWord && !text.AsSpan().ContainsAny(" /\t\0");
}
