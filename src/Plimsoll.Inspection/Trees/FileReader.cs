using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Merging;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection.Trees;

/// <summary>The bytes of a file of an image, or why there are none.</summary>
/// <param name="Content">The bytes; null when they were not read.</param>
/// <param name="Reason">Why they were not; null when they were.</param>
public sealed record FileBytes(ReadOnlyMemory<byte>? Content, string? Reason);

/// <summary>
/// Reads files of an image that was opened: all that are asked for together in one pass over each layer that has one of them, and over no other. What is read has the digest that
/// was seen when the image was opened.
/// </summary>
/// <param name="image">The image.</param>
/// <param name="content">Its blobs; null for an unpacked root.</param>
/// <param name="directory">The unpacked root; null for an image.</param>
/// <param name="time">The clock that limits a pass.</param>
public sealed class FileReader(OpenedImage image, IImageContent? content, string? directory, TimeProvider time)
{
    /// <summary>Bytes of one file that is read. Default 4 MiB.</summary>
    public int MaxBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of all files that are read. Default 128 MiB.</summary>
    public long MaxTotalBytes { get; init; } = 128L << 20;

    private long _total;

    /// <summary>Reads regular files.</summary>
    /// <param name="paths">Absolute paths; links are followed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>For each path the bytes or a reason.</returns>
    public async Task<IReadOnlyDictionary<string, FileBytes>> ReadAsync(IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var found = new Dictionary<string, FileBytes>(StringComparer.Ordinal);
        var wanted = new List<(string Path, MergedFile File)>();
        foreach (var path in paths)
        {
            if (image.View.Root.Find(path.Trim('/')) is not { Type: FileType.File, Facts: { } facts } file) found[path] = new FileBytes(null, "it is no regular file");
            else if (facts.Size > MaxBytes) found[path] = new FileBytes(null, $"it has {facts.Size} bytes; files of up to {MaxBytes} are read");
            else if ((_total += facts.Size) > MaxTotalBytes) found[path] = new FileBytes(null, $"more than {MaxTotalBytes} bytes would have to be read");
            else if (facts.Sha256.IsEmpty) found[path] = new FileBytes(null, "its bytes could not be read as they are");
            else wanted.Add((path, file));
        }
        foreach (var layer in wanted.GroupBy(entry => entry.File.Content.Layer))
        {
            var files = layer.GroupBy(entry => entry.File.Facts!.Value.Path, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().File.Facts!.Value, StringComparer.Ordinal);
            var (read, reason) = directory is null ? await ReadLayerAsync(layer.Key, files, cancellationToken) : (ReadDirectory(files), null);
            foreach (var (path, file) in layer)
                found[path] = read.TryGetValue(file.Facts!.Value.Path, out var bytes) ? new FileBytes(bytes, null) : new FileBytes(null, reason ?? "its bytes are not those that were there when the image was opened");
        }
        return found;
    }

    private Dictionary<string, ReadOnlyMemory<byte>> ReadDirectory(Dictionary<string, FileFacts> files)
    {
        var read = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (path, facts) in files)
        {
            if (FileStatus.OpenRegular(Path.Combine(directory!, path)) is not { } handle) continue;
            using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (Whole(stream, facts) is { } bytes) read[path] = bytes;
        }
        return read;
    }

    private async Task<(Dictionary<string, ReadOnlyMemory<byte>> Read, string? Reason)> ReadLayerAsync(int layer, Dictionary<string, FileFacts> files, CancellationToken cancellationToken)
    {
        var summary = image.Document.Layers[layer];
        var read = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        if (content is null || summary is not { Digest: { } digest, MediaType: { } mediaType }) return (read, $"layer {layer} cannot be read again");
        await using var blob = await content.OpenBlobAsync(new Descriptor { MediaType = mediaType, Digest = digest, Size = summary.Size }, cancellationToken);
        if (blob is null) return (read, $"layer {layer} is not there");
        return await Task.Run(() => (read, Walk(blob, files, read, cancellationToken)), cancellationToken);
    }

    /// <summary>Goes through a layer until all files are there; the reason why it ended early, or null.</summary>
    private string? Walk(Stream blob, Dictionary<string, FileFacts> files, Dictionary<string, ReadOnlyMemory<byte>> read, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(time, InspectOptions.Default.Timeout);
        return SecondPass.Over(blob, LayerLimits.Default, deadline, (path, open) =>
        {
            if (!files.TryGetValue(path, out var facts)) return true;
            using var bytes = open();
            if (Whole(bytes, facts) is { } whole) read[path] = whole;
            return read.Count < files.Count;
        }, cancellationToken);
    }

    /// <summary>The bytes of a file when they are those that were seen; of a name that stands in a layer several times, that is the one that counts.</summary>
    private static byte[]? Whole(Stream stream, FileFacts facts)
    {
        var bytes = new byte[facts.Size];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && System.Security.Cryptography.SHA256.HashData(bytes).AsSpan().SequenceEqual(facts.Sha256) ? bytes : null;
    }
}
