using System.Text;
using Plimsoll.Cli.Inspect;
using Plimsoll.Inspection.Sbom.Arriving;

namespace Plimsoll.Cli.Sbom;

/// <summary>Comparisons for people: the first line says how it stands, the last one what to call next.</summary>
internal static class ComparisonTable
{
    private const int MaxRows = 50;

    public static string Render(IReadOnlyList<ArrivedSbomEntry> entries, string reference)
    {
        var text = new StringBuilder();
        var (differing, unread) = (entries.Count(entry => entry.Verdict == "differs"), entries.Count(entry => entry.Verdict == "unread"));
        text.Append(differing + unread == 0
            ? $"{entries.Count} SBOM{(entries.Count == 1 ? " says" : "s say")} what is inside\n"
            : $"Of {entries.Count} SBOM{(entries.Count == 1 ? "" : "s")} {differing} {(differing == 1 ? "does" : "do")} not say what is inside{(unread > 0 ? $", {unread} could not be read" : "")}\n");
        foreach (var entry in entries) Append(text.Append('\n'), entry);
        return text.Append("\nNext: plimsoll sbom compare ").Append(TextTable.Printable(reference)).Append(" --format json\n").ToString();
    }

    private static void Append(StringBuilder text, ArrivedSbomEntry entry)
    {
        var name = entry.Format is null ? entry.MediaType : $"{entry.Format} {entry.Version}";
        text.Append(TextTable.Printable($"{entry.Verdict}: {name} ({entry.Source}{(entry.Manifest is null ? "" : " " + entry.Manifest)})")).Append('\n');
        if (entry.Tools.Count > 0) text.Append("  by ").Append(TextTable.Printable(string.Join(", ", entry.Tools))).Append('\n');
        foreach (var problem in entry.Problems) text.Append("  ").Append(TextTable.Printable(problem)).Append('\n');
        if (entry.Verdict == "unread") return;
        text.Append($"  {entry.Matched} of {entry.Named} packages are there as it says; {entry.MissingCount} are not, {entry.DifferingCount} in another version; {entry.UnnamedCount} are not named\n");
        if (entry.Unchecked.Count > 0) text.Append("  not checked: ").Append(TextTable.Printable(Counts(entry.Unchecked))).Append('\n');
        if (entry.Uncovered.Count > 0) text.Append("  it says nothing of: ").Append(TextTable.Printable(Counts(entry.Uncovered))).Append('\n');
        var rows = entry.Missing.Select(package => Row("not there", package)).Concat(entry.Differing.Select(package => Row("is " + string.Join(", ", package.There ?? []), package)))
            .Concat(entry.Unnamed.Select(package => Row("not named", package))).ToList();
        if (rows.Count == 0) return;
        TextTable.Append(text, ["  ", "PACKAGE", "VERSION", "PURL"], rows.Take(MaxRows));
        if (rows.Count > MaxRows) text.Append($"  and {rows.Count - MaxRows} more\n");
    }

    private static string[] Row(string what, ComparedPackage package) => ["  " + what, package.Name, package.Version ?? "-", package.Purl ?? "-"];

    private static string Counts(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.Select(count => $"{count.Value} {(count.Key.Length == 0 ? "without package URL" : count.Key)}"));
}
