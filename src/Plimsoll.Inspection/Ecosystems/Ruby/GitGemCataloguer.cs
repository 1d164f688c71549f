using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Ruby;

/// <summary>
/// Gems that Bundler checked out of git, in <c>bundler/gems/NAME-REVISION/</c>. Their specification is code of their authors: where it tells no version, <c>lib/NAME/version.rb</c>
/// does by custom, and where that does not either, the revision is all there is.
/// </summary>
internal sealed partial class GitGemCataloguer : ICataloguer
{
    private const string Ending = ".gemspec";
    private const string VersionFile = "version.rb";
    private const string Revision = "revision";

    public string Name => "gem-git";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(Ending), FileMatch.Named(VersionFile)];

    public bool Accepts(string path) => PlaceOf(path) is not null;

    public void Read(FileContent file, FileReport report)
    {
        if (PlaceOf(file.Path) is not { } place) return;
        if (file.Path.EndsWith('/' + VersionFile, StringComparison.Ordinal))
        {
            if (Constant().Match(TextFile.Start(file, 16 << 10)) is { Success: true } constant) Add(place.Gem, constant.Groups[1].Value, null, place.Revision, report);
            return;
        }
        var gem = GemSpecification.Read(file);
        Add(gem.Name ?? place.Gem, gem.Version ?? place.Revision, gem, place.Revision, report);
    }

    public bool IsPresent(InstalledPackage package, ImageView image)
    {
        var specification = package.Location.EndsWith(Ending, StringComparison.Ordinal);
        if (PlaceOf(package.Location) is not { } place) return false;
        string[] others = specification ? [.. VersionFilesOf(place.Gem).Select(file => $"{place.Directory}/{file}")] : [$"{place.Directory}/{place.Gem}{Ending}"];
        var versions = others.SelectMany(path => image.ReportAt(path, Name)?.Report.Packages ?? []).Select(other => other.Version);
        // The specification has the first word, unless it has none but the revision.
        return specification ? package.Record.Version != place.Revision || !versions.Any() : versions.All(version => version == place.Revision);
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        if (PlaceOf(package.Location) is { } place) owners.ClaimTree(package, place.Directory);
    }

    private static void Add(string name, string version, GemSpecification? gem, string revision, FileReport report) => report.TryAdd(new PackageRecord
    {
        Type = "gem",
        Name = name,
        Version = version,
        Licence = gem?.Licence,
        Confidence = Confidence.Medium,
        Properties = PackageNames.Properties((Revision, revision), ("homepage", gem?.Homepage)),
    }, null);

    private static IEnumerable<string> VersionFilesOf(string gem) => [$"lib/{gem.Replace('-', '/')}/{VersionFile}", $"lib/{gem.Replace('-', '_')}/{VersionFile}"];

    /// <summary>The gem that a file is of: one checkout may have several, in folders of their own.</summary>
    private static (string Directory, string Gem, string Revision)? PlaceOf(string path)
    {
        if (!path.Contains("bundler/gems/", StringComparison.Ordinal) || Checkout().Match(path) is not { Success: true } match) return null;
        var (checkout, folder, rest) = (match.Groups[1].Value, match.Groups[4].Value, match.Groups[5].Value);
        var (directory, gem) = folder.Length == 0 ? (checkout, match.Groups[2].Value) : ($"{checkout}/{folder[..^1]}", folder[..^1]);
        if (rest.EndsWith(Ending, StringComparison.Ordinal) && !rest.Contains('/')) return (directory, rest[..^Ending.Length], match.Groups[3].Value);
        return VersionFilesOf(gem).Contains(rest) ? (directory, gem, match.Groups[3].Value) : null;
    }

    [GeneratedRegex(@"^((?:.*/)?bundler/gems/([A-Za-z0-9._-]{1,200})-([0-9a-f]{12}))/((?:[A-Za-z0-9._-]{1,200}/)?)([^/]+\.gemspec|lib/.{1,400}/version\.rb)$", RegexOptions.NonBacktracking)]
    private static partial Regex Checkout();

    [GeneratedRegex("""(?m)^\s*VERSION\s*=\s*["']([0-9][A-Za-z0-9.-]{0,60})["']""", RegexOptions.NonBacktracking)]
    private static partial Regex Constant();
}
