using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;

namespace Plimsoll.Inspection.Images;

/// <summary>
/// The digests that package managers of operating systems list in any layer. A file that a higher layer replaced or removed is vouched for by them as
/// it was: an upgrade leaves the old files of a package behind in the lower layer.
/// </summary>
internal sealed class ListedDigests
{
    private static readonly HashSet<string> OfSystems = new(KnownCataloguers.All.All.OfType<IPackageDatabase>().Select(database => database.Name), StringComparer.Ordinal);

    private readonly HashSet<ReadOnlyMemory<byte>> _digests = new(ByContent.Instance);

    public static ListedDigests Of(ImageView image)
    {
        var listed = new ListedDigests();
        foreach (var layer in image.Layers.Values)
        {
            foreach (var report in layer.Catalogued.Where(report => IsOfSystem(report.Cataloguer)))
            {
                for (var i = report.OwnedStart; i < report.OwnedStart + report.OwnedCount; i++)
                {
                    if (layer.Owned[i].Digest is { IsEmpty: false } digest) listed._digests.Add(digest);
                }
            }
        }
        return listed;
    }

    /// <summary>Whether a list has a file with this content.</summary>
    public bool Has(FileFacts? file) => file is { } facts && (Has(facts, FileDigestKind.Md5) || Has(facts, FileDigestKind.Sha256) || Has(facts, FileDigestKind.Sha1));

    private bool Has(FileFacts facts, FileDigestKind kind) => facts.DigestOf(kind) is { IsEmpty: false } digest && _digests.Contains(digest.ToArray());

    /// <summary>A database, or what a package manager keeps beside it: <c>dpkg</c> and <c>dpkg-info</c>.</summary>
    public static bool IsOfSystem(string cataloguer) => OfSystems.Contains(cataloguer) || (cataloguer.LastIndexOf('-') is var dash and > 0 && OfSystems.Contains(cataloguer[..dash]));

    private sealed class ByContent : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static ByContent Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
