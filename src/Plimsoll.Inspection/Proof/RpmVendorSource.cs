using Plimsoll.Core.Facts;
using Plimsoll.Core.Vendors;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Rpm;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Inspection.Proof;

/// <summary>
/// rpm: the database alone proves what the vendor installed. The header of each package is there as it was signed, with the digests of its files. What rpm added when it installed the package
/// stands behind the signed part and is believed in one thing only, which files were left out.
/// </summary>
internal sealed class RpmVendorSource(IVendorKeys keys) : IVendorSource
{
    public async Task<IReadOnlyList<VendorPackage>> ReadAsync(ImageView image, FileReader files, Action<string> remark, CancellationToken cancellationToken)
    {
        var installed = image.Packages.Where(package => package.Cataloguer is RpmCataloguer && package.RemovedIn is null).Select(package => (package.Record.Name, package.Record.Version, package.Record.Arch)).ToHashSet();
        if (installed.Count == 0) return [];
        var paths = new RpmCataloguer().Locate(image.Root).Where(file => !file.Path.EndsWith(RpmManifest.FileName, StringComparison.Ordinal)).Select(file => "/" + file.Path).ToList();
        var read = await files.ReadAsync(paths, cancellationToken);
        var found = new Dictionary<(string, string, string?), VendorPackage>();
        // The log comes behind the database, and what it says overrules it.
        foreach (var path in paths)
        {
            if (read[path].Content is not { } content) remark($"{path}: {read[path].Reason}");
            else Read(new FileContent(new FileHeader(path.TrimStart('/'), FileType.File, 0, content.Length), content), installed, found, reason => remark($"{path}: {reason}"));
        }
        return [.. found.Values];
    }

    private void Read(FileContent file, HashSet<(string, string, string?)> installed, Dictionary<(string, string, string?), VendorPackage> found, Action<string> remark)
    {
        var tree = new RpmTree();
        HeaderVisitor visit = (_, header) =>
        {
            if (Package(header.ToArray(), installed, remark) is { } package) found[(package.Name, package.Version, package.Arch)] = package;
            return true;
        };
        try
        {
            if (file.Path.EndsWith("-wal", StringComparison.Ordinal)) RpmDatabase.ReadLog(file, visit, tree);
            else RpmDatabase.Read(file, visit, tree, remark);
        }
        catch (InvalidDataException e)
        {
            remark(e.Message);
        }
    }

    private VendorPackage? Package(byte[] blob, HashSet<(string, string, string?)> installed, Action<string> remark)
    {
        try
        {
            var signature = keys.VerifyRpmHeader(blob);
            // Name, version and files are taken from the very bytes that the signature is over.
            var header = new RpmHeader(signature.Content.IsEmpty ? blob : signature.Content.Span);
            var record = RpmRecord.Read(header, []);
            if (!installed.Contains((record.Name, record.Version, record.Arch))) return null;
            var files = new List<VendorFile>();
            RpmFiles.Visit(header, new RpmHeader(blob).Numbers(RpmTag.FileStates), (path, file) =>
            {
                if (IsContent(file.Mode)) files.Add(FileOf(path, file));
                return true;
            });
            return new VendorPackage(RpmRecord.Type, record.Name, record.Version, record.Arch, signature.Signer, signature.Reason, signature.IsForged, files);
        }
        catch (InvalidDataException e)
        {
            remark(e.Message);
            return null;
        }
    }

    /// <summary>MD5 and SHA-1 prove nothing any more: without SHA-256 a file cannot be verified.</summary>
    private static VendorFile FileOf(string path, RpmFile file) => new(path, file.Kind == FileDigestKind.Sha256 ? file.Digest.ToArray() : default,
        (file.Mode & 0xf000) == 0xa000 && !file.Link.IsEmpty ? ForeignText.Decode(file.Link) : null, file.Mode & 0xfff, file.Traits, !file.IsVerified);

    /// <summary>Regular files and links; directories, devices and pipes have no content.</summary>
    private static bool IsContent(int? mode) => mode is null || (mode & 0xf000) is 0x8000 or 0xa000;
}
