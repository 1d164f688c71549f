using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Tags and manifests with the times that retention goes by.</summary>
internal static class RetentionRows
{
    // Who pulls one platform by its digest uses the index too.
    private const string Pulled = """
        max(ifnull((SELECT p.at FROM last_pulls p WHERE p.manifest_id = m.id), 0), ifnull((
          SELECT max(p.at) FROM manifest_children c JOIN manifests child ON child.repository_id = c.repository_id AND child.digest = c.child JOIN last_pulls p ON p.manifest_id = child.id
          WHERE c.manifest_id = m.id), 0))
        """;

    // What has lost its tag is as old as that loss.
    private const string Untagged = """
        SELECT m.digest,
          max(m.last_push_at, ifnull((SELECT max(v.at) FROM tag_moves v WHERE v.repository_id = m.repository_id AND v.previous = m.digest), 0)),
        """ + Pulled + """
        ,
          EXISTS(SELECT 1 FROM manifest_children c WHERE c.repository_id = m.repository_id AND c.child = m.digest),
          EXISTS(SELECT 1 FROM manifests s WHERE s.repository_id = m.repository_id AND s.digest = m.subject)
        FROM manifests m
        WHERE m.repository_id = ?1 AND NOT EXISTS(SELECT 1 FROM tags t WHERE t.repository_id = m.repository_id AND t.digest = m.digest)
        """;

    public static List<RetentionTag> ListTags(SqliteSession session, RepositoryName name, Tag? after, int limit, DateTimeOffset now)
    {
        if (RepositoryRows.Find(session, name) is not { } repository) return [];
        var tags = session.All("SELECT t.name, t.digest, max(t.updated_at, t.pushed_at), " + Pulled + """
             FROM tags t JOIN manifests m ON m.repository_id = t.repository_id AND m.digest = t.digest
            WHERE t.repository_id = ?1 AND t.name > ?2 ORDER BY t.name LIMIT ?3
            """,
            RetentionColumns.MapTag, repository, after?.Value ?? "", Math.Max(limit, 0));
        return tags.ConvertAll(tag => tag with { HeldBy = HoldRows.WhyHeld(session, name, tag.Tag, tag.Digest, now), Accompanies = SubjectOf(session, repository, tag.Tag) });
    }

    public static List<RetentionManifest> ListUntagged(SqliteSession session, RepositoryName name, Digest? after, int limit, DateTimeOffset now)
    {
        if (RepositoryRows.Find(session, name) is not { } repository) return [];
        return session.All(Untagged + " AND m.digest > ?2 ORDER BY m.digest LIMIT ?3", RetentionColumns.MapManifest, repository, after?.Value ?? "", Math.Max(limit, 0))
            .ConvertAll(m => m with { HeldBy = HoldRows.WhyHeld(session, name, null, m.Digest, now) });
    }

    /// <summary>Takes tags away, each only if nothing has changed that it was decided on.</summary>
    public static List<Tag> ExpireTags(SqliteSession session, RepositoryName name, IReadOnlyList<TagExpiry> tags, string actor, DateTimeOffset now)
    {
        var gone = new List<Tag>();
        if (RepositoryRows.Find(session, name) is not { } repository) return gone;
        var book = ImmutableTags.Book(session, name);
        foreach (var expiry in tags)
        {
            if (TagRows.Find(session, repository, expiry.Tag) != expiry.Digest || HoldRows.WhyHeld(session, name, expiry.Tag, expiry.Digest, now) is not null) continue;
            if (!expiry.IsImmutableToo && book?.HolderOf(name, expiry.Tag) is not null) continue;
            TagRows.Remove(session, repository, expiry.Tag, actor, now);
            AuditRows.Insert(session, expiry.Audit);
            gone.Add(expiry.Tag);
        }
        RepositoryRows.Count(session, repository, -gone.Count, 0);
        return gone;
    }

    /// <summary>Deletes manifests as a request would, each only if nothing has changed that it was decided on.</summary>
    public static List<Digest> ExpireManifests(SqliteSession session, RepositoryName name, IReadOnlyList<ManifestExpiry> manifests, string actor, DateTimeOffset now)
    {
        var gone = new List<Digest>();
        if (RepositoryRows.Find(session, name) is not { } repository) return gone;
        foreach (var expiry in manifests)
        {
            var found = session.First(Untagged + " AND m.digest = ?2", RetentionColumns.MapManifest, repository, expiry.Digest);
            if (found is not { NeededBy: null } || found.PushedAt != expiry.PushedAt || HoldRows.WhyHeld(session, name, null, expiry.Digest, now) is not null) continue;
            if (ManifestRemoving.Run(session, name, expiry.Digest, actor, expiry.Audit, now) == ManifestRemoval.Removed) gone.Add(expiry.Digest);
        }
        return gone;
    }

    private static Digest? SubjectOf(SqliteSession session, long repository, Tag tag) => CompanionTag.SubjectOf(tag) is { } start
        ? session.First("SELECT digest FROM manifests WHERE repository_id = ?1 AND digest >= ?2 AND digest < ?3 LIMIT 1", static row => row.GetDigestOrNull(0), repository, start, start + "g")
        : null;
}
