using System.IO.Compression;
using System.Text.Json;

namespace Plimsoll.Core.Facts;

/// <summary>
/// What one layer says on its own, whatever image it is part of. It is kept by (digest of the layer, version of the scanner), so that a base
/// layer is opened once for ever; the facts of an image are computed from those of its layers without reading a blob again.
/// </summary>
public sealed record LayerFacts
{
    /// <summary><c>gzip</c>, <c>zstd</c> or <c>none</c>, by the bytes and not by the media type; null when the layer is something else.</summary>
    public string? Compression { get; init; }

    /// <summary>SHA-256 of the unpacked bytes; null when the layer was not read to its end.</summary>
    public Digest? DiffId { get; init; }

    /// <summary>Bytes unpacked as far as the layer was read.</summary>
    public long UncompressedSize { get; init; }

    /// <summary>True when the layer was read to its end and nothing in it that could hold packages was left out.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The entries in the order of the tar, whiteouts among them.</summary>
    public IReadOnlyList<FileFacts> Files { get; init; } = [];

    /// <summary>Package databases read from this layer.</summary>
    public IReadOnlyList<PackageDatabase> Databases { get; init; } = [];

    /// <summary>os-release files read from this layer.</summary>
    public IReadOnlyList<OsRelease> OsReleases { get; init; } = [];

    /// <summary>What is wrong with the layer; <see cref="Finding.Layer"/> is set when it becomes part of an image.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What could not be read; <see cref="Note.Layer"/> is set when it becomes part of an image.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>The facts as compressed JSON, to be kept.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, CompressionLevel.Fastest)) JsonSerializer.Serialize(brotli, this, FactsJson.Compact.LayerFacts);
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are no such facts.</exception>
    /// <exception cref="InvalidOperationException">The bytes are damaged.</exception>
    public static LayerFacts FromBytes(ReadOnlyMemory<byte> bytes)
    {
        using var brotli = new BrotliStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(brotli, FactsJson.Compact.LayerFacts) ?? throw new JsonException("layer facts are an object, not null");
    }
}
