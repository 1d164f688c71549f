using System.Globalization;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Comparison;

namespace Plimsoll.Cli.Inspect;

/// <summary>One part of a comparison as a table.</summary>
/// <param name="Title">What it is about, with counts.</param>
/// <param name="Columns">The titles of the columns; one that starts with <c>&gt;</c> holds numbers.</param>
/// <param name="Rows">The cells.</param>
/// <param name="More">What is left out.</param>
internal sealed record DiffSection(string Title, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows, string? More = null);

/// <summary>The parts of a comparison in which something differs, in the order in which people ask for them.</summary>
internal static class DiffSections
{
    private const int MaxRows = 60;
    private const int MaxNames = 6;
    private const int MaxOfPackage = 8;
    private const int LongestLine = 120;

    public static IEnumerable<DiffSection> Of(ImageDiff diff) =>
        new[] { Packages(diff), Files(diff), Settings(diff), History(diff), Licences(diff), Findings(diff), Size(diff) }.OfType<DiffSection>();

    private static DiffSection? Packages(ImageDiff diff)
    {
        var packages = diff.Packages;
        if (packages.Count == 0) return null;
        var counts = Counts((packages.Upgraded, "upgraded"), (packages.Downgraded, "downgraded"), (packages.Changed, "changed"), (packages.Added, "added"), (packages.Removed, "removed"), (packages.Same, "the same"));
        return Section($"Packages: {counts}", ["CHANGE", "SOURCE", "FROM", "TO", ">FILES", "PACKAGES"], packages.Groups, group =>
        [
            Word(group.Change), group.Type == "deb" ? group.Source : $"{group.Source} ({group.Type})", group.From ?? Several(group, package => package.From), group.To ?? Several(group, package => package.To),
            group.Packages.Sum(package => package.Files?.Count ?? 0).ToString(CultureInfo.InvariantCulture), Names(group.Packages.Select(package => package.Name)),
        ]);
    }

    private static DiffSection? Files(ImageDiff diff)
    {
        var files = diff.Files;
        if (files.Added + files.Removed + files.Changed == 0) return null;
        var counts = Counts((files.Added, "added"), (files.Removed, "removed"), (files.Changed, "changed"));
        var explained = string.Join(", ", new[]
        {
            files.OfPackages.Count > 0 ? $"{files.OfPackages.Count} belong to the packages above" : null,
            files.Bookkeeping.Count > 0 ? $"{files.Bookkeeping.Count} are the package managers' own records" : null,
        }.OfType<string>());
        var rows = files.Groups.SelectMany(Rows).ToList();
        return Section($"Files: {counts}{(explained.Length == 0 ? "" : "; of these " + explained)}", ["CHANGE", ">SIZE", "WHAT", "PATH"], rows, row => row);
    }

    private static IEnumerable<string[]> Rows(FileGroup group)
    {
        var owner = group.Package is { } package ? $" (of {package})" : "";
        if (group.Whole is { } whole)
        {
            yield return [Word(whole), Signed(group.Bytes), Number(group.Counts.Count), group.Directory + "/" + owner];
            yield break;
        }
        // A package of which many files differ is told of as one thing.
        if (group is { Package: { } unchanged, Counts.Count: > MaxOfPackage })
        {
            yield return [group.Counts switch { { Removed: 0, Changed: 0 } => "added", { Added: 0, Changed: 0 } => "removed", _ => "changed" }, Signed(group.Bytes), $"{group.Counts.Count} files", $"of {unchanged}, which has the same version"];
            yield break;
        }
        foreach (var file in group.Files)
            yield return [Word(file.Change), Signed((file.To?.Size ?? 0) - (file.From?.Size ?? 0)), What(file), file.Path + owner];
        if (group.NotListed > 0) yield return ["…", "", $"{group.NotListed} more", group.Directory + "/" + owner];
    }

    private static string What(ChangedFile file) => file is { What: { } what, From: { } from, To: { } to }
        ? string.Join(", ", what.Select(part => part switch { "mode" => $"mode {from.Mode} → {to.Mode}", "owner" => $"owner {from.Owner} → {to.Owner}", "link" => $"link {from.Link} → {to.Link}", "type" => $"{from.Type} → {to.Type}", _ => part }))
        : (file.To ?? file.From)?.Type ?? "";

