using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>The transaction that deletes a manifest and its tags. What only it kept alive becomes a candidate for collection.</summary>
internal static class ManifestRemoving
{
    public static ManifestRemoval Run(SqliteSession session, RepositoryName name, Digest digest, string actor, AuditEvent audit, DateTimeOffset now)
    {
        if (RepositoryRows.Find(session, name) is not { } repository || ManifestRows.Find(session, repository, digest) is not { } manifest) return ManifestRemoval.Unknown;
        if (session.Exists("SELECT 1 FROM manifest_children WHERE repository_id = ?1 AND child = ?2 LIMIT 1", repository, digest)) return ManifestRemoval.Referenced;
        var tags = TagRows.Of(session, repository, digest);
        ImmutableTags.RequireRemovable(session, name, tags);
        foreach (var tag in tags) TagRows.Remove(session, repository, tag, actor, now);
        DeletedManifestRows.Add(session, manifest.Id, tags, collected: false, now);
        foreach (var orphan in Remove(session, repository, manifest, now)) GarbageQueue.AddOrphan(session, repository, orphan, now);
        RepositoryRows.Count(session, repository, -tags.Count, -1);
        AuditRows.Insert(session, audit);
        return ManifestRemoval.Removed;
    }

    /// <summary>
    /// Takes the row away. The grace of the blobs that it needed starts now: who has seen them could rely on the manifest until this moment. Returns what it led to,
    /// its children and its referrers; the caller makes candidates of them, and keeps the counts.
    /// </summary>
    public static List<Digest> Remove(SqliteSession session, long repository, ManifestRow manifest, DateTimeOffset now)
    {
        BlobRows.TouchThoseOf(session, repository, manifest.Id, now);
        List<Digest> related = [.. Children(session, manifest.Id), .. Referrers(session, repository, manifest.Digest)];
        session.Execute("DELETE FROM manifests WHERE id = ?1", manifest.Id);
        GarbageQueue.RemoveManifest(session, repository, manifest.Digest);
        return related;
    }

    private static List<Digest> Children(SqliteSession session, long manifest) =>
        session.All("SELECT child FROM manifest_children WHERE manifest_id = ?1", static row => row.GetDigest(0), manifest);

    private static List<Digest> Referrers(SqliteSession session, long repository, Digest subject) =>
        session.All("SELECT digest FROM manifests WHERE repository_id = ?1 AND subject = ?2", static row => row.GetDigest(0), repository, subject);
}
