namespace Plimsoll.Core.Facts;

/// <summary>One layer of an image, as the inspection document lists it.</summary>
public sealed record LayerSummary
{
    /// <summary>Place in the manifest, from 0, lowest first.</summary>
    public required int Index { get; init; }

    /// <summary>Digest of the bytes as they are stored; null for a root file system.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Digest of the bytes unpacked: what was computed, or what the configuration claims when the layer was not read to its end.</summary>
    public Digest? DiffId { get; init; }

    /// <summary>Media type by the manifest.</summary>
    public string? MediaType { get; init; }

    /// <summary>Bytes as stored.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes unpacked; null when the layer was not read to its end.</summary>
    public long? UncompressedSize { get; init; }

    /// <summary>Entries of the layer's tar; null when it was not opened.</summary>
    public int? Files { get; init; }

    /// <summary>The history line that brought it.</summary>
    public string? CreatedBy { get; init; }
}
