using System.Runtime.CompilerServices;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>What moving a store came to.</summary>
public abstract record MigrationResult
{
    private MigrationResult() { }

    /// <summary>Everything is there, compared row by row and byte by byte.</summary>
    public sealed record Moved(long Rows, TransferReport Blobs) : MigrationResult;

    /// <summary>It was there already and compared, and nothing could change since; audit events of pulls were brought along.</summary>
    public sealed record Followed(long Events) : MigrationResult;

    /// <summary>Blobs of the source are lost or damaged and nobody knew: a scrub has to say so first. The database was not moved.</summary>
    public sealed record Damaged(IReadOnlyList<TransferProblem> Problems) : MigrationResult;

    /// <summary>The target holds something else.</summary>
    public sealed record Occupied : MigrationResult;

    /// <summary>The target holds a copy of this store, and changes were allowed here since: what came then is not there.</summary>
    public sealed record Abandoned : MigrationResult;

    /// <summary>The rows that arrived are not those that were sent; the target must be emptied.</summary>
    public sealed record Different(IReadOnlyList<string> Tables) : MigrationResult;
}

/// <summary>
/// Moves a store to other engines. 1. Blobs are copied and hashed while everything goes on. 2. Changes are refused from here on; reads go on. 3. What came meanwhile is copied.
/// 4. The database is copied in one transaction and compared. Broken off anywhere, it is begun again and goes on with what is there: the target has no database until
/// the end.
/// </summary>
/// <param name="source">Where the store is.</param>
/// <param name="sourceBlobs">Its blobs.</param>
/// <param name="target">Where it goes.</param>
/// <param name="targetBlobs">The blobs there.</param>
/// <param name="time">The clock.</param>
public sealed class StoreMigration(IMetadataStore source, IBlobStore sourceBlobs, IMetadataStore target, IBlobStore targetBlobs, TimeProvider time)
{
    private const int PageSize = 256;
    private const int RowsPerReport = 1000;

    /// <summary>What the audit log of the target says once everything was compared.</summary>
    private const string Arrived = "migrate";

    /// <summary>What the audit log of a store says when changes are allowed again.</summary>
    public const string Reopened = "read-write";

    /// <summary>Moves the store.</summary>
    /// <param name="closeWrites">Refuses changes and returns when none is under way any more.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Gives up; changes stay refused once they are.</param>
    public async Task<MigrationResult> RunAsync(Func<CancellationToken, Task> closeWrites, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (!await target.Copy.IsEmptyAsync(cancellationToken)) return await FollowAsync(cancellationToken);
        await using var hold = await HoldWhile.BeginAsync(source.State, "migrate", "the store is being moved", time, cancellationToken);
        // What an earlier run left there is read again; what this run wrote was hashed on its way.
        await CopyBlobsAsync(verify: true, progress, cancellationToken);
        await closeWrites(cancellationToken);
        var blobs = await CopyBlobsAsync(verify: false, progress, cancellationToken);
        if (blobs.Problems.Count > 0) return new MigrationResult.Damaged(blobs.Problems);
        return await CopyDatabaseAsync(blobs, progress, cancellationToken);
    }

    /// <summary>Goes on with a copy that is there. It is whole only while nothing could change here: that is so when the gate is closed and was not opened since.</summary>
    private async Task<MigrationResult> FollowAsync(CancellationToken cancellationToken)
    {
        var (here, there) = (await source.State.ReadAsync(cancellationToken), await target.State.ReadAsync(cancellationToken));
        if (here.StoreId != there.StoreId) return new MigrationResult.Occupied();
        if (await WasReopenedAsync(cancellationToken)) return new MigrationResult.Abandoned();
        if ((await EventTail.MissingAsync(target.Audit, source.Audit, new AuditQuery { Action = Arrived }, cancellationToken)).Count > 0)
            return new MigrationResult.Followed(await EventTail.CopyAsync(source.Audit, target.Audit, time, cancellationToken));
        // It was broken off after the database had arrived, before it was compared.
        var (sent, arrived) = (await DatabaseSum.OfAsync(source, cancellationToken), await DatabaseSum.OfAsync(target, cancellationToken));
        if (sent.DifferencesAtRest(arrived) is { Count: > 0 } tables) return new MigrationResult.Different(tables);
        return new MigrationResult.Followed(await ArriveAsync(cancellationToken));
    }

    private async Task<bool> WasReopenedAsync(CancellationToken cancellationToken) =>
        (await source.State.ReadAsync(cancellationToken)).ReadOnly is null
        || (await EventTail.MissingAsync(source.Audit, target.Audit, new AuditQuery { Action = Reopened }, cancellationToken)).Count > 0;

    /// <summary>Says at the target that everything is there, after the events that were recorded here meanwhile.</summary>
    private async Task<long> ArriveAsync(CancellationToken cancellationToken)
    {
        var events = await EventTail.CopyAsync(source.Audit, target.Audit, time, cancellationToken);
        var now = time.GetUtcNow();
        await target.Audit.AppendAsync(new AuditEvent { Id = Guid.CreateVersion7(now), At = now, Action = Arrived, Outcome = "ok", Principal = "system", AuthKind = "none", Detail = "the store was moved here and compared" }, cancellationToken);
        return events;
    }

    private Task<TransferReport> CopyBlobsAsync(bool verify, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        BlobTransfer.RunAsync(new BlobCopy(sourceBlobs, targetBlobs, link: false, verify), BlobsAsync(cancellationToken), progress, cancellationToken);

    private async Task<MigrationResult> CopyDatabaseAsync(TransferReport blobs, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var sent = new DatabaseSum();
        var rows = 0L;
        await using (var snapshot = await source.Copy.OpenSnapshotAsync(cancellationToken))
        {
            void Tick()
            {
                if (++rows % RowsPerReport == 0) progress?.Report(new TransferProgress("rows", rows, 0));
            }
            await target.Copy.ImportAsync(sent.PassAsync(snapshot, Tick, cancellationToken), snapshot.Counters, cancellationToken);
        }
        progress?.Report(new TransferProgress("comparing", 0, 0));
        var arrived = await DatabaseSum.OfAsync(target, cancellationToken);
        if (sent.Differences(arrived) is { Count: > 0 } tables) return new MigrationResult.Different(tables);
        if (await WasReopenedAsync(cancellationToken)) return new MigrationResult.Abandoned();
        await ArriveAsync(cancellationToken);
        return new MigrationResult.Moved(sent.Rows, blobs);
    }

    /// <summary>Blobs with an object; those that are known to be damaged have none that is worth copying, and stay known to be so.</summary>
    private async IAsyncEnumerable<ExportedBlob> BlobsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; await source.Scrub.ListBlobsAsync(after, PageSize, cancellationToken) is { Count: > 0 } page; after = page[^1].Id)
        {
            foreach (var blob in page)
            {
                if (blob is { IsDamaged: false, Location: BlobLocation.Stored(var key) }) yield return new ExportedBlob(key, blob.Digest, blob.Size);
            }
        }
    }
}
