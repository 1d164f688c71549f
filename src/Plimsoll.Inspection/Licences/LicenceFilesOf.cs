using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences;

/// <summary>A file beside a package that has the text of a licence, or notices.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Expression">What it was recognised as; null for notices, and for what was not.</param>
/// <param name="Confidence">How sure that is.</param>
internal sealed record FoundLicenceFile(LicenceFile File, LicenceExpression? Expression, Confidence Confidence)
{
    /// <summary>Whether metadata mean this file.</summary>
    public bool IsNamed(string name) => File.Path.EndsWith("/" + name.TrimStart('.', '/'), StringComparison.OrdinalIgnoreCase);
}

/// <summary>Finds the licence files of packages by the habits of their ecosystems.</summary>
internal static class LicenceFilesOf
{
    private const int MaxFiles = 30;

    /// <summary>The files of a package, in order of path.</summary>
    public static IReadOnlyList<FoundLicenceFile> Package(InstalledPackage package, ImageView image)
    {
        List<FoundLicenceFile>? files = null;
        foreach (var (directory, isOnlyLicences) in Directories(package))
        {
            if (image.Root.Find(directory) is not { Type: FileType.Directory } found) continue;
            foreach (var file in found.Children)
            {
                var name = file.Name;
                if (!isOnlyLicences && !LicenceFileCataloguer.IsLicence(name) && !LicenceFileCataloguer.IsNotice(name)) continue;
                if ((file.Type == FileType.Symlink ? image.Root.Find(file.Path) : file) is { Type: FileType.File } target) (files ??= []).Add(Describe(target, image));
                if (files?.Count >= MaxFiles) break;
            }
        }
        files?.Sort((a, b) => string.CompareOrdinal(a.File.Path, b.File.Path));
        return files ?? (IReadOnlyList<FoundLicenceFile>)[];
    }

    private static FoundLicenceFile Describe(MergedFile file, ImageView image)
    {
        var statement = image.ReportAt(file.Content, LicenceFileCataloguer.CataloguerName)?.Licences is [var first, ..] ? first : null;
        var expression = statement?.Recognised is { } recognised && LicenceParser.TryParse(recognised, out var known, out _) ? known : null;
        return new FoundLicenceFile(new LicenceFile("/" + (image.Root.PlaceOf(file.Content) ?? file).Path, file.Content.Layer), expression, statement?.Confidence ?? Confidence.Low);
    }

    /// <summary>Directories in which the licence of a package is, and whether nothing else is in them.</summary>
    private static IEnumerable<(string Directory, bool IsOnlyLicences)> Directories(InstalledPackage package)
    {
        var record = package.Record;
        var slash = package.Location.LastIndexOf('/');
        var directory = slash < 0 ? "" : package.Location[..slash];
        var name = package.Location[(slash + 1)..];
        switch (record.Type)
        {
            case "rpm" or "alpm" or "apk":
                yield return ($"usr/share/licenses/{record.Name}", true);
                break;
            case "npm" when name == "package.json":
            case "cran" or "luarocks":
            case "nuget" when name.EndsWith(".nuspec", StringComparison.Ordinal):
                yield return (directory, false);
                break;
            // Other directories with metadata are shared by many packages.
            case "pypi" when directory.EndsWith(".dist-info", StringComparison.Ordinal) || directory.EndsWith(".egg-info", StringComparison.Ordinal):
                yield return (directory, false);
                yield return (directory + "/licenses", true);
                break;
            case "composer" when directory.EndsWith("/composer", StringComparison.Ordinal):
                yield return ($"{directory[..^"composer".Length]}{record.Name}", false);
                break;
            case "gem" when directory.IndexOf("specifications", StringComparison.Ordinal) is var at and >= 0:
                yield return ($"{directory[..at]}gems/{Path.GetFileNameWithoutExtension(name)}", false);
                break;
        }
    }
}
