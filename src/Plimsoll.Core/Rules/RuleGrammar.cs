using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Core.Rules;

/// <summary>What a rule may say.</summary>
public static class RuleGrammar
{
    /// <summary>Largest number of days: a hundred years.</summary>
    public const int MaxDays = 36_500;

    private const int MaxPatterns = 50;
    private const int MaxCount = 1_000_000;

    /// <summary>What is wrong with the terms, for people, or null when they can be used.</summary>
    public static string? WhyInvalid(RuleTerms terms) => terms switch
    {
        RetentionTerms retention => WhyInvalid(retention),
        ImmutabilityTerms immutability => WhyInvalid(immutability),
        QuotaTerms quota => WhyInvalid(quota),
        _ => $"a rule of kind {terms.Kind} is not known",
    };

    private static string? WhyInvalid(RetentionTerms terms)
    {
        if (AreInvalid(terms.Tags, terms.Except, out var reason)) return reason;
        if (terms.Tags.Count == 0) return "'tags' names at least one pattern; '*' is all tags";
        if (!terms.DecidesTags && terms.UntaggedDays is null) return "a retention rule says what is kept: keepLast, keepVersions, pulledWithinDays, pushedWithinDays or untaggedDays";
        if (terms.KeepLast is < 1 or > MaxCount || terms.KeepVersions is < 1 or > MaxCount) return $"'keepLast' and 'keepVersions' are from 1 to {MaxCount}";
        foreach (var days in new[] { terms.PulledWithinDays, terms.PushedWithinDays, terms.UntaggedDays })
        {
            if (days is < 1 or > MaxDays) return $"days are from 1 to {MaxDays}";
        }
        return Enum.IsDefined(terms.VersionsPer) ? null : "'versionsPer' is all, major or minor";
    }

    private static string? WhyInvalid(ImmutabilityTerms terms)
    {
        if (AreInvalid(terms.Tags, terms.Except, out var reason)) return reason;
        return terms.Tags.Count + terms.Except.Count == 0 ? "an immutability rule names tags: those that stay ('tags'), those that are free ('except'), or both" : null;
    }

    private static string? WhyInvalid(QuotaTerms terms)
    {
        if ((terms.MaxBytes ?? terms.MaxTags) is null) return "a quota limits bytes ('maxBytes'), tags ('maxTags') or both";
        return terms.MaxBytes < 0 || terms.MaxTags < 0 ? "a limit is not negative" : null;
    }

    private static bool AreInvalid(IReadOnlyList<string> tags, IReadOnlyList<string> except, [NotNullWhen(true)] out string? reason)
    {
        var wrong = tags.Concat(except).FirstOrDefault(static p => !TagPattern.TryParse(p, out _));
        reason = tags.Count + except.Count > MaxPatterns ? $"a rule has at most {MaxPatterns} patterns" : wrong is not null ? $"'{wrong}' is none: {TagPattern.Grammar}" : null;
        return reason is not null;
    }
}
