using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>The transaction that deletes a manifest and its tags. What only it kept alive becomes a candidate for collection.</summary>
internal static class ManifestRemoving
{
    public static async Task<ManifestRemoval> RunAsync(PostgresSession session, RepositoryName name, Digest digest, string actor, AuditEvent audit, DateTimeOffset now)
    {
        if (await RepositoryRows.LockAsync(session, name) is not { } repository || await ManifestRows.FindAsync(session, repository, digest) is not { } manifest)
            return ManifestRemoval.Unknown;
        if (await session.ExistsAsync("SELECT 1 FROM manifest_children WHERE repository_id = $1 AND child = $2 LIMIT 1", repository, digest)) return ManifestRemoval.Referenced;
        var tags = await TagRows.RemoveAllAsync(session, repository, digest, actor, now);
        await ImmutableTags.RequireRemovableAsync(session, name, tags);
        DeletedManifestRows.Add(session, manifest.Id, tags, collected: false, now);
        GarbageQueue.AddOrphans(session, repository, await RemoveAsync(session, repository, manifest, now), now);
        RepositoryRows.Changed(session, repository, -tags.Count, -1);
        AuditRows.Insert(session, audit);
        return ManifestRemoval.Removed;
    }

    /// <summary>
    /// Takes the row away. The grace of the blobs that it needed starts now: who has seen them could rely on the manifest until this moment. Returns what it led to,
    /// its children and its referrers; the caller makes candidates of them, and keeps the counts.
    /// </summary>
    public static async Task<List<Digest>> RemoveAsync(PostgresSession session, long repository, ManifestRow manifest, DateTimeOffset now)
    {
        BlobRows.TouchThoseOf(session, repository, manifest.Id, now);
        var related = await session.AllAsync("""
            SELECT child FROM manifest_children WHERE manifest_id = $2 UNION SELECT digest FROM manifests WHERE repository_id = $1 AND subject = $3
            """, static row => row.GetDigest(0), repository, manifest.Id, manifest.Digest);
        session.Queue("DELETE FROM manifests WHERE id = $1", manifest.Id);
        GarbageQueue.RemoveManifest(session, repository, manifest.Digest);
        return related;
    }
}
