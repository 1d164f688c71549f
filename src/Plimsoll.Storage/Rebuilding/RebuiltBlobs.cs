using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Rebuilding;

/// <summary>A blob of the new database.</summary>
/// <param name="Id">Number of its row.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Key">Where its bytes are; null when the row holds them.</param>
/// <param name="Content">The bytes, when the row holds them.</param>
/// <param name="IsThere">False when a manifest needs it and its bytes were not found, or are not what they should be.</param>
/// <param name="IsNeeded">True when a manifest needs it.</param>
internal sealed record RebuiltBlob(long Id, long Size, StorageKey? Key, ReadOnlyMemory<byte> Content, bool IsThere, bool IsNeeded);

/// <summary>
/// Which blobs there are: those that the journal names and whose objects are there, those that manifests need and whose bytes turn up in an object that the journal does not
/// name (their digest is found by reading them), and those that manifests need and that are lost.
/// </summary>
internal sealed class RebuiltBlobs(IBlobStore blobs, bool verify, TimeProvider time, IProgress<Transfer.TransferProgress>? progress)
{
    private readonly Dictionary<Digest, RebuiltBlob> _blobs = [];
    private long _bytes;

    public IReadOnlyDictionary<Digest, RebuiltBlob> All => _blobs;

    /// <summary>Objects that had to be read because the journal does not say what they are.</summary>
    public long Read { get; private set; }

    public long Lost => _blobs.Values.LongCount(b => !b.IsThere);

    public async Task FindAsync(JournalState journal, IReadOnlyDictionary<Digest, long> needed, CancellationToken cancellationToken)
    {
        var objects = new Dictionary<StorageKey, long>();
        await foreach (var (key, size) in blobs.ListAsync(cancellationToken)) objects[key] = size;
        await foreach (var entry in journal.EntriesAsync<JournalEntry.Blob>(cancellationToken))
        {
            if (entry.Location is BlobLocation.Inline(var content))
            {
                if (Digest.Of(content.Span, entry.Digest.Algorithm) == entry.Digest) Add(entry.Digest, entry.Size, null, content, true, needed);
                continue;
            }
            var key = ((BlobLocation.Stored)entry.Location).Key;
            if (!objects.Remove(key, out var size) || size != entry.Size) continue;
            if (!verify || await HashAsync(key, entry.Digest.Algorithm, cancellationToken) == entry.Digest) Add(entry.Digest, size, key, default, true, needed);
        }
        var missing = needed.Where(n => !_blobs.ContainsKey(n.Key) && !VirtualBlobs.Contains(n.Key)).ToDictionary();
        var sizes = missing.Values.ToHashSet();
        foreach (var (key, _) in objects.Where(o => sizes.Contains(o.Value)))
        {
            if (missing.Count == 0) break;
            await AdoptAsync(key, missing, needed, cancellationToken);
        }
        foreach (var (digest, size) in missing) Add(digest, size, StorageKey.New(time), default, false, needed);
    }

    private async Task AdoptAsync(StorageKey key, Dictionary<Digest, long> missing, IReadOnlyDictionary<Digest, long> needed, CancellationToken cancellationToken)
    {
        Read++;
        foreach (var algorithm in missing.Keys.Select(d => d.Algorithm).Distinct().ToList())
        {
            if (await HashAsync(key, algorithm, cancellationToken) is not { } digest || !missing.Remove(digest, out var size)) continue;
            Add(digest, size, key, default, true, needed);
            return;
        }
    }

    private async Task<Digest?> HashAsync(StorageKey key, DigestAlgorithm algorithm, CancellationToken cancellationToken)
    {
        await using var reader = await blobs.OpenAsync(key, cancellationToken);
        if (reader is null) return null;
        var digest = await BlobHash.OfAsync(reader, algorithm, cancellationToken);
        progress?.Report(new Transfer.TransferProgress("reading blobs", _blobs.Count, _bytes += reader.Length));
        return digest;
    }

    private void Add(Digest digest, long size, StorageKey? key, ReadOnlyMemory<byte> content, bool isThere, IReadOnlyDictionary<Digest, long> needed)
    {
        const long FirstId = 3;
        if (!VirtualBlobs.Contains(digest)) _blobs.TryAdd(digest, new RebuiltBlob(FirstId + _blobs.Count, size, key, content, isThere, needed.ContainsKey(digest)));
    }
}
