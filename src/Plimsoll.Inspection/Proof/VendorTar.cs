using System.Security.Cryptography;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Tar;

namespace Plimsoll.Inspection.Proof;

/// <summary>Reads the files that a package of a vendor unpacks to.</summary>
internal static class VendorTar
{
    private const int MaxSmall = 4 << 20;

    /// <summary>The files with their digests.</summary>
    /// <param name="tar">The unpacked tar.</param>
    /// <param name="traits">What else is known of a path without leading slash.</param>
    /// <param name="isMember">False for entries that are about the package itself.</param>
    public static List<VendorFile> Files(Stream tar, Func<string, OwnedFileTraits> traits, Func<string, bool> isMember)
    {
        var files = new List<VendorFile>();
        var byPath = new Dictionary<string, VendorFile>(StringComparer.Ordinal);
        using var reader = new TarReader(tar, LayerLimits.Default);
        while (reader.Next() is { } entry)
        {
            if (LayerPath.Normalize(entry.Name) is not { Length: > 0 } path || !isMember(path)) continue;
            VendorFile? file = entry.Kind switch
            {
                '0' when !entry.IsSparse => new VendorFile(path, Hash(reader), null, entry.Mode, traits(path), false),
                '1' when entry.Link is { } link && LayerPath.Normalize(link) is { } target && byPath.TryGetValue(target, out var linked) => linked with { Path = path, Traits = traits(path) },
                '2' => new VendorFile(path, default, entry.Link, null, traits(path), false),
                _ => null,
            };
            if (file is not { } found) continue;
            files.Add(found);
            byPath[path] = found;
        }
        return files;
    }

    /// <summary>Small files by name, of a tar that holds what is said about a package.</summary>
    public static Dictionary<string, byte[]> Texts(Stream tar, Func<string, bool> wants)
    {
        var texts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var reader = new TarReader(tar, LayerLimits.Default);
        while (reader.Next() is { } entry)
        {
            if (entry.Kind != '0' || entry.IsSparse || entry.Size > MaxSmall || LayerPath.Normalize(entry.Name) is not { } name || !wants(name)) continue;
            using var content = reader.OpenContent();
            var bytes = new byte[entry.Size];
            content.ReadExactly(bytes);
            texts[name] = bytes;
        }
        return texts;
    }

    private static byte[] Hash(TarReader reader)
    {
        using var content = reader.OpenContent();
        return SHA256.HashData(content);
    }
}
