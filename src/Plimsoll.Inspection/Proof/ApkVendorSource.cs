using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Vendors;
using Plimsoll.Inspection.Ecosystems.Apk;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Tar;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Inspection.Proof;

/// <summary>apk: a package file is signed itself, or the signed index of its repository names it by the SHA-1 of what says what it is.</summary>
internal sealed class ApkVendorSource(IVendorKeys keys, VendorMirror mirror, VendorPackageCache cache) : IVendorSource
{
    private const string Index = "APKINDEX.tar.gz";

    public async Task<IReadOnlyList<VendorPackage>> ReadAsync(ImageView image, FileReader files, Action<string> remark, CancellationToken cancellationToken)
    {
        var wanted = image.Packages.Where(package => package.Cataloguer is ApkCataloguer && package.RemovedIn is null).Select(package => package.Record).ToList();
        if (wanted.Count == 0) return [];
        var indexed = new Dictionary<string, (HashSet<string> Checksums, string? Signer)>(StringComparer.Ordinal);
        var found = new List<VendorPackage>();
        foreach (var record in wanted)
        {
            var arch = record.Arch ?? "noarch";
            if (!indexed.TryGetValue(arch, out var index)) indexed.Add(arch, index = await IndexAsync($"{arch}/{Index}", remark, cancellationToken));
            if (await PackageAsync($"{arch}/{record.Name}-{record.Version}.apk", index, cancellationToken) is var (signature, contents) && (signature.Signer is not null || signature.Reason is not null))
                found.Add(new VendorPackage("apk", record.Name, record.Version, record.Arch, signature.Signer, signature.Reason, signature.IsForged, contents));
        }
        return found;
    }

    private async Task<(VendorSignature Signature, IReadOnlyList<VendorFile> Files)> PackageAsync(string path, (HashSet<string> Checksums, string? Signer) index, CancellationToken cancellationToken)
    {
        try
        {
            if (await VendorFileReading.SpoolAsync(mirror, path, cancellationToken) is not var (content, sha256)) return (Unknown("the mirror does not have the package file"), []);
            await using (content)
            {
                var archive = ApkArchive.Open(content);
                var signature = archive.Verify(keys);
                if (signature.Signer is null && !signature.IsForged && index.Checksums.Contains(Checksum(archive.Signed))) signature = new VendorSignature(index.Signer, null, false, default);
                if (signature.Signer is null) return (signature, []);
                var key = Convert.ToHexString(sha256);
                var files = cache.Find(key) ?? await Task.Run(archive.Files, cancellationToken);
                cache.Add(key, files);
                return (signature, files);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotATarException)
        {
            return (Unknown($"the package file could not be read: {e.Message}"), []);
        }
    }

    /// <summary>The checksums of the packages in an index, where somebody who is trusted signed it.</summary>
    private async Task<(HashSet<string> Checksums, string? Signer)> IndexAsync(string path, Action<string> remark, CancellationToken cancellationToken)
    {
        var checksums = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            if (await VendorFileReading.SpoolAsync(mirror, path, cancellationToken) is not var (content, _)) return (checksums, null);
            await using (content)
            {
                var archive = ApkArchive.Open(content);
                var signature = archive.Verify(keys);
                if (signature.Signer is null) remark($"{path}: {signature.Reason}");
                else if (archive.Find("APKINDEX") is { } index) checksums.UnionWith(Encoding.UTF8.GetString(index).Split('\n').Where(line => line.StartsWith("C:Q1", StringComparison.Ordinal)).Select(line => line[2..].Trim()));
                return (checksums, signature.Signer);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotATarException)
        {
            remark($"{path}: {e.Message}");
            return (checksums, null);
        }
    }

    private static VendorSignature Unknown(string reason) => new(null, reason, false, default);

    /// <summary>What apk writes after <c>C:</c>.</summary>
    private static string Checksum(byte[] signed) => "Q1" + Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, signed));
}
