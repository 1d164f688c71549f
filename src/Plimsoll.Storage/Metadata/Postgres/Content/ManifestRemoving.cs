using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

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
        GarbageQueue.AddDependents(session, repository, manifest, now);
        session.Queue("DELETE FROM manifests WHERE id = $1", manifest.Id);
        RepositoryRows.Changed(session, repository, -tags, -1);
        AuditRows.Insert(session, audit);
        return ManifestRemoval.Removed;
    }
}
