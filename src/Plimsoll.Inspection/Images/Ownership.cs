using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>What a package says of a file that is there.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OwnedClaim(InstalledPackage Package, OwnedFileTraits Traits, int? Mode, FileDigestKind Kind, ReadOnlyMemory<byte> Digest);

/// <summary>Whether a file is what its package installed.</summary>
internal enum Integrity
{
    /// <summary>The package lists no digest, or one that was not computed.</summary>
    Unknown,

    /// <summary>It is.</summary>
    Intact,

    /// <summary>It is not.</summary>
    Modified,
}

/// <summary>Which package owns which file of the merged root. Directories that are links, as in a merged /usr, are followed, so each file has one place.</summary>
internal sealed class Ownership(MergedTree root)
{
    private readonly Dictionary<int, OwnedClaim> _claims = [];

    /// <summary>Where the directory of the last claim is; lists go through one directory after the other.</summary>
    private (string Path, MergedFile? File) _lastDirectory = ("", null);

    /// <summary>Files that somebody owns.</summary>
    public int Count => _claims.Count;

    /// <summary>Who owns a file; null when nobody does.</summary>
    public OwnedClaim? OwnerOf(MergedFile file) => _claims.TryGetValue(file.Number, out var claim) ? claim : null;

    /// <summary>Whether a file is what its owner installed.</summary>
    public Integrity IntegrityOf(MergedFile file) => OwnerOf(file) is { } claim ? Compare(file, claim) : Integrity.Unknown;

    /// <summary>Whether a package of an operating system owns a file unchanged.</summary>
    public bool IsVouchedFor(MergedFile file) => OwnerOf(file) is { Package.IsOfSystem: true } claim && Compare(file, claim) == Integrity.Intact;

    /// <summary>The packages of which at least one regular file is there.</summary>
    public HashSet<InstalledPackage> Packages()
    {
        var packages = new HashSet<InstalledPackage>(ReferenceEqualityComparer.Instance);
        foreach (var (file, claim) in _claims)
        {
            if (new MergedFile(root, file).Type == FileType.File) packages.Add(claim.Package);
        }
        return packages;
    }

    /// <summary>Every file that somebody owns, with what its owner says of it, in no order.</summary>
    public IEnumerable<(MergedFile File, OwnedClaim Claim)> Claims()
    {
        foreach (var (file, claim) in _claims) yield return (new MergedFile(root, file), claim);
    }

    /// <summary>Claims all files below a directory that nobody owns yet, for package managers whose packages are directories.</summary>
    /// <param name="package">The package.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="except">Name of directories that hold other packages.</param>
    public void ClaimTree(InstalledPackage package, string directory, string? except = null)
    {
        var pending = new Stack<MergedFile>();
        if (root.Find(directory) is { } top) pending.Push(top);
        while (pending.TryPop(out var file))
        {
            if (file.Type == FileType.Directory)
            {
                foreach (var child in file.Children)
                {
                    if (except is null || child.Type != FileType.Directory || child.Name != except) pending.Push(child);
                }
            }
            else
            {
                _claims.TryAdd(file.Number, new OwnedClaim(package, OwnedFileTraits.None, null, FileDigestKind.None, default));
            }
        }
    }

    /// <summary>Claims a file by its path; nothing happens when it is not there.</summary>
    public void Claim(InstalledPackage package, string path, OwnedFileTraits traits = OwnedFileTraits.None, int? mode = null, FileDigestKind kind = FileDigestKind.None, ReadOnlyMemory<byte> digest = default)
    {
        if (At(path) is { } file) Claim(file, new OwnedClaim(package, traits, mode, kind, digest));
    }

