using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Distributions;

/// <summary>
/// Which repositories Red Hat's builders took the packages of an image from: <c>content_sets</c> of the content manifests that they leave in each image
/// (containerbuildsystem/atomic-reactor, schemas/content_manifest.json). Each layer of images brings one of its own.
/// </summary>
internal sealed class ContentManifestCataloguer : ICataloguer
{
    public const string CataloguerName = "content-manifest";

    /// <summary>Under which name the repositories are kept, separated by line ends.</summary>
    public const string ContentSets = "contentSets";

    private const int MaxSets = 1000;
    private const int MaxLength = 200;

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.In("content_manifests"), FileMatch.Named("content-sets.json")];

    public long MaxBytes => 16 << 20;

    /// <summary>OSBS writes the first place, Konflux both.</summary>
    public bool Accepts(string path) => path.EndsWith(".json", StringComparison.Ordinal) && (path.Contains("root/buildinfo/content_manifests/", StringComparison.Ordinal) || path.Contains("usr/share/buildinfo/", StringComparison.Ordinal));

    public void Read(FileContent file, FileReport report)
    {
        var sets = new SortedSet<string>(StringComparer.Ordinal);
        JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
        {
            if (!json.EnterObject()) return;
            while (json.NextMember(out var name))
            {
                if (name != "content_sets" || !json.IsArray)
                {
                    json.Skip();
                    continue;
                }
                json.EnterArray();
                while (json.NextItem())
                {
                    if (json.Text() is { Length: > 0 and <= MaxLength } set && !set.Contains('\n') && sets.Count < MaxSets) sets.Add(set);
                }
            }
        });
        if (sets.Count > 0) report.Keep(ContentSets, string.Join('\n', sets));
    }
}
