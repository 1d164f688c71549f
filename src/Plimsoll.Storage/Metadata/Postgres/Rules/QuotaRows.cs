using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Rules;

/// <summary>
/// Which repositories quotas count, and what uploads reserve. The counters themselves are kept by triggers, which run at the end of a transaction. Rows of quotas are the last
/// that a change takes, in order of number, so that nobody waits in a circle; rules cannot change while it runs.
/// </summary>
internal static class QuotaRows
{
    private const string OfRepository = "SELECT " + RuleColumns.OfQuota + """
         FROM quota_repositories s JOIN quotas q ON q.rule_id = s.rule_id JOIN rules r ON r.id = q.rule_id WHERE s.repository_id = $1 ORDER BY s.rule_id
        """;

    /// <summary>The quotas that count a repository, or will when it is made.</summary>
    public static async Task<List<QuotaRow>> OfAsync(PostgresSession session, RepositoryName name) => (await session.AllAsync("SELECT " + RuleColumns.OfQuota + """
         FROM rules r JOIN quotas q ON q.rule_id = r.id WHERE r.kind = 'quota' ORDER BY r.id
        """, RuleColumns.MapQuota)).FindAll(quota => quota.Rule.Path.Matches(name));

    /// <summary>Puts a new repository under the quotas of its path.</summary>
    public static async Task EnrolAsync(PostgresSession session, long repository, RepositoryName name)
    {
        if (await OfAsync(session, name) is not { Count: > 0 } quotas) return;
        session.Queue("INSERT INTO quota_repositories(repository_id, rule_id) SELECT $1, r FROM unnest($2) AS q(r)", repository, quotas.ConvertAll(q => q.Rule.Id).ToArray());
    }

    /// <summary>Starts a quota with what its repositories hold, in a change that runs alone.</summary>
    public static async Task<QuotaUsage> BeginAsync(PostgresSession session, Rule rule, QuotaTerms terms)
    {
        session.Queue("INSERT INTO quotas(rule_id, max_bytes, max_tags) VALUES($1, $2, $3)", rule.Id, terms.MaxBytes, terms.MaxTags);
        for (var after = 0L; ;)
        {
            var batch = await session.AllAsync("SELECT id, name FROM repositories WHERE id > $1 ORDER BY id LIMIT 1000", static row => (Id: row.GetInt64(0), Name: row.GetString(1)), after);
            long[] mine = [.. batch.Where(r => rule.Path.Matches(RepositoryName.Parse(r.Name))).Select(static r => r.Id)];
            if (mine.Length > 0) session.Queue("INSERT INTO quota_repositories(repository_id, rule_id) SELECT r, $2 FROM unnest($1) AS m(r)", mine, rule.Id);
            if (batch.Count < 1000) break;
            after = batch[^1].Id;
        }
        session.Queue("""
            INSERT INTO quota_blobs(rule_id, blob_id, holders)
            SELECT $1, rb.blob_id, count(*) FROM quota_repositories s JOIN repo_blobs rb ON rb.repository_id = s.repository_id WHERE s.rule_id = $1 GROUP BY rb.blob_id
            """, rule.Id);
        return (await session.FirstAsync("""
            UPDATE quotas SET
              bytes = (SELECT coalesce(sum(b.size), 0) FROM quota_blobs qb JOIN blobs b ON b.id = qb.blob_id WHERE qb.rule_id = $1)
                + (SELECT coalesce(sum(m.size), 0) FROM quota_repositories s JOIN manifests m ON m.repository_id = s.repository_id WHERE s.rule_id = $1),
              tags = (SELECT coalesce(sum(p.tag_count), 0) FROM quota_repositories s JOIN repositories p ON p.id = s.repository_id WHERE s.rule_id = $1)
            WHERE rule_id = $1 RETURNING bytes, tags, reserved
            """, RuleColumns.MapUsage, rule.Id))!;
    }

    /// <summary>Sets bytes aside for an upload, so that it can end; what it has reserved already counts. Of two that ask at once, the second waits here and sees what the first took.</summary>
    /// <param name="session">The change; the row of the upload exists, and is held.</param>
    /// <param name="quotas">The quotas of the repository where the upload will end.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="total">Bytes that it will have.</param>
    /// <exception cref="OciException">DENIED: a quota does not allow it. The caller's transaction is taken back with it.</exception>
    public static async Task ReserveAsync(PostgresSession session, IReadOnlyList<QuotaRow> quotas, string uploadId, long total)
    {
        if (quotas.Count == 0) return;
        var rules = quotas.Select(q => q.Rule.Id).ToArray();
        session.QueueLock("SELECT 1 FROM quotas WHERE rule_id = ANY($1) ORDER BY rule_id FOR NO KEY UPDATE", rules);
        var asked = await session.AllAsync("SELECT " + RuleColumns.OfQuota + """
            , coalesce(v.bytes, 0) FROM rules r JOIN quotas q ON q.rule_id = r.id LEFT JOIN quota_reservations v ON v.rule_id = r.id AND v.upload_id = $2 WHERE r.id = ANY($1) ORDER BY r.id
            """, static row => (Quota: RuleColumns.MapQuota(row), Mine: row.GetInt64(8)), rules, uploadId);
        foreach (var (quota, mine) in asked)
        {
            if (!quota.RequireRoom(mine, total)) continue;
            session.Queue("""
                INSERT INTO quota_reservations(upload_id, rule_id, bytes) VALUES($1, $2, $3) ON CONFLICT(upload_id, rule_id) DO UPDATE SET bytes = excluded.bytes
                """, uploadId, quota.Rule.Id, total);
        }
    }

    /// <summary>
    /// Lets what a change has done to a repository stand, or not. It is the last statement of the change: the quotas are taken as they are before it, and then the triggers count.
    /// </summary>
    /// <exception cref="OciException">DENIED; the caller's transaction is taken back with it.</exception>
    public static async Task RequireAsync(PostgresSession session, long repository)
    {
        if (await session.AllAsync(OfRepository + " FOR NO KEY UPDATE OF q", RuleColumns.MapQuota, repository) is not { Count: > 0 } before) return;
        session.Queue("SET CONSTRAINTS ALL IMMEDIATE");
        QuotaRow.Require(before, await session.AllAsync(OfRepository, RuleColumns.MapQuota, repository));
    }

    /// <summary>Takes the quotas of several repositories, as the last statement of a change that takes something from each.</summary>
    public static void Hold(PostgresSession session, IEnumerable<long> repositories) => session.QueueLock("""
        SELECT 1 FROM quotas WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = ANY($1)) ORDER BY rule_id FOR NO KEY UPDATE
        """, repositories.ToArray());

    /// <summary>Takes the quotas from which uploads have reserved something, as the last statement of a change that ends some of them.</summary>
    public static void HoldReserved(PostgresSession session) => session.QueueLock("SELECT 1 FROM quotas WHERE reserved > 0 ORDER BY rule_id FOR NO KEY UPDATE");
}
