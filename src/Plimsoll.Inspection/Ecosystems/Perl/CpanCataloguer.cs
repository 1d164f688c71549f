using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Perl;

/// <summary>
/// Distributions of CPAN, by what cpanm and Carton leave in <c>.meta/NAME-VERSION/install.json</c>. The <c>.packlist</c> that every installer writes has
/// files but no version, so it shows no package.
/// </summary>
internal sealed class CpanCataloguer : ICataloguer
{
    public string Name => "cpan";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("install.json")];

    public bool Accepts(string path) => RelativePath.NameOf(RelativePath.DirectoryOf(RelativePath.DirectoryOf(path))) == ".meta";

    public void Read(FileContent file, FileReport report)
    {
        var (dist, version, target) = ((string?)null, (string?)null, (string?)null);
        JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
        {
            if (!json.EnterObject()) return;
            while (json.NextMember(out var field))
            {
                if (field == "dist") dist = json.Text();
                else if (field == "version") version = json.Text();
                else if (field == "pathname") target = json.Text();
                else json.Skip();
            }
        });
        // The distribution is called NAME-VERSION; its main module may have another version.
        dist ??= RelativePath.NameOf(RelativePath.DirectoryOf(file.Path));
        var dash = dist.LastIndexOf('-');
        if (dash > 0 && dash < dist.Length - 1) report.TryAdd(new PackageRecord { Type = "cpan", Name = dist[..dash], Version = dist[(dash + 1)..], Properties = PackageNames.Properties(("distpath", target), ("module", version)) }, null);
        else report.Problem("it names no distribution with a version");
    }
}
