using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>
/// One package manager. It meets an image twice: while a layer streams by it reads the files that look like its databases; when the layers
/// are stacked it says which of these are in force. A new one is a folder here and a line in <see cref="KnownEcosystems"/>.
/// </summary>
internal interface IEcosystem
{
    /// <summary>Type of its packages in package URLs.</summary>
    string Type { get; }

    /// <summary>
    /// Whether a file of a layer looks like a database. The parents of the path may still turn out to be reached through links, so only its end
    /// should be looked at.
    /// </summary>
    bool IsDatabase(string path);

    /// <summary>Reads a database; it ends early when there is no room for more. The content streams and may be of any size.</summary>
    void Read(string path, Stream content, DatabaseBuilder database);

    /// <summary>The databases that the package manager would read in this root, in the order in which later ones overrule earlier ones.</summary>
    IEnumerable<LocatedFile> Locate(MergedTree root);

    /// <summary>Whether a package is installed.</summary>
    bool IsInstalled(PackageRecord package);

    /// <summary>Whether a package that is not installed has files in the image all the same, because something was interrupted.</summary>
    bool IsHalfInstalled(PackageRecord package);

    /// <summary>The package URL.</summary>
    string PurlOf(PackageRecord package, OsFacts? os);
}

/// <summary>A file found in a merged root.</summary>
/// <param name="Path">The path that it was looked for at, without leading slash.</param>
/// <param name="Node">The file itself, links followed.</param>
internal readonly record struct LocatedFile(string Path, MergedFile Node);
