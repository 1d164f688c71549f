using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Php;

/// <summary>Packages that Composer installed: one list for a project, a plain list in version 1, below <c>packages</c> in version 2.</summary>
internal sealed class ComposerCataloguer : ICataloguer
{
    public string Name => "composer";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("installed.json")];

    public bool Accepts(string path) => path.EndsWith("/composer/installed.json", StringComparison.Ordinal);

    public void Read(FileContent file, FileReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        var (packages, development) = (new List<ComposerPackage>(), new HashSet<string>(StringComparer.Ordinal));
        if (json.IsArray)
        {
            packages = ComposerPackage.ReadList(ref json);
        }
        else if (json.EnterObject())
        {
            while (json.NextMember(out var name))
            {
                if (name == "packages") packages = ComposerPackage.ReadList(ref json);
                else if (name == "dev-package-names") development.UnionWith(json.Texts());
                else json.Skip();
            }
        }
        foreach (var package in packages)
        {
            if (package.ToRecord() is not var (record, vendor, shortName)) continue;
            if (development.Contains(record.Name)) record = record with { Properties = new SortedDictionary<string, string>(record.Properties?.ToDictionary() ?? [], StringComparer.Ordinal) { ["scope"] = "dev" } };
            if (!report.TryAdd(record, vendor, shortName)) return;
        }
    });

    public void Claim(InstalledPackage package, ImageView image, Ownership owners) =>
        owners.ClaimTree(package, $"{RelativePath.DirectoryOf(RelativePath.DirectoryOf(package.Location))}/{package.Record.Name}");
}
