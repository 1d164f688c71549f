using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata;

/// <summary>A rule as it is kept.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Usage">Of a quota, what is used of it; null for other kinds.</param>
public sealed record RuleRecord(Rule Rule, DateTimeOffset CreatedAt, string CreatedBy, QuotaUsage? Usage);

/// <summary>What is used of a quota.</summary>
/// <param name="Bytes">Bytes of the blobs of its repositories, each blob once, and of their manifests.</param>
/// <param name="Tags">Their tags.</param>
/// <param name="Reserved">Bytes that uploads under way may still bring.</param>
public sealed record QuotaUsage(long Bytes, long Tags, long Reserved);

/// <summary>A rule to be made.</summary>
/// <param name="Path">The repositories that it is for.</param>
/// <param name="IsLocked">An administrator makes it binding.</param>
/// <param name="Terms">What it says; the caller has checked it.</param>
/// <param name="By">Who makes it.</param>
public sealed record NewRule(PathPattern Path, bool IsLocked, RuleTerms Terms, string By);

/// <summary>
/// Rules by path. Those for immutable tags and quotas are held by the transactions that set and remove tags, manifests and blobs: what breaks one is refused there with
/// an <see cref="Core.Errors.OciException"/> (DENIED) that names the rule, and nothing of the change stays.
/// </summary>
public interface IRuleStore
{
    /// <summary>How many rules there can be.</summary>
    const int MaxRules = 1000;

    /// <summary>All rules, in order of number.</summary>
    ValueTask<IReadOnlyList<RuleRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a rule; it holds when this returns. A quota begins with what is there already, however much that is. Null when there are <see cref="MaxRules"/>.</summary>
    Task<RuleRecord?> AddAsync(NewRule rule, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Removes a rule; false when there is none.</summary>
    Task<bool> RemoveAsync(long id, AuditEvent audit, CancellationToken cancellationToken);
}
