using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Inspection.Layers.Tar;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection.Licences.Reports;

/// <summary>
/// Reads the files with licence texts that an inspection document names out of the image again, because facts do not keep them. What cannot be read is left out.
/// </summary>
public static class LicenceFileReader
{
    private const int MaxFile = 2 << 20;
    private const long MaxSum = 64 << 20;

    /// <summary>Reads the files from the layers of an image.</summary>
    /// <param name="document">What is in the image.</param>
    /// <param name="content">The image.</param>
    /// <param name="time">The clock that limits it: five minutes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyDictionary<LicenceFile, byte[]>> ReadAsync(InspectionDocument document, IImageContent content, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(content);
        var found = new Dictionary<LicenceFile, byte[]>();
        var deadline = new Deadline(time, TimeSpan.FromMinutes(5));
        foreach (var (index, files) in Wanted(document))
        {
            if (document.Layers.FirstOrDefault(layer => layer.Index == index) is not { Digest: { } digest, MediaType: { } mediaType } layer) continue;
            await using var blob = await content.OpenBlobAsync(new Descriptor { Digest = digest, MediaType = mediaType, Size = layer.Size }, cancellationToken);
            if (blob is not null) await Task.Run(() => ReadLayer(blob, files, found, deadline, cancellationToken), cancellationToken);
        }
        return found;
    }

    /// <summary>Reads the files from an unpacked root file system. Links are not followed: none was when it was inspected.</summary>
    public static IReadOnlyDictionary<LicenceFile, byte[]> ReadDirectory(InspectionDocument document, string directory)
    {
        ArgumentNullException.ThrowIfNull(document);
        var found = new Dictionary<LicenceFile, byte[]>();
        foreach (var file in Wanted(document).SelectMany(layer => layer.Value.Values))
        {
            if (FileStatus.OpenRegular(Path.Combine(directory, file.Path.TrimStart('/'))) is not { } handle) continue;
            using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (!TryAdd(file, stream, stream.Length, found)) break;
        }
        return found;
    }

    private static SortedDictionary<int, Dictionary<string, LicenceFile>> Wanted(InspectionDocument document)
    {
        var wanted = new SortedDictionary<int, Dictionary<string, LicenceFile>>();
        foreach (var file in LicenceNotice.Shipped(document).SelectMany(package => package.LicenceFiles ?? []))
        {
            if (!wanted.TryGetValue(file.Layer, out var files)) wanted.Add(file.Layer, files = new Dictionary<string, LicenceFile>(StringComparer.Ordinal));
            files.TryAdd(file.Path.TrimStart('/'), file);
        }
        return wanted;
    }

    private static void ReadLayer(Stream blob, Dictionary<string, LicenceFile> files, Dictionary<LicenceFile, byte[]> found, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            using var stored = new HashedStream(blob, null);
            var sniffed = new SniffedStream(stored, LayerCompression.SniffSize);
            using var frames = LayerCompression.DecoderOf(LayerCompression.Sniff(sniffed.Start)) is { } decoder ? new FramedStream(sniffed, decoder) : null;
            using var tar = new TarReader(new LimitedStream((Stream?)frames ?? sniffed, () => stored.Count, LayerLimits.Default, deadline, cancellationToken), LayerLimits.Default);
            for (var left = files.Count; left > 0 && tar.Next() is { } entry;)
            {
                if (entry.Kind != '0' || entry.IsSparse || LayerPath.Normalize(entry.Name) is not { } path || !files.TryGetValue(path, out var file)) continue;
                using var content = tar.OpenContent();
                if (!TryAdd(file, content, entry.Size, found)) return;
                left--;
            }
        }
        catch (Exception e) when (e is InvalidDataException or NotATarException or LayerStoppedException or DllNotFoundException)
        {
            // The inspection said so already; what was read before the damage stands.
        }
    }

    private static bool TryAdd(LicenceFile file, Stream content, long size, Dictionary<LicenceFile, byte[]> found)
    {
        if (size > MaxFile) return true;
        if (found.Values.Sum(text => (long)text.Length) + size > MaxSum) return false;
        var text = new byte[size];
        found[file] = text[..content.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
        return true;
    }
}