    /// <summary>Claims the files that a report lists for a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="report">The report, of whatever file.</param>
    /// <param name="layer">Facts of the layer that it belongs to.</param>
    /// <param name="index">Place of the package in the report; -1 when the report as a whole is about it.</param>
    /// <param name="rename">Where a path really is, for package managers that move files; null where nothing is moved.</param>
    public void Claim(InstalledPackage package, CataloguedFile report, LayerFacts layer, int index, Func<string, string>? rename = null)
    {
        var (start, end) = Range(report, layer, index);
        for (var i = start; i < end; i++)
        {
            var owned = layer.Owned[i];
            var path = layer.Files.Paths.PathOf(owned.Path);
            Claim(package, rename is null ? path : rename(path), owned.Traits, owned.Mode, owned.DigestKind, owned.Digest);
        }
    }

    /// <summary>Claims the files that the file of a package lists for it.</summary>
    public void ClaimListed(InstalledPackage package, ImageView image)
    {
        if (image.ReportAt(package.Place, package.Cataloguer.Name) is { } report) Claim(package, report, image.FactsOf(package.Place.Layer), package.Index);
    }

    private MergedFile? At(string path)
    {
        var slash = path.LastIndexOf('/');
        var name = path.AsSpan(slash + 1);
        if (slash <= 0 || name is "" or "." or "..") return root.FindLink(path);
        if (!path.AsSpan(0, slash).SequenceEqual(_lastDirectory.Path)) _lastDirectory = (path[..slash], root.Find(path[..slash]));
        return _lastDirectory.File is { } directory ? root.FindIn(directory, name) : null;
    }

    private void Claim(MergedFile file, OwnedClaim claim)
    {
        ref var there = ref CollectionsMarshal.GetValueRefOrAddDefault(_claims, file.Number, out var exists);
        if (!exists)
        {
            there = claim;
            return;
        }
        if (ReferenceEquals(there.Package, claim.Package))
        {
            // What several files of a package manager say is taken together.
            var old = there;
            there = claim.Digest.IsEmpty
                ? old with { Traits = old.Traits | claim.Traits, Mode = old.Mode ?? claim.Mode }
                : claim with { Traits = old.Traits | claim.Traits, Mode = claim.Mode ?? old.Mode };
        }
        else if (there.Package.IsOfSystem == claim.Package.IsOfSystem && Compare(file, there) != Integrity.Intact && Compare(file, claim) == Integrity.Intact)
        {
            there = claim;
        }
    }

    private static Integrity Compare(MergedFile file, OwnedClaim claim)
    {
        if (claim.Digest.IsEmpty) return Integrity.Unknown;
        if (file.Link is { } target) return IsOfTarget(target, claim) ? Integrity.Intact : Integrity.Unknown;
        if (file is not { Type: FileType.File, Facts: { } facts }) return Integrity.Unknown;
        var digest = facts.DigestOf(claim.Kind);
        // Some are cut: apk has 20 bytes of a SHA-256 where it once had SHA-1.
        return digest.IsEmpty ? Integrity.Unknown : claim.Digest.Length >= 16 && digest.StartsWith(claim.Digest.Span) ? Integrity.Intact : Integrity.Modified;
    }

    /// <summary>apk lists links with the digest of what they lead to.</summary>
    private static bool IsOfTarget(string target, OwnedClaim claim)
    {
        var name = claim.Kind switch { FileDigestKind.Sha1 => HashAlgorithmName.SHA1, FileDigestKind.Md5 => HashAlgorithmName.MD5, _ => HashAlgorithmName.SHA256 };
        return CryptographicOperations.HashData(name, Encoding.UTF8.GetBytes(target)).AsSpan().StartsWith(claim.Digest.Span);
    }

    /// <summary>The files of one package stand together in the list of their report, in the order of the packages.</summary>
    private static (int Start, int End) Range(CataloguedFile report, LayerFacts layer, int index)
    {
        var (low, high) = (report.OwnedStart, report.OwnedStart + report.OwnedCount);
        return (First(layer.Owned, low, high, index), First(layer.Owned, low, high, index + 1));
    }

    private static int First(OwnedFiles owned, int low, int high, int index)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (owned[middle].Package < index) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
