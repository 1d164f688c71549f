using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Comparing;

/// <summary>What is there, to be asked for many times: an image may have as many documents as packages.</summary>
internal sealed class InstalledPackages
{
    private readonly ILookup<PackageIdentity, string?> _versions;
    private readonly HashSet<string> _types;
    private readonly HashSet<(string Name, string? Version)> _byName;

    public InstalledPackages(IReadOnlyList<PackageFacts> installed)
    {
        All = [.. installed.Select(package => (package, PackageIdentity.Of(package)))];
        _versions = All.ToLookup(entry => entry.Key.Identity, entry => entry.Key.Version);
        _types = All.Select(entry => entry.Key.Identity.Type).ToHashSet(StringComparer.Ordinal);
        _byName = All.SelectMany(entry => new[] { (entry.Key.Identity.Name, entry.Key.Version), (entry.Package.Name.ToLowerInvariant(), entry.Package.Version) }).ToHashSet();
    }

    /// <summary>All of them with what they are known by.</summary>
    public IReadOnlyList<(PackageFacts Package, (PackageIdentity Identity, string? Version) Key)> All { get; }

    /// <summary>The versions in which a package is there.</summary>
    public IEnumerable<string?> VersionsOf(PackageIdentity identity) => _versions[identity];

    /// <summary>Whether any package of a type is there.</summary>
    public bool HasType(string type) => _types.Contains(type);

    /// <summary>Whether a package of a name and version is there, of whatever type.</summary>
    public bool HasNamed(string name, string? version) => _byName.Contains((name, version));
}
