using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Rules;

/// <summary>Tags and manifests with the times that retention goes by.</summary>
internal static class RetentionRows
{
    // Who pulls one platform by its digest uses the index too.
    private const string Pulled = """
        greatest(coalesce((SELECT p.at FROM last_pulls p WHERE p.manifest_id = m.id), 0), coalesce((
          SELECT max(p.at) FROM manifest_children c JOIN manifests child ON child.repository_id = c.repository_id AND child.digest = c.child JOIN last_pulls p ON p.manifest_id = child.id
          WHERE c.manifest_id = m.id), 0))
        """;

    private const string Held = "(SELECT " + HoldColumns.Reason + " FROM holds h WHERE h.repository = $2 AND (h.expires_at IS NULL OR h.expires_at > $3) AND ";

    // What has lost its tag is as old as that loss.
    private const string Untagged = """
        SELECT m.digest,
          greatest(m.last_push_at, coalesce((SELECT max(v.at) FROM tag_moves v WHERE v.repository_id = m.repository_id AND v.previous = m.digest), 0)),
        """ + Pulled + """
        ,
          EXISTS(SELECT 1 FROM manifest_children c WHERE c.repository_id = m.repository_id AND c.child = m.digest),
          EXISTS(SELECT 1 FROM manifests s WHERE s.repository_id = m.repository_id AND s.digest = m.subject),
        """ + Held + """
        h.digest = m.digest ORDER BY h.id LIMIT 1)
        FROM manifests m
        WHERE m.repository_id = $1 AND NOT EXISTS(SELECT 1 FROM tags t WHERE t.repository_id = m.repository_id AND t.digest = m.digest)
        """;

    public static async Task<List<RetentionTag>> ListTagsAsync(PostgresSession session, RepositoryName name, Tag? after, int limit, DateTimeOffset now)
    {
        if (await RepositoryRows.FindAsync(session, name) is not { } repository) return [];
        var tags = await session.AllAsync("SELECT t.name, t.digest, greatest(t.updated_at, t.pushed_at), " + Pulled + ", coalesce("
            + Held + "h.digest = t.digest ORDER BY h.id LIMIT 1), " + Held + """
            h.tag = t.name ORDER BY h.id LIMIT 1))
            FROM tags t JOIN manifests m ON m.repository_id = t.repository_id AND m.digest = t.digest
            WHERE t.repository_id = $1 AND t.name > $4 ORDER BY t.name LIMIT $5
            """,
            static row => RetentionColumns.MapTag(row) with { HeldBy = row.GetStringOrNull(4) }, repository, name, now, after?.Value ?? "", Math.Max(limit, 0));
        return await WithSubjectsAsync(session, repository, tags);
    }

    public static async Task<List<RetentionManifest>> ListUntaggedAsync(PostgresSession session, RepositoryName name, Digest? after, int limit, DateTimeOffset now) =>
        await RepositoryRows.FindAsync(session, name) is { } repository
            ? await session.AllAsync(Untagged + " AND m.digest > $4 ORDER BY m.digest LIMIT $5", static row => MapUntagged(row), repository, name, now, after?.Value ?? "", Math.Max(limit, 0))
            : [];

    /// <summary>Takes tags away, each only if nothing has changed that it was decided on.</summary>
    public static async Task<List<Tag>> ExpireTagsAsync(PostgresSession session, RepositoryName name, IReadOnlyList<TagExpiry> tags, string actor, DateTimeOffset now)
    {
        if (await RepositoryRows.LockAsync(session, name) is not { } repository) return [];
        var present = await TagRows.FindAllAsync(session, repository, [.. tags.Select(static t => t.Tag)]);
        var held = await HoldRows.HeldAsync(session, name, present, now);
        var book = await ImmutableTags.BookAsync(session, name);
        var going = tags.Where(t => present.TryGetValue(t.Tag, out var digest) && digest == t.Digest && !held.Contains(t.Tag) && (t.IsImmutableToo || book?.HolderOf(name, t.Tag) is null)).ToList();
        if (going.Count == 0) return [];
        foreach (var expiry in going) TagRows.Remove(session, repository, expiry.Tag, expiry.Digest, actor, now);
        RepositoryRows.Changed(session, repository, tags: -going.Count);
        await AuditRows.InsertAllAsync(session, going.ConvertAll(static t => t.Audit));
        return going.ConvertAll(static t => t.Tag);
    }

    /// <summary>Deletes manifests as a request would, each only if nothing has changed that it was decided on.</summary>
    public static async Task<List<Digest>> ExpireManifestsAsync(PostgresSession session, RepositoryName name, IReadOnlyList<ManifestExpiry> manifests, string actor, DateTimeOffset now)
    {
        var gone = new List<Digest>();
        if (await RepositoryRows.LockAsync(session, name) is not { } repository) return gone;
        foreach (var expiry in manifests)
        {
            var found = await session.FirstAsync(Untagged + " AND m.digest = $4", static row => MapUntagged(row), repository, name, now, expiry.Digest);
            if (found is not { NeededBy: null, HeldBy: null } || found.PushedAt != expiry.PushedAt) continue;
            if (await ManifestRemoving.RunAsync(session, name, expiry.Digest, actor, expiry.Audit, now) == ManifestRemoval.Removed) gone.Add(expiry.Digest);
        }
        return gone;
    }

    private static RetentionManifest MapUntagged(PostgresRow row) => RetentionColumns.MapManifest(row) with { HeldBy = row.GetStringOrNull(5) };

    /// <summary>Adds what tags of signatures and the like are about, where it is here.</summary>
    private static async Task<List<RetentionTag>> WithSubjectsAsync(PostgresSession session, long repository, List<RetentionTag> tags)
    {
        string[] starts = [.. tags.Select(static t => CompanionTag.SubjectOf(t.Tag)).OfType<string>().Distinct()];
        if (starts.Length == 0) return tags;
        var subjects = (await session.AllAsync("""
            SELECT s.start, (SELECT m.digest FROM manifests m WHERE m.repository_id = $1 AND m.digest >= s.start AND m.digest < s.start || 'g' ORDER BY m.digest LIMIT 1) FROM unnest($2) AS s(start)
            """, static row => (Start: row.GetString(0), Digest: row.GetDigestOrNull(1)), repository, starts)).ToDictionary(static s => s.Start, static s => s.Digest);
        return tags.ConvertAll(tag => CompanionTag.SubjectOf(tag.Tag) is { } start ? tag with { Accompanies = subjects[start] } : tag);
    }
}
