using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>The transaction that deletes a manifest and its tags. What only it kept alive becomes a candidate for collection.</summary>
internal static class ManifestRemoving
{
    public static ManifestRemoval Run(SqliteSession session, RepositoryName name, Digest digest, string actor, AuditEvent audit, DateTimeOffset now)
    {
        if (RepositoryRows.Find(session, name) is not { } repository || ManifestRows.Find(session, repository, digest) is not { } manifest) return ManifestRemoval.Unknown;
        if (session.Exists("SELECT 1 FROM manifest_children WHERE repository_id = ?1 AND child = ?2 LIMIT 1", repository, digest)) return ManifestRemoval.Referenced;
        Remove(session, repository, manifest, actor, now);
        AuditRows.Insert(session, audit);
        return ManifestRemoval.Removed;
    }

    private static void Remove(SqliteSession session, long repository, ManifestRow manifest, string actor, DateTimeOffset now)
    {
        var tags = TagRows.Of(session, repository, manifest.Digest);
        foreach (var tag in tags) TagRows.Remove(session, repository, tag, actor, now);
        foreach (var digest in Blobs(session, manifest.Id)) GarbageQueue.AddBlob(session, repository, digest, now);
        foreach (var digest in Children(session, manifest.Id)) GarbageQueue.AddManifest(session, repository, digest, now);
        foreach (var digest in Referrers(session, repository, manifest.Digest)) GarbageQueue.AddManifest(session, repository, digest, now);
        session.Execute("DELETE FROM manifests WHERE id = ?1", manifest.Id);
        RepositoryRows.Count(session, repository, -tags.Count, -1);
    }

    private static List<Digest> Blobs(SqliteSession session, long manifest) => session.All("""
        SELECT b.digest FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id WHERE mb.manifest_id = ?1 AND b.id > 2
        """, static row => row.GetDigest(0), manifest);

    private static List<Digest> Children(SqliteSession session, long manifest) =>
        session.All("SELECT child FROM manifest_children WHERE manifest_id = ?1", static row => row.GetDigest(0), manifest);

    private static List<Digest> Referrers(SqliteSession session, long repository, Digest subject) =>
        session.All("SELECT digest FROM manifests WHERE repository_id = ?1 AND subject = ?2", static row => row.GetDigest(0), repository, subject);
}
