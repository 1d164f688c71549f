using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite.Collection;

/// <summary>The transaction that brings back what was deleted. The caller takes it back unless it ends in <see cref="UndeleteResult.Restored"/>.</summary>
internal sealed class Undeleting(SqliteSession session, RepositoryName name, string actor, DateTimeOffset now)
{
    /// <summary>At most so many manifests come back at once; referrers beyond that can be brought back one by one.</summary>
    private const int MaxRestored = 10_000;

    public UndeleteResult Run(DeletedReference reference, AuditEvent audit)
    {
        if (RepositoryRows.Find(session, name) is not { } repository) return new UndeleteResult.Unknown();
        var quota = QuotaWatch.Begin(session, repository);
        var result = reference switch
        {
            DeletedReference.ByTag(var tag) => RunTag(repository, tag),
            DeletedReference.ByDigest(var digest) when DeletedManifestRows.Find(session, repository, digest) is { } row => Restore(repository, digest, row.Tags),
            _ => new UndeleteResult.Unknown(),
        };
        quota.End();
        if (result is UndeleteResult.Restored restored) AuditRows.Insert(session, audit with { Digest = restored.Digest.Value });
        return result;
    }

    private UndeleteResult RunTag(long repository, Tag tag)
    {
        if (TagRows.Find(session, repository, tag) is { } present) return new UndeleteResult.TagExists(present);
        var last = session.First("SELECT previous FROM tag_moves WHERE repository_id = ?1 AND tag = ?2 ORDER BY id DESC LIMIT 1", static row => row.GetDigestOrNull(0), repository, tag);
        return last is { } digest ? Restore(repository, digest, [tag]) : new UndeleteResult.Unknown();
    }

    private UndeleteResult Restore(long repository, Digest digest, IReadOnlyList<Tag> tags)
    {
        var restoring = new ManifestRestoring(session, repository, name, onlyCollected: false, now);
        if (ManifestRows.Find(session, repository, digest) is null)
        {
            if (DeletedManifestRows.Find(session, repository, digest) is null) return new UndeleteResult.Incomplete([digest]);
            if (restoring.TryRestore(digest) is null) return new UndeleteResult.Incomplete([.. restoring.Missing.Distinct()]);
        }
        RestoreReferrers(repository, restoring);
        var pointed = tags.Where(tag => TagRows.Find(session, repository, tag) is null && TagRows.Point(session, repository, tag, digest, actor, now)).ToList();
        RepositoryRows.Count(session, repository, pointed.Count, 0);
        return new UndeleteResult.Restored(digest, restoring.Restored, pointed);
    }

    /// <summary>Signatures and the like went with what they are about, so they come back with it, and so do theirs.</summary>
    private void RestoreReferrers(long repository, ManifestRestoring restoring)
    {
        for (var i = 0; i < restoring.Restored.Count && restoring.Restored.Count < MaxRestored; i++)
        {
            foreach (var referrer in DeletedManifestRows.ReferrersOf(session, repository, restoring.Restored[i], MaxRestored)) restoring.TryRestore(referrer);
        }
    }
}
