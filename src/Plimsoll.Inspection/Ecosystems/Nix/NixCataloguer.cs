using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Nix;

/// <summary>Nix and Guix: each package, and each of its outputs, is a directory of the store, named by a hash, the name and the version.</summary>
internal sealed class NixCataloguer : ITreeCataloguer
{
    private static readonly (string Directory, string Type)[] Stores = [("nix/store", "nix"), ("gnu/store", "guix")];

    public string Name => "nix";

    public IReadOnlyList<FileMatch> Matches { get; } = [];

    public void Read(FileContent file, FileReport report) { }

    public IEnumerable<(MergedFile File, PackageRecord Package)> Find(MergedTree root)
    {
        foreach (var (directory, type) in Stores)
        {
            if (root.Find(directory) is not { } store) continue;
            foreach (var file in store.Children)
            {
                if (file.Type == FileType.Directory && NixStoreName.TryRead(file.Name) is { } name) yield return (file, RecordOf(type, name));
            }
        }
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners) => owners.ClaimTree(package, package.Location);

    private static PackageRecord RecordOf(string type, NixStoreName name) => new()
    {
        Type = type,
        Name = name.Name,
        Version = name.Version,
        Purl = Purl.Build(type, null, name.Name, name.Version, [new("output", name.Output), new("outputhash", name.Hash)]).ToString(),
        // The name is what the recipe says, which nothing checks.
        Confidence = Confidence.Medium,
        Properties = name.Output is null ? null : new SortedDictionary<string, string>(StringComparer.Ordinal) { ["output"] = name.Output },
    };
}
