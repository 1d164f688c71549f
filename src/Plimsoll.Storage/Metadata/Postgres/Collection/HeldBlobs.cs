using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>Blobs that a review has for itself: nobody can pin, publish, mount or reference them until it commits.</summary>
internal sealed class HeldBlobs(IReadOnlyDictionary<long, Digest> digests)
{
    private readonly Dictionary<Digest, long> _ids = digests.ToDictionary(d => d.Value, d => d.Key);

    public Digest? Find(long id) => digests.TryGetValue(id, out var digest) ? digest : null;

    public long? Find(Digest digest) => _ids.TryGetValue(digest, out var id) ? id : null;
}
