using System.Security.Cryptography;
using Plimsoll.Core.Vendors;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Tar;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Inspection.Proof;

/// <summary>
/// dpkg: nobody signs what is written down in an image, so the proof goes by the mirror: the signed list of the repository names its indexes, an index names the package file, and
/// the package file holds the files.
/// </summary>
internal sealed class DpkgVendorSource(IVendorKeys keys, VendorMirror mirror, VendorPackageCache cache) : IVendorSource
{
    public async Task<IReadOnlyList<VendorPackage>> ReadAsync(ImageView image, FileReader files, Action<string> remark, CancellationToken cancellationToken)
    {
        var wanted = image.Packages.Where(package => package.Cataloguer is DpkgCataloguer && package.RemovedIn is null).Select(package => (package.Record.Name, package.Record.Version, Arch: package.Record.Arch ?? "all")).ToHashSet();
        if (wanted.Count == 0) return [];
        var architectures = wanted.Select(package => package.Arch).ToHashSet(StringComparer.Ordinal);
        var listed = new Dictionary<(string, string, string), (DebianPackage Package, string Root, string Signer)>();
        foreach (var path in mirror.Releases(image.Os?.VersionCodename))
        {
            try
            {
                if (await ReleaseAsync(path, remark, cancellationToken) is not var (release, signer)) continue;
                foreach (var forms in release.PackagesFor(architectures)) await IndexAsync(release, forms, wanted, listed, signer, remark, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                remark($"{path}: {e.Message}");
            }
        }
        var found = new List<VendorPackage>();
        var diversions = image.Remember(DpkgDiversions.Of);
        foreach (var ((name, version, arch), (package, root, signer)) in listed)
        {
            var (contents, reason) = await FilesAsync(root + package.Path, package.Sha256, cancellationToken);
            IReadOnlyList<VendorFile> placed = contents is null ? [] : [.. contents.Select(file => file with { Path = diversions.PlaceOf(file.Path, name) })];
            found.Add(new VendorPackage("deb", name, version, arch, contents is null ? null : signer, reason, false, placed));
        }
        return found;
    }

    private async Task<(DebianRelease Release, string Signer)?> ReleaseAsync(string path, Action<string> remark, CancellationToken cancellationToken)
    {
        if (await VendorFileReading.ReadAsync(mirror, path, cancellationToken) is not { } content) return null;
        VendorSignature signature;
        if (path.EndsWith("InRelease", StringComparison.Ordinal)) signature = keys.VerifyText(content);
        else if (await VendorFileReading.ReadAsync(mirror, path + ".gpg", cancellationToken) is { } detached) signature = keys.VerifyDetached(content, detached);
        else return null;
        if (signature.Signer is { } signer) return (DebianRelease.Read(path, signature.Content), signer);
        remark($"{path}: {signature.Reason}");
        return null;
    }

    private async Task IndexAsync(DebianRelease release, IReadOnlyList<string> forms, HashSet<(string, string, string)> wanted, Dictionary<(string, string, string), (DebianPackage, string, string)> listed, string signer, Action<string> remark, CancellationToken cancellationToken)
    {
        foreach (var form in forms)
        {
            if (await VendorFileReading.SpoolAsync(mirror, release.Directory + form, cancellationToken) is not var (content, sha256)) continue;
            await using (content)
            {
                if (!sha256.AsSpan().SequenceEqual(release.Files[form].Sha256))
                {
                    remark($"{release.Directory}{form} is not what the signed list says");
                    continue;
                }
                using var unpacked = VendorFileReading.Unpack(content);
                foreach (var package in DebianPackages.Read(unpacked))
                {
                    if (wanted.Contains((package.Name, package.Version, package.Arch))) listed.TryAdd((package.Name, package.Version, package.Arch), (package, release.Root, signer));
                }
                return;
            }
        }
    }

    private async Task<(IReadOnlyList<VendorFile>? Files, string? Reason)> FilesAsync(string path, byte[] sha256, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexString(sha256);
        if (cache.Find(key) is { } known) return (known, null);
        try
        {
            if (await VendorFileReading.SpoolAsync(mirror, path, cancellationToken) is not var (content, read)) return (null, "the mirror does not have the package file");
            await using (content)
            {
                if (!CryptographicOperations.FixedTimeEquals(read, sha256)) return (null, "the package file of the mirror is not what the signed index says");
                var files = await Task.Run(() => DebArchive.Read(content), cancellationToken);
                cache.Add(key, files);
                return (files, null);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotATarException or DllNotFoundException)
        {
            return (null, $"the package file could not be read: {e.Message}");
        }
    }
}
