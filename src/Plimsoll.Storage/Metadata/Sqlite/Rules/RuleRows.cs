using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Rows of rules.</summary>
internal static class RuleRows
{
    /// <summary>All rules with what is used of the quotas among them.</summary>
    public static List<RuleRecord> List(SqliteSession session) => session.All("""
        SELECT id, kind, path, locked, terms, created_at, created_by, q.bytes, q.tags, q.reserved
        FROM rules LEFT JOIN quotas q ON q.rule_id = id ORDER BY id LIMIT ?1
        """, static row => new RuleRecord(Map(row), row.GetTime(5), row.GetString(6), row.IsNull(7) ? null : new QuotaUsage(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9))),
        IRuleStore.MaxRules);

    /// <summary>The rules of one kind for a repository; their terms are read only where the path fits.</summary>
    public static List<Rule> For(SqliteSession session, RuleKind kind, RepositoryName repository) => session.All(
        "SELECT id, kind, path, locked, terms FROM rules WHERE kind = ?1 ORDER BY id",
        row => PathPattern.Parse(row.GetString(2)).Matches(repository) ? Map(row) : null, RuleText.Of(kind)).OfType<Rule>().ToList();

    /// <summary>Adds a rule; null when there are too many.</summary>
    public static RuleRecord? Add(SqliteSession session, NewRule rule, DateTimeOffset now)
    {
        if (session.Number("SELECT count(*) FROM rules") >= IRuleStore.MaxRules) return null;
        var id = session.Insert("INSERT INTO rules(kind, path, locked, terms, created_at, created_by) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
            RuleText.Of(rule.Terms.Kind), rule.Path.Value, rule.IsLocked ? 1 : 0, RuleText.Of(rule.Terms), now, rule.By);
        var made = new Rule(id, rule.Path, rule.IsLocked, rule.Terms);
        return new RuleRecord(made, now, rule.By, rule.Terms is QuotaTerms quota ? QuotaRows.Begin(session, made, quota) : null);
    }

    public static bool Remove(SqliteSession session, long id) => session.Execute("DELETE FROM rules WHERE id = ?1", id) > 0;

    private static Rule Map(SqliteRow row) =>
        new(row.GetInt64(0), PathPattern.Parse(row.GetString(2)), row.GetInt64(3) != 0, RuleText.Terms(row.GetString(1), row.GetString(4)));
}
