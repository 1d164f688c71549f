using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Ruby;

/// <summary>Gems that are installed: a specification for each in <c>specifications/</c>, those that Ruby itself brings in <c>specifications/default/</c>.</summary>
internal sealed class GemCataloguer : ICataloguer
{
    private const string Ending = ".gemspec";

    public string Name => "gem";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(Ending)];

    public bool Accepts(string path) => IsSpecifications(RelativePath.DirectoryOf(path));

    public void Read(FileContent file, FileReport report)
    {
        var gem = GemSpecification.Read(file);
        var fileName = RelativePath.NameOf(file.Path)[..^Ending.Length];
        // The file is called NAME-VERSION, with the platform behind where there is one.
        var dash = Enumerable.Range(0, fileName.Length).FirstOrDefault(i => fileName[i] == '-' && i + 1 < fileName.Length && char.IsAsciiDigit(fileName[i + 1]));
        var name = gem.Name ?? (dash > 0 ? fileName[..dash] : null);
        var version = gem.Version ?? (dash > 0 ? fileName[(dash + 1)..] : null);
        if (name is null || version is null)
        {
            report.Problem("it names no gem with a version");
            return;
        }
        report.TryAdd(new PackageRecord
        {
            Type = "gem",
            Name = name,
            Version = version,
            Licence = gem.Licence,
            Confidence = gem is { Name: not null, Version: not null } ? null : Confidence.Medium,
            Properties = PackageNames.Properties(("platform", gem.Platform), ("default", RelativePath.DirectoryOf(file.Path).EndsWith("/default", StringComparison.Ordinal) ? "true" : null), ("homepage", gem.Homepage)),
        }, null, null, [new("platform", gem.Platform)]);
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        var specifications = RelativePath.DirectoryOf(package.Location);
        if (specifications.EndsWith("/default", StringComparison.Ordinal)) return;
        var (root, full) = (RelativePath.DirectoryOf(specifications), RelativePath.NameOf(package.Location)[..^Ending.Length]);
        owners.ClaimTree(package, $"{root}/gems/{full}");
        // What was compiled for it lies in extensions/PLATFORM/RUBY/.
        foreach (var platform in image.Root.FilesIn($"{root}/extensions"))
        {
            foreach (var ruby in image.Root.FilesIn($"{root}/extensions/{platform}")) owners.ClaimTree(package, $"{root}/extensions/{platform}/{ruby}/{full}");
        }
    }

    private static bool IsSpecifications(string directory) => directory.EndsWith("/specifications", StringComparison.Ordinal) || directory.EndsWith("/specifications/default", StringComparison.Ordinal);
}
