using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Comparison;

/// <summary>Compares two images that were opened.</summary>
public static class ImageComparison
{
    /// <summary>Tells how the second image came from the first.</summary>
    /// <param name="from">The first image.</param>
    /// <param name="fromName">How it was asked for.</param>
    /// <param name="to">The second image.</param>
    /// <param name="toName">How it was asked for.</param>
    /// <param name="options">How.</param>
    public static ImageDiff Compare(OpenedImage from, string fromName, OpenedImage to, string toName, DiffOptions options)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(options);
        var (before, after) = (from.Document, to.Document);
        // An unpacked root has neither configuration nor history, which does not mean that they were removed.
        var areConfigured = before.Image.Config is not null && after.Image.Config is not null;
        var packages = new PackageChanges(before, after);
        var files = new FileChanges(from, to, packages.Keys, options);
        var fileDiff = files.Compare();
        var diff = new ImageDiff
        {
            From = Describe(from, fromName),
            To = Describe(to, toName),
            Verdict = "",
            Same = false,
            Completeness = before.Completeness == Completeness.Complete && after.Completeness == Completeness.Complete ? Completeness.Complete : Completeness.Partial,
            Packages = packages.ToDiff(files.ByPackage),
            Files = fileDiff,
            Configuration = areConfigured ? SettingChanges.Of(before, after) : [],
            History = areConfigured ? HistoryOf(before, after) : new HistoryDiff(0, [], []),
            Licences = LicencesOf(before, after),
            Findings = FindingChanges.Of(before, after, areConfigured),
            Layers = new LayerDiff(before.Layers.Count, after.Layers.Count, SharedLayers(before, after)),
        };
        var isSame = diff is { Completeness: Completeness.Complete, Packages.Count: 0, Files: { Added: 0, Removed: 0, Changed: 0 }, Configuration.Count: 0 };
        return diff with { Same = isSame, Verdict = DiffSentence.Of(diff, isSame, areConfigured) };
    }

    private static ComparedImage Describe(OpenedImage image, string name) => new()
    {
        Reference = name,
        Digest = image.Document.Image.Digest,
        Platform = image.Document.Image.Platform,
        Created = image.Document.Image.Created,
        System = SettingChanges.SystemOf(image.Document),
        Size = image.Document.Image.Size,
        Bytes = image.Tree.Bytes,
        Files = image.Tree.Files,
        Packages = image.Document.Packages.Count,
    };

    /// <summary>By what they unpack to: the same files packed in another way are the same layer.</summary>
    internal static int SharedLayers(InspectionDocument from, InspectionDocument to) =>
        from.Layers.Zip(to.Layers).TakeWhile(pair => pair.First.DiffId is { } diffId && pair.Second.DiffId == diffId).Count();

    private static HistoryDiff HistoryOf(InspectionDocument from, InspectionDocument to)
    {
        var shared = from.Image.History.Zip(to.Image.History).TakeWhile(pair => pair.First.CreatedBy == pair.Second.CreatedBy).Count();
        return new HistoryDiff(shared, Lines(from), Lines(to));

        List<string> Lines(InspectionDocument document) => [.. document.Image.History.Skip(shared).Select(entry => entry.CreatedBy ?? entry.Comment ?? "")];
    }

    private static List<LicenceDiff> LicencesOf(InspectionDocument from, InspectionDocument to)
    {
        var (before, after) = (Licences(from), Licences(to));
        return
        [
            .. after.Where(licence => !before.Contains(licence.Key)).Select(licence => Change(licence, DiffKind.Added))
                .Concat(before.Where(licence => !after.Contains(licence.Key)).Select(licence => Change(licence, DiffKind.Removed))).OrderBy(licence => licence.Change).ThenBy(licence => licence.Licence, StringComparer.Ordinal),
        ];

        static ILookup<string, string> Licences(InspectionDocument document) => document.Packages
            .Where(package => package.OwnedBy is null && (package.Licence ?? package.LicenceDeclared) is not null)
            .ToLookup(package => (package.Licence ?? package.LicenceDeclared)!, package => $"{package.Type}:{package.Name}");

        static LicenceDiff Change(IGrouping<string, string> licence, DiffKind change) => new(licence.Key, change, [.. licence.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }
}
