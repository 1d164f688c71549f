using System.Numerics;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Requirements of RubyGems: comparators separated by commas that all hold, among them <c>~&gt;</c>, which lets the last number of the release grow.</summary>
internal static class GemRequirement
{
    private const int MaxLength = 4 * 1024;
    private static readonly string[] Operators = ["~>", ">=", "<=", "!=", "=", ">", "<"];

    public static RangeAnswer Satisfies(GemScheme scheme, ReadOnlySpan<char> range, ReadOnlySpan<char> version)
    {
        if (range.Length > MaxLength || !scheme.IsValid(version)) return RangeAnswer.Unreadable;
        var isInside = true;
        foreach (var part in range.Split(','))
        {
            var text = range[part].Trim();
            var sign = Operators.FirstOrDefault(text.ToString().StartsWith) ?? "";
            var bound = text[sign.Length..].Trim();
            if (bound.IsEmpty || !scheme.TryCompare(version, bound, out var order)) return RangeAnswer.Unreadable;
            isInside &= sign switch
            {
                "~>" => order >= 0 && scheme.Compare(Release(version), Bumped(bound)) < 0,
                ">=" => order >= 0,
                "<=" => order <= 0,
                ">" => order > 0,
                "<" => order < 0,
                "!=" => order != 0,
                _ => order == 0,
            };
        }
        return isInside ? RangeAnswer.Yes : RangeAnswer.No;
    }

    /// <summary>The numbers before the first word.</summary>
    private static ReadOnlySpan<char> Release(ReadOnlySpan<char> version)
    {
        version = version.Trim();
        var end = version.IndexOfAnyExcept(Characters.DottedNumbers) is var word and >= 0 ? word : version.Length;
        return version[..end].TrimEnd('.');
    }

    /// <summary>The release without its last number, the one before it one larger: 1.2.3 becomes 1.3.</summary>
    private static string Bumped(ReadOnlySpan<char> version)
    {
        var release = Release(version);
        var dot = release.LastIndexOf('.');
        if (dot > 0) release = release[..dot];
        dot = release.LastIndexOf('.');
        return string.Concat(release[..(dot + 1)], (BigInteger.Parse(release[(dot + 1)..]) + 1).ToString());
    }
}
