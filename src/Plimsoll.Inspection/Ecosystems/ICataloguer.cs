using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>
/// Reads packages from files. It meets an image twice: while a layer streams by it reads the files that match, one at a time and knowing nothing of
/// the others; when the layers are stacked it is asked what its packages mean in the image. What a layer says may be kept for ever, so
/// <see cref="Read"/> must depend on nothing but its arguments. A new one is a folder here and a line in <see cref="KnownCataloguers"/>.
/// </summary>
internal interface ICataloguer
{
    /// <summary>Name by which its readings are stored; unique, and never changed without raising the scanner version.</summary>
    string Name { get; }

    /// <summary>Which files to offer: any match is enough.</summary>
    IReadOnlyList<FileMatch> Matches { get; }

    /// <summary>Largest file that is offered, in bytes. What is larger is a problem of the file.</summary>
    long MaxBytes => 64 << 20;

    /// <summary>
    /// A closer look at the path of a file that matches. Its parents may still turn out to be reached through links, so only its end should be
    /// looked at.
    /// </summary>
    bool Accepts(string path) => true;

    /// <summary>Reads a file. Whatever the bytes are, this returns: what cannot be read is told to the report.</summary>
    void Read(FileContent file, FileReport report);

    /// <summary>The package URL of a package whose record has none.</summary>
    string PurlOf(PackageRecord package, OsFacts? os) => throw new InvalidOperationException($"{Name} gave '{package.Name}' no package URL");

    /// <summary>The licence of a package in the words of the image; by default those of its record.</summary>
    string? LicenceOf(InstalledPackage package, ImageView image) => package.Record.Licence;

    /// <summary>
    /// Whether a package counts in the image, by what lies around its file or who owns it: the last word on readings that are only a guess. By default
    /// all count. Packages that a layer removed are asked about too.
    /// </summary>
    bool IsPresent(InstalledPackage package, ImageView image) => true;

    /// <summary>Says which files a package owns; by default those that its record's file lists.</summary>
    void Claim(InstalledPackage package, ImageView image, Ownership owners) => owners.ClaimListed(package, image);
}
