using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>A package of an image, with where it comes from.</summary>
/// <param name="Cataloguer">Who read it.</param>
/// <param name="Record">What its file says.</param>
/// <param name="Place">That file.</param>
/// <param name="Index">Place of the record in what the cataloguer says of that file.</param>
/// <param name="Location">Path of that file without leading slash, as it was looked for.</param>
/// <param name="Layer">The layer that brought this version.</param>
/// <param name="IntroducedIn">The layer since which the image has the package without a break.</param>
internal sealed record InstalledPackage(ICataloguer Cataloguer, PackageRecord Record, ContentPlace Place, int Index, string Location, int Layer, int IntroducedIn)
{
    /// <summary>The layer that removed it, or the database that knew of it.</summary>
    public int? RemovedIn { get; init; }

    /// <summary>The package of the operating system, or of conda, that owns its files.</summary>
    public InstalledPackage? Owner { get; init; }

    /// <summary><c>type:name</c>, by which findings name it.</summary>
    public string Key => $"{Record.Type}:{Record.Name}";

    /// <summary>True for packages of operating systems.</summary>
    public bool IsOfSystem => Cataloguer is IPackageDatabase;
}
