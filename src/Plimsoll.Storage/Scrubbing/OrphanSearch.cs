using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Scrubbing;

/// <summary>
/// Finds objects that no row leads to. Only those whose key is at least a week old count: a key is made together with its intent, so one that nothing knows after so long
/// will never be known. Deleting them needs that nobody holds collection back, because an older database that was put back knows little.
/// </summary>
internal sealed class OrphanSearch(IMetadataStore metadata, IBlobStore blobs, TimeProvider time)
{
    private const int BatchSize = 20_000;
    private static readonly TimeSpan MinAge = TimeSpan.FromDays(7);

    public async Task<ScrubNotes> RunAsync(ScrubNotes notes, CancellationToken cancellationToken)
    {
        await metadata.Scrub.RemoveOrphansAsync(null, cancellationToken);
        notes = notes with { Orphans = 0, OrphanBytes = 0, OrphansDeleted = 0 };
        var batch = new Dictionary<StorageKey, long>();
        await foreach (var (key, size) in blobs.ListAsync(cancellationToken))
        {
            if (key == StorageKey.Probe || time.GetUtcNow() - key.CreatedAt < MinAge) continue;
            batch.Add(key, size);
            if (batch.Count < BatchSize) continue;
            notes = await DecideAsync(notes, batch, cancellationToken);
            batch.Clear();
        }
        return await DecideAsync(notes, batch, cancellationToken);
    }

    private async Task<ScrubNotes> DecideAsync(ScrubNotes notes, Dictionary<StorageKey, long> batch, CancellationToken cancellationToken)
    {
        foreach (var key in await metadata.Scrub.FindUnknownAsync([.. batch.Keys], cancellationToken))
        {
            var size = batch[key];
            notes = notes with { Orphans = notes.Orphans + 1, OrphanBytes = notes.OrphanBytes + size };
            if (notes.Request.DeleteOrphans && await metadata.State.ListHoldsAsync(cancellationToken) is var holds)
            {
                if (holds.Count == 0)
                {
                    await blobs.DeleteAsync(key, cancellationToken);
                    await metadata.Audit.AppendAsync(ScrubEvents.Of(time, "delete-orphan", key.Value, size, "no row led to the object"), cancellationToken);
                    notes = notes with { OrphansDeleted = notes.OrphansDeleted + 1 };
                    continue;
                }
                notes = notes with { LastError = "orphans are kept: " + holds[0].Reason };
            }
            await metadata.Scrub.AddOrphanAsync(new ScrubFinding(key.Value, FindingKind.Orphan, size, time.GetUtcNow(), $"no row leads to the object, which was begun on {key.CreatedAt:yyyy-MM-dd}"), cancellationToken);
        }
        return notes;
    }
}
