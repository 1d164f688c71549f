using Plimsoll.Core.Vendors;
using Plimsoll.Inspection.Sources;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Inspection.Proof;

/// <summary>Proves which files of an image are what the vendors of its packages signed.</summary>
/// <param name="keys">The keys of the vendors.</param>
/// <param name="time">The clock.</param>
public sealed class ContentVerifier(IVendorKeys keys, TimeProvider time)
{
    /// <summary>Largest database of packages that is read again, in bytes.</summary>
    private const int MaxDatabase = 256 << 20;

    private readonly VendorPackageCache _cache = new();

    /// <summary>Files that are listed. Default 10,000.</summary>
    public int MaxListed { get; init; } = 10_000;

    /// <summary>True to list verified files too. Default false.</summary>
    public bool ListVerified { get; init; }

    /// <summary>Where packages of vendors are, for package managers that sign these and not what is installed. Default none.</summary>
    public IReadOnlyList<VendorMirror> Mirrors { get; init; } = [];

    /// <summary>Looks at an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="content">Its blobs; null for an unpacked root.</param>
    /// <param name="directory">The unpacked root; null for an image.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ContentReport> VerifyAsync(OpenedImage image, IImageContent? content, string? directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var remarks = new List<string>();
        var files = new FileReader(image, content, directory, time) { MaxBytes = MaxDatabase, MaxTotalBytes = 2L * MaxDatabase };
        var packages = new List<VendorPackage>();
        foreach (var source in Sources())
        {
            // What one mirror proves the next one need not.
            foreach (var package in await source.ReadAsync(image.View, files, remarks.Add, cancellationToken))
            {
                var same = packages.FindIndex(other => (other.Type, other.Name, other.Version, other.Arch) == (package.Type, package.Name, package.Version, package.Arch));
                if (same < 0) packages.Add(package);
                else if (packages[same].Signer is null && package.Signer is not null) packages[same] = package;
            }
        }
        return new ContentComparison(image.View, ListVerified, MaxListed).Run(packages, image.Document.Image.Digest?.Value, remarks);
    }

    private IEnumerable<IVendorSource> Sources()
    {
        yield return new RpmVendorSource(keys);
        foreach (var mirror in Mirrors)
        {
            yield return new DpkgVendorSource(keys, mirror, _cache);
            yield return new ApkVendorSource(keys, mirror, _cache);
        }
    }
}
