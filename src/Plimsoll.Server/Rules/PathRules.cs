using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Rules;

/// <summary>A rule that is for a repository, and what comes of it there.</summary>
/// <param name="Record">The rule.</param>
/// <param name="Decides">True when it has a say; false when another rule comes before it.</param>
/// <param name="Effect">What comes of it, for people.</param>
internal sealed record RuleEffect(RuleRecord Record, bool Decides, string Effect);

/// <summary>Making rules and taking them back: for owners inside their paths, and for administrators, who alone can lock one.</summary>
internal sealed class PathRules(IMetadataStore metadata, AuditTrail audit)
{
    /// <summary>Rules on paths that the caller manages or audits, in order of number.</summary>
    public async Task<IEnumerable<RuleRecord>> VisibleAsync(HttpContext http)
    {
        var caller = http.Caller();
        if (caller.IsAnonymous) throw CallerOfRequest.Refusal(http, "list rules");
        return (await metadata.Rules.ListAsync(http.RequestAborted)).Where(r => MaySee(caller, r));
    }

    /// <exception cref="OciException">INVALID, DENIED, UNAUTHORIZED, CONFLICT.</exception>
    public async Task<RuleRecord> AddAsync(HttpContext http, string? path, bool isLocked, RuleTerms terms)
    {
        var pattern = Limits.CheckPath(path);
        if (RuleGrammar.WhyInvalid(terms) is { } reason) throw new OciException(AccountError.Invalid, reason);
        if (isLocked) http.Require(Permission.Administer);
        // Who lets retention delete must be allowed to delete.
        var needed = terms.Kind == RuleKind.Retention ? Permission.Delete : Permission.Manage;
        if (!http.Caller().May(Permission.Manage, pattern) || !http.Caller().May(needed, pattern)) throw CallerOfRequest.Refusal(http, $"make a rule on {pattern}");
        var rule = new NewRule(pattern, isLocked, terms, http.Caller().Name);
        return await metadata.Rules.AddAsync(rule, Event(http, "rule.add", pattern, isLocked, terms), http.RequestAborted)
            ?? throw new OciException(AccountError.Conflict, $"there are {IRuleStore.MaxRules} rules, which is the most there can be; remove one first");
    }

    /// <exception cref="OciException">NOT_FOUND, DENIED, UNAUTHORIZED.</exception>
    public async Task RemoveAsync(HttpContext http, long id)
    {
        var record = (await VisibleAsync(http)).FirstOrDefault(r => r.Rule.Id == id) ?? throw Unknown(id);
        var (rule, caller) = (record.Rule, http.Caller());
        if (rule.IsLocked && !caller.May(Permission.Administer)) throw new OciException(OciError.Denied, $"{rule.Name} is locked; an administrator can remove it");
        if (!caller.May(Permission.Manage, rule.Path)) throw CallerOfRequest.Refusal(http, $"remove {rule.Name}");
        if (!await metadata.Rules.RemoveAsync(id, Event(http, "rule.remove", rule.Path, rule.IsLocked, rule.Terms), http.RequestAborted)) throw Unknown(id);
    }

    /// <summary>Every rule for a repository, in the order in which they are asked, and what comes of each.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tag">A tag, to say which rule makes it immutable; null for none in particular.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RuleEffect>> ExplainAsync(RepositoryName repository, Tag? tag, CancellationToken cancellationToken)
    {
        var records = await metadata.Rules.ListAsync(cancellationToken);
        var book = new RuleBook(records.Select(r => r.Rule));
        var retention = book.RetentionOf(repository);
        var speaker = tag is { } name ? book.For(repository, RuleKind.Immutability).FirstOrDefault(r => ((ImmutabilityTerms)r.Terms).Holds(name) is not null) : null;
        return [.. book.For(repository).Select(rule => Explain(records.First(r => r.Rule.Id == rule.Id)))];

        RuleEffect Explain(RuleRecord record) => record.Rule.Terms switch
        {
            RetentionTerms when retention.Contains(record.Rule) => new(record, true, "decides what is kept"),
            RetentionTerms => new(record, false, $"{retention[0].Name} comes before it"),
            ImmutabilityTerms terms when tag is { } one => terms.Holds(one) is not { } holds
                ? new(record, false, $"says nothing about {one}")
                : record.Rule == speaker ? new(record, true, holds ? $"keeps {one} as it is" : $"leaves {one} free") : new(record, false, $"{speaker!.Name} comes before it"),
            QuotaTerms quota => new(record, true, Usage(quota, record.Usage!)),
            _ => new(record, true, RuleSentence.Of(record.Rule.Terms)),
        };
    }

    private static string Usage(QuotaTerms quota, QuotaUsage usage) => string.Join(", ", new[]
    {
        quota.MaxBytes is { } bytes ? $"{usage.Bytes} of {bytes} bytes are used" : null,
        quota.MaxBytes is not null && usage.Reserved > 0 ? $"{usage.Reserved} are reserved" : null,
        quota.MaxTags is { } tags ? $"{usage.Tags} of {tags} tags are there" : null,
    }.OfType<string>());

    private static bool MaySee(Caller caller, RuleRecord record) => caller.May(Permission.Manage, record.Rule.Path) || caller.May(Permission.Audit);

    private AuditEvent Event(HttpContext http, string action, PathPattern path, bool isLocked, RuleTerms terms) =>
        audit.Describe(http, http.Caller(), action, "ok") with { Repository = path.Value, Detail = $"{terms.Kind.ToString().ToLowerInvariant()}{(isLocked ? ", locked" : "")}: {RuleSentence.Of(terms)}" };

    private static OciException Unknown(long id) => new(AccountError.Unknown, $"there is no rule {id} that you may see");
}
