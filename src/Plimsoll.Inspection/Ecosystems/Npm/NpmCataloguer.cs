using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>Packages that npm, yarn or pnpm installed, by their <c>package.json</c>, and the application that uses them.</summary>
internal sealed class NpmCataloguer : ICataloguer
{
    public string Name => "npm";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("package.json")];

    public long MaxBytes => 8 << 20;

    /// <summary>Inside of <c>node_modules</c>, packages only; what lies elsewhere may be an application.</summary>
    public bool Accepts(string path) => !path.Contains("node_modules/", StringComparison.Ordinal) || NodeModules.InstalledName(path) is not null;

    public void Read(FileContent file, FileReport report)
    {
        var installed = NodeModules.InstalledName(file.Path);
        // Elsewhere it may be anything, such as the broken input of a test, and its damage says nothing about the image.
        var package = PackageJson.Read(file, installed is null ? _ => { } : report.Problem);
        // Without a name or version it only tells Node.js how to load the files beside it.
        if (package is not { Name: { Length: > 0 } name, Version: { Length: > 0 } version }) return;
        var (scope, shortName) = NpmName.Split(name);
        report.TryAdd(new PackageRecord
        {
            Type = "npm",
            Name = name,
            Version = version,
            Licence = package.Licence,
            Integrity = package.Integrity,
            Main = installed is null ? true : null,
            Properties = PackageNames.Properties(
                ("installedAs", installed is null || installed == name ? null : installed), ("private", package.IsPrivate && installed is null ? "true" : null), ("repository", package.Repository), ("homepage", package.Homepage), ("resolved", package.Resolved)),
        }, scope, shortName);
    }

    /// <summary>
    /// A <c>package.json</c> outside of <c>node_modules</c> is an application only where something was installed for it, or where the image works:
    /// packages of other kinds carry such files too.
    /// </summary>
    public bool IsPresent(InstalledPackage package, ImageView image)
    {
        if (package.Record.Main != true) return true;
        if (package.RemovedIn is not null || (image.Root.VisibleAt(package.Place) is { } file && image.Owners.OwnerOf(file) is { Package.IsOfSystem: false })) return false;
        var directory = RelativePath.DirectoryOf(package.Location);
        return directory == image.Configuration?.Config.WorkingDir?.Trim('/') || image.Root.Find($"{directory}/node_modules".TrimStart('/')) is { Type: FileType.Directory }
            || image.Root.Find($"{directory}/.pnp.cjs".TrimStart('/')) is { Type: FileType.File } || IsWorkspace(directory, package.Record.Name, image);
    }

    /// <summary>Whether the modules of a directory around it have a link to it: a part of the application that others load by its name.</summary>
    private static bool IsWorkspace(string directory, string name, ImageView image)
    {
        for (var around = directory; around.Length > 0;)
        {
            around = RelativePath.DirectoryOf(around);
            if (image.Root.Find($"{around}/node_modules/{name}".TrimStart('/')) is { } linked && linked.Path == directory) return true;
        }
        return false;
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        // An application does not vouch for what happens to lie in its directory.
        if (package.Record.Main != true) owners.ClaimTree(package, RelativePath.DirectoryOf(package.Location), except: "node_modules");
    }
}
