using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>A package that is in force, with where it comes from.</summary>
/// <param name="Record">What its database says.</param>
/// <param name="Location">The database, an absolute path.</param>
/// <param name="Layer">The layer that brought this version.</param>
internal sealed record TracedPackage(PackageRecord Record, string Location, int Layer);

/// <summary>
/// Follows the packages of one ecosystem through the layers. A layer that rewrites the database lists every package again, so what the database
/// says is compared with what it said before: only packages that are new, or have another version, were brought by the layer.
/// </summary>
internal sealed class PackageHistory(IEcosystem ecosystem)
{
    private Dictionary<(string Name, string? Arch), TracedPackage> _packages = [];
    private List<LocatedFile> _located = [];
    private readonly List<(int Layer, string Path, string Reason)> _problems = [];

    /// <summary>The packages that are in force, those that are not installed among them.</summary>
    public IEnumerable<TracedPackage> Packages => _packages.Values;

    /// <summary>What could not be read of the databases that are in force.</summary>
    public IReadOnlyList<(int Layer, string Path, string Reason)> Problems => _problems;

    /// <summary>The ecosystem.</summary>
    public IEcosystem Ecosystem => ecosystem;

    /// <summary>Looks at the root after a layer was put on it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="root">The root.</param>
    /// <param name="databases">What the databases of this layer and of those below say.</param>
    public void Update(int layer, MergedTree root, IReadOnlyDictionary<ContentPlace, PackageDatabase> databases)
    {
        var located = ecosystem.Locate(root).ToList();
        if (located.Select(file => file.Node.Content).SequenceEqual(_located.Select(file => file.Node.Content))) return;
        _problems.Clear();
        if (located.Count == 0)
            _problems.Add((layer, _located[0].Path, $"the package database, which listed {_packages.Count} packages, was removed by this layer: whether they are there can no longer be told"));
        var packages = new Dictionary<(string Name, string? Arch), TracedPackage>();
        foreach (var file in located)
        {
            if (!databases.TryGetValue(file.Node.Content, out var database))
            {
                _problems.Add((layer, file.Path, "the package database was not read: it is a link to a file that does not look like one"));
                continue;
            }
            _problems.AddRange(database.Problems.Select(problem => (file.Node.Layer, file.Path, problem)));
            foreach (var record in database.Packages)
            {
                var key = (record.Name, record.Arch);
                // An entry that tells of a removal need not say the architecture.
                if (record.Arch is null) foreach (var other in packages.Keys.Where(other => other.Name == record.Name).ToArray()) packages.Remove(other);
                var since = _packages.TryGetValue(key, out var before) && before.Record.Version == record.Version && before.Record.State == record.State ? before.Layer : layer;
                packages[key] = new TracedPackage(record, "/" + file.Path, since);
            }
        }
        (_packages, _located) = (packages, located);
    }
}
