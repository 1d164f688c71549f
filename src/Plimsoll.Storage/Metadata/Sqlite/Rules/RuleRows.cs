using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Rows of rules.</summary>
internal static class RuleRows
{
    /// <summary>All rules with what is used of the quotas among them.</summary>
    public static List<RuleRecord> List(SqliteSession session) => session.All("SELECT " + RuleColumns.Listed + " LIMIT ?1", RuleColumns.MapListed, IRuleStore.MaxRules);

    /// <summary>The rules of one kind for a repository; their terms are read only where the path fits.</summary>
    public static List<Rule> For(SqliteSession session, RuleKind kind, RepositoryName repository) => session.All(
        "SELECT " + RuleColumns.All + " FROM rules WHERE kind = ?1 ORDER BY id", row => RuleColumns.MapFor(row, repository), RuleText.Of(kind)).OfType<Rule>().ToList();

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
}
