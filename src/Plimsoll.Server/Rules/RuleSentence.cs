using Plimsoll.Core.Rules;

namespace Plimsoll.Server.Rules;

/// <summary>Rules in words, as lists show them.</summary>
internal static class RuleSentence
{
    public static string Of(RuleTerms terms) => terms switch
    {
        RetentionTerms retention => Of(retention),
        ImmutabilityTerms immutability => string.Join("; ", Of(immutability)),
        QuotaTerms quota => "at most " + string.Join(" and ", new[] { quota.MaxBytes is { } bytes ? $"{bytes} bytes" : null, quota.MaxTags is { } tags ? $"{tags} tags" : null }.OfType<string>()),
        _ => terms.Kind.ToString(),
    };

    private static IEnumerable<string> Of(ImmutabilityTerms terms)
    {
        if (terms.Tags.Count > 0) yield return $"{string.Join(' ', terms.Tags)} stay as they are";
        if (terms.Except.Count > 0) yield return $"{string.Join(' ', terms.Except)} are free";
    }

    private static string Of(RetentionTerms terms)
    {
        var keeps = new List<string>();
        if (terms.KeepLast is { } last) keeps.Add($"the last {last} pushed");
        if (terms.KeepVersions is { } versions) keeps.Add($"the {versions} highest versions{(terms.VersionsPer == VersionLine.All ? "" : " of each " + terms.VersionsPer.ToString().ToLowerInvariant())}");
        if (terms.PulledWithinDays is { } pulled) keeps.Add($"what was pulled within {pulled} days");
        if (terms.PushedWithinDays is { } pushed) keeps.Add($"what was pushed within {pushed} days");
        var text = keeps.Count == 0 ? "" : $"of {string.Join(" and of ", terms.Tags)}{(terms.Except.Count == 0 ? "" : $" (not {string.Join(' ', terms.Except)})")} keeps {string.Join(", ", keeps)}";
        if (terms.ImmutableToo) text += ", immutable tags not excepted";
        return terms.UntaggedDays is { } days ? $"{text}{(text.Length > 0 ? "; " : "")}removes what has had no tag and no use for {days} days" : text;
    }
}