    private static DiffSection? Settings(ImageDiff diff) => diff.Configuration.Count == 0 ? null
        : Section($"Configuration: {diff.Configuration.Count} changed", ["SETTING", "FROM", "TO"], diff.Configuration, setting => [setting.Name, Cut(setting.From ?? "-"), Cut(setting.To ?? "-")]);

    private static DiffSection? History(ImageDiff diff)
    {
        var history = diff.History;
        if (history.From.Count + history.To.Count == 0) return null;
        var rows = history.From.Select(line => (string[])["-", Cut(line)]).Concat(history.To.Select(line => (string[])["+", Cut(line)])).ToList();
        return Section($"History: {history.Shared} lines in common, {history.From.Count} before and {history.To.Count} now behind them", ["+-", "INSTRUCTION"], rows, row => row);
    }

    private static DiffSection? Licences(ImageDiff diff) => diff.Licences.Count == 0 ? null
        : Section($"Licences: {Counts((diff.Licences.Count(licence => licence.Change == DiffKind.Added), "new"), (diff.Licences.Count(licence => licence.Change == DiffKind.Removed), "gone"))}",
            ["CHANGE", "LICENCE", "PACKAGES"], diff.Licences, licence => [Word(licence.Change), Cut(licence.Licence), Names(licence.Packages)]);

    /// <summary>Remarks would hide what matters; the JSON has them.</summary>
    private static DiffSection? Findings(ImageDiff diff)
    {
        var shown = diff.Findings.Where(change => change.Finding.Severity > Severity.Info).ToList();
        if (shown.Count == 0) return null;
        var counts = Counts((shown.Count(change => change.Change == DiffKind.Added), "new"), (shown.Count(change => change.Change == DiffKind.Removed), "gone"));
        return Section($"Findings: {counts}", ["CHANGE", "SEVERITY", "FINDING", "PATH", "REASON"], shown, change =>
            [change.Change == DiffKind.Added ? "new" : "gone", change.Finding.Severity.ToString().ToLowerInvariant(), change.Finding.Kind, change.Finding.Path, Cut(change.Finding.Reason)]);
    }

    /// <summary>An unpacked root has neither layers nor a packed size.</summary>
    private static DiffSection Size(ImageDiff diff)
    {
        var files = $"{ByteSize.Of(diff.From.Bytes)} → {ByteSize.Of(diff.To.Bytes)} of files";
        return new(IsRoot(diff.From) || IsRoot(diff.To)
            ? $"Size: {files}"
            : $"Size: {ByteSize.Of(diff.From.Size)} → {ByteSize.Of(diff.To.Size)} to transfer, {files}; {diff.Layers.Shared} of {diff.Layers.To} layers were there before", [], []);
    }

    private static bool IsRoot(ComparedImage image) => image.Reference.StartsWith("dir:", StringComparison.Ordinal);

    private static DiffSection Section<T>(string title, IReadOnlyList<string> columns, IReadOnlyList<T> items, Func<T, string[]> row) =>
        new(title, columns, [.. items.Take(MaxRows).Select(row)], items.Count > MaxRows ? $"… {items.Count - MaxRows} more: --format json has all" : null);

    private static string Several(PackageGroup group, Func<ChangedPackage, string?> version) => group.Packages.All(package => version(package) is null) ? "-" : "several";

    private static string Names(IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).ToList();
        return all.Count <= MaxNames ? string.Join(", ", all) : $"{string.Join(", ", all.Take(MaxNames))} and {all.Count - MaxNames} more";
    }

    private static string Counts(params (int Count, string Word)[] counts) => string.Join(", ", counts.Where(count => count.Count > 0).Select(count => $"{count.Count} {count.Word}"));

    private static string Number(int files) => files == 1 ? "1 file" : $"{files} files";

    private static string Word(DiffKind kind) => kind.ToString().ToLowerInvariant();

    private static string Signed(long bytes) => bytes == 0 ? "" : bytes > 0 ? "+" + ByteSize.Of(bytes) : "-" + ByteSize.Of(-bytes);

    private static string Cut(string text) => text.Length <= LongestLine ? text : text[..LongestLine] + "…";
}
