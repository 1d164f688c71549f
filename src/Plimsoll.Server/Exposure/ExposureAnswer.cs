using Plimsoll.Server.Search;

namespace Plimsoll.Server.Exposure;

/// <summary>A package that a vulnerability is in, whatever images have it.</summary>
/// <param name="Namespace">Where its name counts, such as <c>deb:debian:12</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="Version">Version.</param>
/// <param name="Source">The source package, where it differs.</param>
/// <param name="Status">What the record says: <c>affected</c>, <c>will_not_fix</c>, <c>deferred</c>, <c>under_investigation</c>, <c>end_of_life</c>, <c>undetermined</c>.</param>
/// <param name="FixedIn">The first version without it; missing when none is known.</param>
/// <param name="Since">When this was found first.</param>
/// <param name="Record">The record that says so, with its source.</param>
/// <param name="Range">The range of the record that the version is in.</param>
/// <param name="Comparison">What was compared.</param>
internal sealed record ExposedPackage(
    string Namespace, string Name, string Version, string? Source, string Status, string? FixedIn, DateTimeOffset Since, string Record, string? Range, string? Comparison);

/// <summary>An affected package in an image.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Version.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
/// <param name="Status">What the record says.</param>
/// <param name="FixedIn">The first version without it; missing when none is known.</param>
internal sealed record PackageInImage(string Name, string Version, int Layer, string Status, string? FixedIn);

/// <summary>The image that another one has a package from.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Layers">How many layers it has.</param>
/// <param name="Descendants">How many images stand on it.</param>
/// <param name="Places">Where it is, as far as the caller may read.</param>
internal sealed record InheritedFrom(string Digest, int Layers, long Descendants, IReadOnlyList<ImagePlace> Places);

/// <summary>Who resolved or pulled an image from where.</summary>
/// <param name="Image">Digest of the image.</param>
/// <param name="Actor">Name of the user or robot.</param>
/// <param name="Address">From where; missing where it is not known.</param>
/// <param name="Count">How often.</param>
/// <param name="First">When first.</param>
/// <param name="Last">When last.</param>
internal sealed record PullEntry(string Image, string Actor, string? Address, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <summary>An image that a vulnerability reaches.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Places">Where it is, as far as the caller may read.</param>
/// <param name="Since">Since when both the image was here and the vulnerability was known of its packages.</param>
/// <param name="Packages">The packages that are affected.</param>
/// <param name="InheritedFrom">The smallest image of this registry that has the lowest of these packages too: it has to be mended first. Missing when the image brought all of them itself.</param>
/// <param name="Pulls">Who has it, the last ones first, some of many; missing for those who may not read the events.</param>
internal sealed record ExposedImage(string Digest, IReadOnlyList<ImagePlace> Places, DateTimeOffset Since, IReadOnlyList<PackageInImage> Packages, InheritedFrom? InheritedFrom, IReadOnlyList<PullEntry>? Pulls);

/// <summary>What a vulnerability reaches.</summary>
/// <param name="Id">As asked for.</param>
/// <param name="Identifiers">Records that are about it, by their identifiers.</param>
/// <param name="Summary">One line about it.</param>
/// <param name="IsKnown">False when no advisory here knows of it: then nothing follows from the rest.</param>
/// <param name="PackageCount">Distinct versions of packages that it is in.</param>
/// <param name="Packages">These, some of many.</param>
/// <param name="ImageCount">All images that it reaches, exactly; missing for those who may not see all of them.</param>
/// <param name="Images">A page of them.</param>
/// <param name="Hidden">Images that were passed over for this page because the caller may not read them; only for auditors and administrators.</param>
/// <param name="EndedCount">Packages of which it was said before and is not any more, counted up to 1,000.</param>
/// <param name="Waiting">Packages and images that have still to be looked at: the rest may grow by them. Missing when there are none.</param>
/// <param name="Next">Path and query of the following page.</param>
internal sealed record ExposureAnswer(
    string Id,
    IReadOnlyList<string> Identifiers,
    string? Summary,
    bool IsKnown,
    int PackageCount,
    IReadOnlyList<ExposedPackage> Packages,
    long? ImageCount,
    IReadOnlyList<ExposedImage> Images,
    int? Hidden,
    int EndedCount,
    int? Waiting,
    string? Next);

/// <summary>An affected package of an image in one place, as a line of a file.</summary>
internal sealed record ExposureLine(
    string Id, string Image, string Repository, IReadOnlyList<string> Tags, string Package, string Version, int Layer, string Status, string? FixedIn, DateTimeOffset Since, string? InheritedFrom, string? LastActor, string? LastAddress, DateTimeOffset? LastPull)
{
    /// <summary>The lines of a page.</summary>
    public static IEnumerable<ExposureLine> Of(ExposureAnswer answer) =>
        from image in answer.Images
        from place in image.Places
        from package in image.Packages
        let last = image.Pulls is [var newest, ..] ? newest : null
        select new ExposureLine(
            answer.Id, image.Digest, place.Repository, place.Tags, package.Name, package.Version, package.Layer, package.Status, package.FixedIn, image.Since, image.InheritedFrom?.Digest, last?.Actor, last?.Address, last?.Last);
}
