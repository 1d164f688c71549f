namespace Plimsoll.Core.Rules;

/// <summary>A rule for the repositories of a path.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">The repositories that it is for.</param>
/// <param name="IsLocked">An administrator made it binding: rules of narrower paths do not override it, and owners do not remove it.</param>
/// <param name="Terms">What it says.</param>
public sealed record Rule(long Id, PathPattern Path, bool IsLocked, RuleTerms Terms)
{
    /// <summary>How refusals name it, for instance <c>rule 3 on shop/**</c>.</summary>
    public string Name => $"rule {Id} on {Path}";
}
