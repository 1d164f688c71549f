using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata;

/// <summary>A blob row.</summary>
internal sealed record BlobRow(long Id, long Size, BlobState State, StorageKey? Key)
{
    /// <summary>The key under which a blob's bytes are; null for one that is kept in the database.</summary>
    public static StorageKey? KeyOf(BlobLocation location) => location is BlobLocation.Stored stored ? stored.Key : null;
}
