using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Proof;

/// <summary>Holds all files of an image against the packages of vendors.</summary>
internal sealed class ContentComparison(ImageView image, bool listVerified, int maxListed)
{
    private readonly Dictionary<int, (VendorPackage Package, VendorFile File)> _claims = [];
    private readonly Dictionary<(string Type, string Name, string Version, string? Arch), ProofTally> _tallies = [];
    private readonly HashSet<(string Type, string Name, string Version, string? Arch)> _signed = [];
    private readonly ProofTally _all = new();
    private readonly List<FileProof> _listed = [];

    public ContentReport Run(IReadOnlyList<VendorPackage> packages, string? digest, IReadOnlyList<string> remarks)
    {
        foreach (var package in packages)
        {
            Claim(package);
            if (package.Signer is not null) _signed.Add((package.Type, package.Name, package.Version, package.Arch));
        }
        foreach (var file in image.Root.All())
        {
            if (file.Type is FileType.File or FileType.Symlink && Judge(file) is { } proof && (listVerified || proof.Verdict != FileVerdicts.Verified)) _listed.Add(proof);
        }
        var proofs = Proofs(packages);
        var sorted = _listed.OrderBy(file => Order(file)).ThenBy(file => file.Path, StringComparer.Ordinal).ToList();
        var isRefused = _all.Surprises > 0 || packages.Any(package => package.IsForged);
        var isWhole = remarks.Count == 0 && _all is { Unverifiable: 0, Verified: > 0 } && proofs.TrueForAll(package => package.Signer is not null);
        return new ContentReport
        {
            Verdict = isRefused ? "refused" : isWhole ? "verified" : "unknown",
            Image = digest,
            Os = image.Os is { } os ? $"{os.Id} {os.VersionId}".TrimEnd() : null,
            Files = _all.Counts,
            Share = _all.Share,
            Packages = proofs,
            Listed = sorted.Count > maxListed ? sorted[..maxListed] : sorted,
            LeftOut = Math.Max(0, sorted.Count - maxListed),
            Remarks = remarks,
        };
    }

    private void Claim(VendorPackage package)
    {
        var tally = Tally(package.Type, package.Name, package.Version, package.Arch);
        foreach (var vendor in package.Files)
        {
            if (image.Root.FindLink(vendor.Path.Trim('/')) is not { } file)
            {
                if (!vendor.Traits.HasFlag(OwnedFileTraits.Ghost)) (tally.Absent, _all.Absent) = (tally.Absent + 1, _all.Absent + 1);
                continue;
            }
            if (file.Type == FileType.Directory) continue;
            // Packages for several architectures share files; one whose content it is has it.
            if (!_claims.TryGetValue(file.Number, out var other) || Rank(file, other) > Rank(file, (package, vendor))) _claims[file.Number] = (package, vendor);
        }
    }

    private static int Rank(MergedFile file, (VendorPackage Package, VendorFile File) claim) =>
        (claim.Package.Signer is null ? 2 : 0) + (FileComparison.Compare(file, claim.File).Verdict == FileVerdicts.Verified ? 0 : 1);

    private FileProof? Judge(MergedFile file)
    {
        var path = "/" + file.Path;
        FileProof proof;
        ProofTally? tally = null;
        if (_claims.TryGetValue(file.Number, out var claim))
        {
            var (package, vendor) = claim;
            tally = Tally(package.Type, package.Name, package.Version, package.Arch);
            if (vendor.Traits.HasFlag(OwnedFileTraits.Ghost))
            {
                (tally.Runtime, _all.Runtime) = (tally.Runtime + 1, _all.Runtime + 1);
                return null;
            }
            var (verdict, reason, explained) = FileComparison.Compare(file, vendor);
            proof = package.Signer is not null ? new FileProof(path, verdict, package.Name, file.Layer, reason, explained)
                : new FileProof(path, FileVerdicts.Unverifiable, package.Name, file.Layer, package.Reason, explained, verdict == FileVerdicts.Unverifiable ? null : verdict == FileVerdicts.Verified);
        }
        else if (image.Owners.OwnerOf(file) is { Package: { IsOfSystem: true } owner } && _signed.Contains(KeyOf(owner)))
        {
            // The package manager counts it to the package, as dpkg does with directories that are links here; the vendor did not make it.
            proof = new FileProof(path, FileVerdicts.Unowned, owner.Record.Name, file.Layer, "the vendor's package does not have it");
        }
        else if (image.Owners.OwnerOf(file) is { Package: { IsOfSystem: true } owning })
        {
            tally = Tally(owning.Record.Type, owning.Record.Name, owning.Record.Version, owning.Record.Arch);
            proof = new FileProof(path, FileVerdicts.Unverifiable, owning.Record.Name, file.Layer, "no vendor's signature over what it should be is at hand", null, FileComparison.Agrees(image.Owners.IntegrityOf(file)));
        }
        else
        {
            proof = new FileProof(path, FileVerdicts.Unowned, null, file.Layer, null);
        }
        tally?.Add(proof);
        _all.Add(proof);
        return proof;
    }

    private List<PackageProof> Proofs(IReadOnlyList<VendorPackage> packages)
    {
        var known = packages.ToDictionary(package => (package.Type, package.Name, package.Version, package.Arch));
        var proofs = new List<PackageProof>();
        foreach (var key in image.Packages.Where(package => package.IsOfSystem && package.RemovedIn is null).Select(KeyOf).Distinct().Order())
        {
            var (package, tally) = (known.GetValueOrDefault(key), Tally(key.Type, key.Name, key.Version, key.Arch));
            var verdict = package is { IsForged: true } ? "forged" : package?.Signer is null ? "unverifiable" : tally.Surprises > 0 ? "modified" : "verified";
            proofs.Add(new PackageProof(key.Type, key.Name, key.Version, key.Arch, verdict, package?.Signer, package is null ? "no vendor's signature is at hand" : package.Reason, tally.Counts));
        }
        return proofs;
    }

    private static (string Type, string Name, string Version, string? Arch) KeyOf(InstalledPackage package) => (package.Record.Type, package.Record.Name, package.Record.Version, package.Record.Arch);

    private ProofTally Tally(string type, string name, string version, string? arch)
    {
        var key = (type, name, version, arch);
        if (!_tallies.TryGetValue(key, out var tally)) _tallies.Add(key, tally = new ProofTally());
        return tally;
    }

    private static int Order(FileProof file) => file.Verdict switch { FileVerdicts.Modified => file.Explained is null ? 0 : 1, FileVerdicts.Unverifiable => 2, FileVerdicts.Unowned => 3, _ => 4 };
}
