using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>The transaction that brings back what was deleted. It is taken back unless it ends in <see cref="UndeleteResult.Restored"/>.</summary>
internal sealed class Undeleting(PostgresSession session, RepositoryName name, string actor, DateTimeOffset now)
{
    /// <summary>At most so many manifests come back at once; referrers beyond that can be brought back one by one.</summary>
    private const int MaxRestored = 10_000;

    public async Task<UndeleteResult> RunAsync(DeletedReference reference, AuditEvent audit)
    {
        if (await RepositoryRows.LockAsync(session, name) is not { } repository) return new UndeleteResult.Unknown();
        var result = reference switch
        {
            DeletedReference.ByTag(var tag) => await RunTagAsync(repository, tag),
            DeletedReference.ByDigest(var digest) when await DeletedManifestRows.FindAsync(session, repository, digest) is { } row => await RestoreAsync(repository, digest, row.Tags),
            _ => new UndeleteResult.Unknown(),
        };
        if (result is not UndeleteResult.Restored restored)
        {
            session.Discard();
            return result;
        }
        AuditRows.Insert(session, audit with { Digest = restored.Digest.Value });
        await QuotaRows.RequireAsync(session, repository);
        return result;
    }

    private async Task<UndeleteResult> RunTagAsync(long repository, Tag tag)
    {
        if (await TagRows.FindAsync(session, repository, tag) is { } present) return new UndeleteResult.TagExists(present);
        var last = await session.FirstAsync("SELECT previous FROM tag_moves WHERE repository_id = $1 AND tag = $2 ORDER BY id DESC LIMIT 1", static row => row.GetDigestOrNull(0), repository, tag);
        return last is { } digest ? await RestoreAsync(repository, digest, [tag]) : new UndeleteResult.Unknown();
    }

    private async Task<UndeleteResult> RestoreAsync(long repository, Digest digest, IReadOnlyList<Tag> tags)
    {
        var restoring = new ManifestRestoring(session, repository, name, onlyCollected: false, now);
        if (await ManifestRows.FindAsync(session, repository, digest) is null)
        {
            if (await DeletedManifestRows.FindAsync(session, repository, digest) is null) return new UndeleteResult.Incomplete([digest]);
            if (await restoring.TryRestoreAsync(digest) is null) return new UndeleteResult.Incomplete([.. restoring.Missing.Distinct()]);
        }
        await RestoreReferrersAsync(repository, restoring);
        var present = await TagRows.FindAllAsync(session, repository, tags);
        var pointed = tags.Where(tag => !present.ContainsKey(tag) && TagRows.Point(session, repository, tag, null, digest, actor, now)).ToList();
        RepositoryRows.Changed(session, repository, tags: pointed.Count);
        return new UndeleteResult.Restored(digest, restoring.Restored, pointed);
    }

    /// <summary>Signatures and the like went with what they are about, so they come back with it, and so do theirs.</summary>
    private async Task RestoreReferrersAsync(long repository, ManifestRestoring restoring)
    {
        for (var i = 0; i < restoring.Restored.Count && restoring.Restored.Count < MaxRestored; i++)
        {
            foreach (var referrer in await DeletedManifestRows.ReferrersOfAsync(session, repository, restoring.Restored[i], MaxRestored)) await restoring.TryRestoreAsync(referrer);
        }
    }
}
