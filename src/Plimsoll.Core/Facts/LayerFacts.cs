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
    public FileIndex Files { get; init; } = new();

    /// <summary>The files that packages of this layer own; a <see cref="CataloguedFile"/> names its part.</summary>
    public OwnedFiles Owned { get; init; } = new();

    /// <summary>Executables and shared libraries, in the order of the tar.</summary>
    public IReadOnlyList<ExecutableFacts> Executables { get; init; } = [];

    /// <summary>What cataloguers read from files of this layer, in the order of the tar.</summary>
    public IReadOnlyList<CataloguedFile> Catalogued { get; init; } = [];

    /// <summary>What is wrong with the layer and its files.</summary>
    public IReadOnlyList<LayerFinding> Findings { get; init; } = [];

    /// <summary>Who looked through the bytes of its files besides cataloguers, by name: what is not here was not looked for.</summary>
    public IReadOnlyList<string> Scanners { get; init; } = [];

    /// <summary>What could not be read; <see cref="Note.Layer"/> is set when it becomes part of an image.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>What cataloguers say of a file of the layer.</summary>
    public IEnumerable<CataloguedFile> Reports(int file)
    {
        var (low, high) = (0, Catalogued.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Catalogued[middle].File < file) low = middle + 1;
            else high = middle;
        }
        for (; low < Catalogued.Count && Catalogued[low].File == file; low++) yield return Catalogued[low];
    }

    /// <summary>The facts in their stored form, to be kept.</summary>
    public byte[] ToBytes() => LayerFactsFormat.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such facts, or damaged.</exception>
    public static LayerFacts FromBytes(ReadOnlyMemory<byte> bytes) => LayerFactsFormat.Read(bytes.Span);
}

/// <summary>Something that is wrong with a layer or one of its files, whatever image it is part of.</summary>
public sealed record LayerFinding
{
    /// <summary>One of <see cref="FindingKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Path as the layer writes it, or the digest of the layer.</summary>
    public required string Path { get; init; }

    /// <summary>Place of the file in <see cref="LayerFacts.Files"/>; null when it is about no entry.</summary>
    public int? File { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What found it, where a kind has several rules.</summary>
    public string? Rule { get; init; }

    /// <summary>True when it is dropped where an operating system package owns the file and its digest is that of the package.</summary>
    public bool UnlessOwned { get; init; }
}
