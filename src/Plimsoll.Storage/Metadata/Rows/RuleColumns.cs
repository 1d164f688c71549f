using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of rules and quotas.</summary>
internal static class RuleColumns
{
    public const string All = "id, kind, path, locked, terms";

    /// <summary>For a list of all rules with what is used of the quotas among them.</summary>
    public const string Listed = All + ", created_at, created_by, q.bytes, q.tags, q.reserved FROM rules LEFT JOIN quotas q ON q.rule_id = id ORDER BY id";

    public const string OfQuota = "r.id, r.path, r.locked, q.max_bytes, q.max_tags, q.bytes, q.tags, q.reserved";

    public static Rule Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), PathPattern.Parse(row.GetString(2)), row.GetBoolean(3), RuleText.Terms(row.GetString(1), row.GetString(4)));

    /// <summary>The rule, when its path fits; its terms are not read otherwise.</summary>
    public static Rule? MapFor<TRow>(TRow row, RepositoryName repository) where TRow : struct, IRow, allows ref struct =>
        PathPattern.Parse(row.GetString(2)).Matches(repository) ? Map(row) : null;

    public static RuleRecord MapListed<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(Map(row), row.GetTime(5), row.GetString(6), row.IsNull(7) ? null : new QuotaUsage(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)));

    public static QuotaRow MapQuota<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(
        new Rule(row.GetInt64(0), PathPattern.Parse(row.GetString(1)), row.GetBoolean(2), new QuotaTerms { MaxBytes = row.GetInt64OrNull(3), MaxTags = row.GetInt64OrNull(4) }),
        row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));

    public static QuotaUsage MapUsage<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
}
