namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>Runs a statement of a probe; its rows as text.</summary>
/// <param name="sql">The statement, in words that every engine understands; parameters are $1, $2, … in this order.</param>
/// <param name="columns">How many columns a row has.</param>
/// <param name="values">The parameters.</param>
internal delegate Task<IReadOnlyList<string?[]>> ProbeQuery(string sql, int columns = 1, params string[] values);

/// <summary>Statements that find what must not be in any database.</summary>
internal static class Invariants
{
    private static readonly (string Name, string Sql)[] All =
    [
        ("I2: a manifest needs a blob that its repository lacks", """
            SELECT m.digest || ' needs ' || b.digest FROM manifest_blobs mb JOIN manifests m ON m.id = mb.manifest_id JOIN blobs b ON b.id = mb.blob_id
            WHERE b.id > 2 AND (b.state = 2 OR mb.repository_id <> m.repository_id
              OR NOT EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.repository_id = m.repository_id AND rb.blob_id = b.id))
            """),
        ("I2: an index lists a manifest that its repository lacks", """
            SELECT c.child FROM manifest_children c WHERE NOT EXISTS(SELECT 1 FROM manifests m WHERE m.repository_id = c.repository_id AND m.digest = c.child)
            """),
        ("I2: a manifest needs a virtual blob that was deleted", """
            SELECT b.digest FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id
            JOIN removed_virtual_blobs v ON v.digest = b.digest AND v.repository_id = mb.repository_id
            """),
        ("a tag points at nothing", """
            SELECT t.name FROM tags t WHERE NOT EXISTS(SELECT 1 FROM manifests m WHERE m.repository_id = t.repository_id AND m.digest = t.digest)
            """),
        ("a count is wrong", """
            SELECT name FROM repositories r WHERE tag_count <> (SELECT count(*) FROM tags WHERE repository_id = r.id)
              OR manifest_count <> (SELECT count(*) FROM manifests WHERE repository_id = r.id)
            """),
        ("a manifest has no bytes", "SELECT digest FROM manifests WHERE id NOT IN (SELECT manifest_id FROM manifest_contents)"),
        ("bytes are kept twice or not at all", """
            SELECT digest FROM blobs WHERE (storage_key IS NULL) <> EXISTS(SELECT 1 FROM inline_blobs WHERE blob_id = blobs.id)
            """),
        ("a move does not follow the one before", """
            SELECT tag FROM (SELECT tag, previous, lag(digest) OVER (PARTITION BY repository_id, tag ORDER BY id) AS before FROM tag_moves) m
            WHERE coalesce(previous, '') <> coalesce(before, '')
            """),
        ("I6: a quota does not say the sum of its rows", """
            SELECT 'rule ' || q.rule_id FROM quotas q WHERE tags <> (SELECT count(*) FROM tags WHERE repository_id IN (SELECT repository_id FROM quota_repositories WHERE rule_id = q.rule_id))
              OR reserved <> (SELECT coalesce(sum(bytes), 0) FROM quota_reservations WHERE rule_id = q.rule_id)
              OR bytes <> (SELECT coalesce(sum(size), 0) FROM manifests WHERE repository_id IN (SELECT repository_id FROM quota_repositories WHERE rule_id = q.rule_id))
                + (SELECT coalesce(sum(size), 0) FROM blobs WHERE id IN (
                    SELECT blob_id FROM repo_blobs WHERE repository_id IN (SELECT repository_id FROM quota_repositories WHERE rule_id = q.rule_id)))
            """),
        ("I6: a reservation outlives its upload", "SELECT upload_id FROM quota_reservations WHERE upload_id NOT IN (SELECT id FROM uploads)"),
    ];

    /// <summary>What contradicts itself, in words.</summary>
    /// <param name="query">Sees the database at one moment.</param>
    /// <param name="more">What the engine can be asked besides.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(ProbeQuery query, params (string Name, string Sql)[] more)
    {
        var violations = new List<string>();
        foreach (var (name, sql) in All.Concat(more)) violations.AddRange((await query(sql)).Select(found => $"{name}: {found[0]}"));
        return violations;
    }
}
