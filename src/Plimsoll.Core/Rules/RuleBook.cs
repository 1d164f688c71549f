namespace Plimsoll.Core.Rules;

/// <summary>Which rules hold where. Rules that do not fit together are put in order by <see cref="RuleOrder"/>.</summary>
public sealed class RuleBook
{
    private readonly Rule[] _rules;

    /// <summary>Puts rules in order.</summary>
    public RuleBook(IEnumerable<Rule> rules) => _rules = [.. rules.Order(RuleOrder.Instance)];

    /// <summary>The rules for a repository, of one kind or of all, in order.</summary>
    public IEnumerable<Rule> For(RepositoryName repository, RuleKind? kind = null) =>
        _rules.Where(rule => (kind is null || rule.Terms.Kind == kind) && rule.Path.Matches(repository));

    /// <summary>
    /// The retention rules that decide in a repository: those of the first path only, because two paths can want opposite things. Several on that path add up.
    /// </summary>
    public IReadOnlyList<Rule> RetentionOf(RepositoryName repository)
    {
        var all = For(repository, RuleKind.Retention).ToList();
        return all.FindAll(rule => rule.IsLocked == all[0].IsLocked && rule.Path.Value == all[0].Path.Value);
    }

    /// <summary>The rule that keeps a tag as it is, or null when the tag is free: the first rule that says something about it decides.</summary>
    public Rule? HolderOf(RepositoryName repository, Tag tag)
    {
        foreach (var rule in For(repository, RuleKind.Immutability))
        {
            if (((ImmutabilityTerms)rule.Terms).Holds(tag) is { } holds) return holds ? rule : null;
        }
        return null;
    }
}
