using System.Text.Json;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Scrubbing;

/// <summary>
/// Reads every blob again, at a limited rate, and compares it with what was pushed; then looks for objects that nothing leads to. What is wrong counts as missing from then
/// on, so it is never served as if it were whole. Where it stands is in the database: another process goes on there.
/// </summary>
/// <param name="metadata">The database.</param>
/// <param name="blobs">The blobs.</param>
/// <param name="source">Who may have what is damaged here; null to repair nothing.</param>
/// <param name="time">The clock.</param>
public sealed class Scrub(IMetadataStore metadata, IBlobStore blobs, IRepairSource? source, TimeProvider time)
{
    private const int PageSize = 64;
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(2);

    private readonly BlobRepair? _repair = source is null ? null : new BlobRepair(metadata, blobs, source, time);
    private DateTimeOffset _saved;

    /// <summary>The notes of the scrub that runs or ran last, or null.</summary>
    public static async Task<ScrubNotes?> ReadNotesAsync(IMetadataStore metadata, CancellationToken cancellationToken) =>
        await metadata.Scrub.ReadProgressAsync(cancellationToken) is { } json ? JsonSerializer.Deserialize<ScrubNotes>(json, JsonSerializerOptions.Web) : null;

    /// <summary>Writes down what shall be done; <see cref="RunAsync"/> does it.</summary>
    public static async Task<ScrubNotes> BeginAsync(IMetadataStore metadata, ScrubRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var (count, bytes) = await metadata.Scrub.CountBlobsAsync(0, cancellationToken);
        var notes = new ScrubNotes { Request = request, StartedAt = time.GetUtcNow(), TotalBlobs = count, TotalBytes = bytes };
        await SaveAsync(metadata, notes, cancellationToken);
        return notes;
    }

    /// <summary>Goes on with a scrub to its end.</summary>
    public async Task<ScrubNotes> RunAsync(ScrubNotes notes, IProgress<ScrubNotes>? progress, CancellationToken cancellationToken)
    {
        if (notes.Phase == "blobs")
        {
            notes = await CheckBlobsAsync(notes, progress, cancellationToken);
            notes = notes with { Phase = "orphans" };
            await SaveAsync(metadata, notes, cancellationToken);
        }
        if (notes.Phase == "orphans")
        {
            notes = await new OrphanSearch(metadata, blobs, time).RunAsync(notes, cancellationToken);
            notes = notes with { Phase = "done", FinishedAt = time.GetUtcNow() };
            await SaveAsync(metadata, notes, cancellationToken);
        }
        progress?.Report(notes);
        return notes;
    }

    private async Task<ScrubNotes> CheckBlobsAsync(ScrubNotes notes, IProgress<ScrubNotes>? progress, CancellationToken cancellationToken)
    {
        var check = new BlobCheck(blobs, new Pace(notes.Request.Rate, time));
        while (await metadata.Scrub.ListBlobsAsync(notes.Position, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var blob in page)
            {
                notes = await ActAsync(notes, blob, await check.RunAsync(blob, cancellationToken), cancellationToken);
                notes = notes with { Position = blob.Id, Blobs = notes.Blobs + 1, Bytes = notes.Bytes + blob.Size };
                progress?.Report(notes);
                if (time.GetUtcNow() - _saved < SaveInterval) continue;
                await SaveAsync(metadata, notes, cancellationToken);
                _saved = time.GetUtcNow();
            }
        }
        return notes;
    }

    private async Task<ScrubNotes> ActAsync(ScrubNotes notes, StoredBlob blob, BlobVerdict verdict, CancellationToken cancellationToken)
    {
        switch (verdict)
        {
            case BlobVerdict.Unreadable(var reason):
                return notes with { Unreadable = notes.Unreadable + 1, LastError = reason };
            case BlobVerdict.Whole when blob.IsDamaged:
                if (!await metadata.Scrub.ReplaceAsync(blob, blob.Location, null, ScrubEvents.Of(time, "repair", blob.Digest.Value, blob.Size, "the bytes are whole"), cancellationToken)) return notes;
                return notes with { Healed = notes.Healed + 1 };
            case BlobVerdict.Wrong wrong:
                return await DamagedAsync(notes, blob, wrong, cancellationToken);
            default:
                return notes;
        }
    }

    private async Task<ScrubNotes> DamagedAsync(ScrubNotes notes, StoredBlob blob, BlobVerdict.Wrong wrong, CancellationToken cancellationToken)
    {
        var finding = new ScrubFinding(blob.Digest.Value, wrong.Kind, blob.Size, time.GetUtcNow(), wrong.Detail);
        var audit = ScrubEvents.Of(time, "scrub", blob.Digest.Value, blob.Size, wrong.Detail) with { Outcome = wrong.Kind.ToString().ToLowerInvariant() };
        // The row may have other bytes by now, or be gone: then nothing was found.
        if (!await metadata.Scrub.MarkDamagedAsync(blob, finding, audit, cancellationToken)) return notes;
        notes = wrong.Kind == FindingKind.Missing ? notes with { Missing = notes.Missing + 1 } : notes with { Damaged = notes.Damaged + 1 };
        if (_repair is null) return notes;
        if (await _repair.RunAsync(blob, cancellationToken) is { } reason) return notes with { LastError = reason };
        return notes with { Repaired = notes.Repaired + 1 };
    }

    private static Task SaveAsync(IMetadataStore metadata, ScrubNotes notes, CancellationToken cancellationToken) =>
        metadata.Scrub.SaveProgressAsync(JsonSerializer.Serialize(notes, JsonSerializerOptions.Web), cancellationToken);
}
