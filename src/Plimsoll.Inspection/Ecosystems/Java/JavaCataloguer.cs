using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Archives;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Java;

/// <summary>
/// Java archives and those inside of them. What Maven left in them is sure; without it the manifest and the name of the file tell, and the group stays
/// unknown unless the manifest names it: one that was guessed would match the advisories of somebody else.
/// </summary>
internal sealed class JavaCataloguer : ICataloguer
{
    /// <summary>Property of a package whose licence was recognised by a text in its archive: the path of that text in it.</summary>
    public const string LicenceFileProperty = "licenceFile";

    private static readonly string[] Endings = [".jar", ".war", ".ear", ".par", ".sar", ".nar", ".jpi", ".hpi", ".lpkg"];

    public string Name => "java";

    public IReadOnlyList<FileMatch> Matches { get; } = [.. Endings.Select(FileMatch.Ending)];

    public long MaxBytes => 512 << 20;

    public void Read(FileContent file, FileReport report)
    {
        var archives = new Dictionary<string, JarFacts>(StringComparer.Ordinal);
        var isFull = false;
        new NestedArchive(ArchiveLimits.Default, report.Problem).Walk(file, IsArchive, JarFacts.Wants, (place, entry) =>
        {
            if (!archives.TryGetValue(place.Archive, out var facts)) archives.Add(place.Archive, facts = new JarFacts());
            if (entry is not null)
            {
                facts.Take(place.Entry, entry);
                return;
            }
            // An archive is visited last: those inside of it were before.
            archives.Remove(place.Archive);
            if (place.Archive.Length > 0 && Outer(place.Archive) is var outer)
            {
                if (!archives.TryGetValue(outer, out var around)) archives.Add(outer, around = new JarFacts());
                around.HasInner = true;
            }
            isFull = isFull || !Add(facts, file.Path, place.Archive.Length == 0 ? null : place.Archive, report);
        });
    }

    private static bool IsArchive(string entry) => Array.Exists(Endings, ending => entry.EndsWith(ending, StringComparison.Ordinal));

    private static string Outer(string archive) => archive.LastIndexOf("!/", StringComparison.Ordinal) is var end and >= 0 ? archive[..end] : "";

    private static bool Add(JarFacts facts, string path, string? inner, FileReport report)
    {
        var name = JarName.Of(inner ?? path);
        var isMain = inner is null && facts.IsProgram && facts.HasInner ? true : (bool?)null;
        if (facts.Poms.Count == 0)
        {
            if (name.IsOfSources || (facts.Version ?? name.Version) is not { } version) return true;
            var confidence = facts.Version is null ? Confidence.Low : Confidence.Medium;
            return Add(new MavenCoordinates(facts.Group ?? "", name.Artifact, version), facts, inner, isMain, confidence, null, report);
        }
        // Some builds leave the coordinates of what they merged into an archive, but not their own.
        var isForeign = facts.Version is not null && facts.Poms.TrueForAll(pom => pom.Version != facts.Version && !(inner ?? path).Contains(pom.Artifact, StringComparison.Ordinal));
        if (isForeign && !Add(new MavenCoordinates(facts.Group ?? "", name.Artifact, facts.Version!), facts, inner, isMain, Confidence.Medium, null, report)) return false;
        foreach (var pom in facts.Poms)
        {
            var isOwn = !isForeign && (facts.Poms.Count == 1 || pom.Artifact == name.Artifact);
            if (!Add(pom, facts, inner, isOwn ? isMain : null, null, isOwn ? null : "true", report)) return false;
        }
        return true;
    }

    private static bool Add(MavenCoordinates pom, JarFacts facts, string? inner, bool? isMain, Confidence? confidence, string? merged, FileReport report)
    {
        // What the archive as a whole says is about itself, not about what was merged into it.
        var words = (merged is null ? facts.Licence : null) ?? facts.LicenceOf(pom);
        var text = words is null && merged is null ? facts.RecognisedText() : null;
        return report.TryAdd(new PackageRecord
        {
            Type = "maven",
            Name = pom.Group.Length == 0 ? pom.Artifact : $"{pom.Group}:{pom.Artifact}",
            Version = pom.Version,
            Licence = words ?? text?.Licence,
            Inner = inner,
            Main = isMain,
            Confidence = confidence,
            Properties = PackageNames.Properties(("shaded", merged), ("symbolicName", merged is null && pom.Group.Length == 0 ? facts.SymbolicName : null), (LicenceFileProperty, text?.Entry)),
        }, pom.Group, pom.Artifact);
    }
}
