using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Comparison;

/// <summary>Says in one sentence how an image came from another, as a person would.</summary>
internal static class DiffSentence
{
    /// <param name="diff">What differs.</param>
    /// <param name="isSame">Whether nothing does.</param>
    /// <param name="areConfigured">Whether both have a configuration; of an unpacked root nobody knows it.</param>
    public static string Of(ImageDiff diff, bool isSame, bool areConfigured)
    {
        var (from, to) = (diff.From.Reference, diff.To.Reference);
        var sentence = isSame ? Same(diff, areConfigured) : IsAnother(diff.Packages)
            ? $"{to} is another image than {from}: of {diff.To.Packages} packages {diff.Packages.Same} are the same"
            : $"{to} is {from} with {List([.. Parts(diff)])}";
        if (diff.Findings.Count(change => change.Change == DiffKind.Added && FindingChanges.IsSecret(change.Finding)) is var secrets and > 0) sentence += $"; {Number(secrets, "secret")} came in";
        return diff.Completeness == Completeness.Complete ? sentence : $"PARTIAL, not everything could be read: {sentence}";
    }

    private static string Same(ImageDiff diff, bool areConfigured) => diff.From.Digest is { } digest && digest == diff.To.Digest
        ? $"{diff.From.Reference} and {diff.To.Reference} are the same image"
        : $"{diff.To.Reference} has the same {(areConfigured ? "files, packages and configuration" : "files and packages")} as {diff.From.Reference}";

    /// <summary>Two images of which most packages differ are not a change of one another.</summary>
    private static bool IsAnother(PackageDiff packages) => packages.Added + packages.Removed > 20 && packages.Added + packages.Removed > 2 * (packages.Same + packages.Upgraded + packages.Downgraded + packages.Changed);

    private static IEnumerable<string> Parts(ImageDiff diff)
    {
        var packages = diff.Packages;
        var named = false;
        foreach (var (count, word) in new[] { (packages.Upgraded, "upgraded"), (packages.Downgraded, "downgraded"), (packages.Changed, "changed"), (packages.Added, "added"), (packages.Removed, "removed") })
        {
            if (count == 0) continue;
            yield return named ? $"{count} {word}" : $"{Number(count, "package")} {word}";
            named = true;
        }
        if (diff.Files.Unexplained is var files and > 0) yield return named ? $"{Number(files, "other file")} that {(files == 1 ? "differs" : "differ")}" : $"{Number(files, "file")} that {(files == 1 ? "differs" : "differ")}";
        else if (!named && diff.Files.Bookkeeping.Count is var kept and > 0) yield return $"{Number(kept, "file")} of package managers that {(kept == 1 ? "differs" : "differ")}";
        if (diff.Configuration.Count is var settings and > 0) yield return $"{Number(settings, "setting")} changed";
    }

    private static string Number(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static string List(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => "nothing changed that could be read",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}",
    };
}
