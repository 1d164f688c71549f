using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Which repositories quotas count, and what uploads reserve. The counters themselves are kept by triggers.</summary>
internal static class QuotaRows
{
    /// <summary>The quotas that count a repository, as they stand.</summary>
    public static List<QuotaRow> Of(SqliteSession session, long repository) => session.All("SELECT " + RuleColumns.OfQuota + """
         FROM quota_repositories s JOIN quotas q ON q.rule_id = s.rule_id JOIN rules r ON r.id = q.rule_id WHERE s.repository_id = ?1 ORDER BY s.rule_id
        """, RuleColumns.MapQuota, repository);

    /// <summary>The quotas that count a repository, or will when it is made.</summary>
    public static List<QuotaRow> Of(SqliteSession session, RepositoryName name) => session.All("SELECT " + RuleColumns.OfQuota + """
         FROM rules r JOIN quotas q ON q.rule_id = r.id WHERE r.kind = 'quota' ORDER BY r.id
        """, RuleColumns.MapQuota).FindAll(quota => quota.Rule.Path.Matches(name));

    /// <summary>Puts a new repository under the quotas of its path.</summary>
    public static void Enrol(SqliteSession session, long repository, RepositoryName name)
    {
        foreach (var quota in Of(session, name)) Enrol(session, repository, quota.Rule.Id);
    }

    /// <summary>Starts a quota with what its repositories hold.</summary>
    public static QuotaUsage Begin(SqliteSession session, Rule rule, QuotaTerms terms)
    {
        session.Execute("INSERT INTO quotas(rule_id, max_bytes, max_tags) VALUES(?1, ?2, ?3)", rule.Id, terms.MaxBytes, terms.MaxTags);
        for (var after = 0L; ;)
        {
            var batch = session.All("SELECT id, name FROM repositories WHERE id > ?1 ORDER BY id LIMIT 1000", static row => (Id: row.GetInt64(0), Name: row.GetString(1)), after);
            foreach (var (id, name) in batch)
            {
                if (rule.Path.Matches(RepositoryName.Parse(name))) Enrol(session, id, rule.Id);
            }
            if (batch.Count < 1000) break;
            after = batch[^1].Id;
        }
        session.Execute("""
            INSERT INTO quota_blobs(rule_id, blob_id, holders)
            SELECT ?1, rb.blob_id, count(*) FROM quota_repositories s JOIN repo_blobs rb ON rb.repository_id = s.repository_id WHERE s.rule_id = ?1 GROUP BY rb.blob_id
            """, rule.Id);
        session.Execute("""
            UPDATE quotas SET
              bytes = (SELECT ifnull(sum(b.size), 0) FROM quota_blobs qb JOIN blobs b ON b.id = qb.blob_id WHERE qb.rule_id = ?1)
                + (SELECT ifnull(sum(m.size), 0) FROM quota_repositories s JOIN manifests m ON m.repository_id = s.repository_id WHERE s.rule_id = ?1),
              tags = (SELECT ifnull(sum(p.tag_count), 0) FROM quota_repositories s JOIN repositories p ON p.id = s.repository_id WHERE s.rule_id = ?1)
            WHERE rule_id = ?1
            """, rule.Id);
        return session.First("SELECT bytes, tags, reserved FROM quotas WHERE rule_id = ?1", RuleColumns.MapUsage, rule.Id)!;
    }

    /// <summary>Sets bytes aside for an upload, so that it can end; what it has reserved already counts.</summary>
    /// <param name="session">The writer.</param>
    /// <param name="repository">Where the upload will end.</param>
    /// <param name="uploadId">The upload; its row exists.</param>
    /// <param name="total">Bytes that it will have.</param>
    /// <exception cref="OciException">DENIED: a quota does not allow it. Nothing is reserved then.</exception>
    public static void Reserve(SqliteSession session, RepositoryName repository, string uploadId, long total)
    {
        foreach (var quota in Of(session, repository))
        {
            var mine = session.Number("SELECT bytes FROM quota_reservations WHERE upload_id = ?1 AND rule_id = ?2", uploadId, quota.Rule.Id) ?? 0;
            if (!quota.RequireRoom(mine, total)) continue;
            session.Execute("""
                INSERT INTO quota_reservations(upload_id, rule_id, bytes) VALUES(?1, ?2, ?3) ON CONFLICT(upload_id, rule_id) DO UPDATE SET bytes = excluded.bytes
                """, uploadId, quota.Rule.Id, total);
        }
    }

    private static void Enrol(SqliteSession session, long repository, long rule) =>
        session.Execute("INSERT INTO quota_repositories(repository_id, rule_id) VALUES(?1, ?2) ON CONFLICT DO NOTHING", repository, rule);
}
