using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Rules;

/// <summary>Rows of rules.</summary>
internal static class RuleRows
{
    /// <summary>All rules with what is used of the quotas among them.</summary>
    public static Task<List<RuleRecord>> ListAsync(PostgresSession session) => session.AllAsync("SELECT " + RuleColumns.Listed + " LIMIT $1", RuleColumns.MapListed, IRuleStore.MaxRules);

    /// <summary>The rules of one kind for a repository; their terms are read only where the path fits.</summary>
    public static async Task<List<Rule>> ForAsync(PostgresSession session, RuleKind kind, RepositoryName repository) => [.. (await session.AllAsync(
        "SELECT " + RuleColumns.All + " FROM rules WHERE kind = $1 ORDER BY id", row => RuleColumns.MapFor(row, repository), RuleText.Of(kind))).OfType<Rule>()];

    /// <summary>Adds a rule, in a change that runs alone; null when there are too many.</summary>
    public static async Task<RuleRecord?> AddAsync(PostgresSession session, NewRule rule, DateTimeOffset now)
    {
        if (await session.NumberAsync("SELECT count(*) FROM rules") >= IRuleStore.MaxRules) return null;
        var id = await session.NumberAsync("INSERT INTO rules(kind, path, locked, terms, created_at, created_by) VALUES($1, $2, $3, $4, $5, $6) RETURNING id",
            RuleText.Of(rule.Terms.Kind), rule.Path.Value, rule.IsLocked, RuleText.Of(rule.Terms), now, rule.By);
        var made = new Rule(id!.Value, rule.Path, rule.IsLocked, rule.Terms);
        return new RuleRecord(made, now, rule.By, rule.Terms is QuotaTerms quota ? await QuotaRows.BeginAsync(session, made, quota) : null);
    }

    public static async Task<bool> RemoveAsync(PostgresSession session, long id) => await session.ExecuteAsync("DELETE FROM rules WHERE id = $1", id) > 0;
}
