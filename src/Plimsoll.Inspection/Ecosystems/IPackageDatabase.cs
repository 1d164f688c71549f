using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>
/// A package manager of an operating system. Of the files that look like its database only those count that it would read itself; each layer that
/// rewrites the database lists every package again, so what it says is compared with what it said before.
/// </summary>
internal interface IPackageDatabase : ICataloguer
{
    /// <summary>The files that the package manager would read in this root, in the order in which later ones overrule earlier ones.</summary>
    IEnumerable<LocatedFile> Locate(MergedTree root);

    /// <summary>Which packages count of those that the located files list, by the place of the file and that of the package in it; all of them, but where one file changes another.</summary>
    /// <param name="files">What the files say, in the order of <see cref="Locate"/>.</param>
    IEnumerable<(int File, int Package)> InForce(IReadOnlyList<CataloguedFile> files)
    {
        for (var file = 0; file < files.Count; file++)
        {
            for (var package = 0; package < files[file].Packages.Count; package++) yield return (file, package);
        }
    }

    /// <summary>Tells packages apart: of two entries with the same key the later one overrules the earlier.</summary>
    object KeyOf(PackageRecord package) => (package.Name, package.Arch);

    /// <summary>Whether a package is installed.</summary>
    bool IsInstalled(PackageRecord package) => package.State is null;

    /// <summary>Whether a package that is not installed has files in the image all the same, because something was interrupted.</summary>
    bool IsHalfInstalled(PackageRecord package) => false;
}

/// <summary>A file found in a merged root.</summary>
/// <param name="Path">The path that it was looked for at, without leading slash.</param>
/// <param name="Node">The file itself, links followed.</param>
internal readonly record struct LocatedFile(string Path, MergedFile Node);
