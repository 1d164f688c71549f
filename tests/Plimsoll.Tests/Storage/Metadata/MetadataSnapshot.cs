using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>A row of a blob; the state is 0 live, 1 condemned, 2 deleting.</summary>
public sealed record StoredBlob(Digest Digest, long Size, StorageKey? Key, int State);

/// <summary>All content of a database at one moment, without the blobs that are everywhere.</summary>
public sealed record MetadataSnapshot
{
    public required IReadOnlyDictionary<Digest, StoredBlob> Blobs { get; init; }

    public required IReadOnlySet<(string Repository, Digest Blob)> Memberships { get; init; }

    public required IReadOnlySet<(string Repository, Digest Manifest)> Manifests { get; init; }

    public required IReadOnlyDictionary<(string Repository, string Tag), Digest> Tags { get; init; }

    /// <summary>Keys of uploads, and keys that wait for their deletion.</summary>
    public required IReadOnlySet<StorageKey> Keys { get; init; }
}
