using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.R;

/// <summary>R packages by their <c>DESCRIPTION</c>; the field <c>Built</c> is there only once one was installed (R, "Writing R Extensions").</summary>
internal sealed class RCataloguer : ICataloguer
{
    private static readonly HashSet<string> Wanted = new(StringComparer.Ordinal) { "Package", "Version", "License", "Built", "Repository", "URL" };

    public string Name => "r";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("DESCRIPTION")];

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        var fields = HeaderFields.Read(content, Wanted.Contains, " ");
        // Sources, and files of other languages that are called so, have no such field.
        if (fields.First("Built") is null || fields.First("Package") is not { } name || fields.First("Version") is not { } version) return;
        report.TryAdd(new PackageRecord
        {
            Type = "cran",
            Name = name,
            Version = version,
            Licence = fields.First("License"),
            Properties = PackageNames.Properties(("repository", fields.First("Repository")), ("homepage", fields.First("URL"))),
        }, null);
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners) => owners.ClaimTree(package, RelativePath.DirectoryOf(package.Location));
}
