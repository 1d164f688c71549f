using System.Text.RegularExpressions;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Constraints of Composer, as VersionParser::parseConstraints reads them: alternatives between pipes, of parts that all hold between commas or spaces.</summary>
internal static partial class ComposerConstraints
{
    private const int MaxLength = 4 * 1024;

    /// <summary>Milliseconds for one match: what takes longer was written to take long.</summary>
    private const int Timeout = 250;

    private const string Modifier = @"[._-]?(?:(stable|beta|b|RC|alpha|a|patch|pl|p)((?>(?:[.-]?\d+)*)))?([.-]?dev)?";

    private const string Numbered = @"v?((?>\d+))(?:\.((?>\d+)))?(?:\.((?>\d+)))?(?:\.((?>\d+)))?(?:" + Modifier + @"|\.([xX*][.-]?dev))(?:\+[^\s]+)?";

    public static RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version)
    {
        if (range.Length > MaxLength || !ComposerVersion.TryParse(version, out var parsed)) return RangeAnswer.Unreadable;
        try
        {
            return IsInside(range.Trim().ToString(), parsed) switch { true => RangeAnswer.Yes, false => RangeAnswer.No, null => RangeAnswer.Unreadable };
        }
        catch (RegexMatchTimeoutException)
        {
            return RangeAnswer.Unreadable;
        }
    }

    private static bool? IsInside(string range, in ComposerVersion version)
    {
        var isInside = false;
        foreach (var alternative in Or().Split(range))
        {
            var holdAll = true;
            foreach (var part in And().Split(alternative))
            {
                if (Parse(part) is not { } bounds) return null;
                foreach (var bound in bounds) holdAll &= bound.Holds(version);
            }
            isInside |= holdAll;
        }
        return isInside;
    }

    /// <summary>The bounds of one part, none where everything is inside; null where Composer refuses it.</summary>
    private static List<ComposerBound>? Parse(string text)
    {
        if (Alias().Match(text) is { Success: true } alias) text = alias.Groups[1].Value;
        var flag = "";
        if (Flag().Match(text) is { Success: true } flagged)
        {
            text = flagged.Groups[1].Length > 0 ? flagged.Groups[1].Value : "*";
            flag = flagged.Groups[2].Value == "stable" ? "" : flagged.Groups[2].Value;
        }
        if (Reference().Match(text) is { Success: true } reference) text = reference.Groups[1].Value;
        if (Any().Match(text) is { Success: true } any) return any.Groups[1].Success || any.Groups[2].Success ? ComposerBound.List(ComposerBound.Of(">=", "0.0.0.0-dev")) : [];
        if (text.StartsWith("~>", StringComparison.Ordinal)) return null;
        if (Tilde().Match(text) is { Success: true } tilde) return Growing(text, tilde, Math.Max(1, Given(tilde) + (tilde.Groups[8].Success ? 1 : 0) - 1));
        if (Caret().Match(text) is { Success: true } caret) return Growing(text, caret, FirstToKeep(caret));
        if (Places().Match(text) is { Success: true } places) return Within(places);
        if (Hyphen().Match(text) is { Success: true } hyphen) return Between(hyphen);
        return Compared(text, flag);
    }

    /// <summary>From the version on, up to where the number at a position grows.</summary>
    private static List<ComposerBound>? Growing(string text, Match match, int position)
    {
        var isPlain = !match.Groups[5].Success && !match.Groups[7].Success && !match.Groups[8].Success;
        return ComposerBound.List(ComposerBound.Of(">=", text[1..] + (isPlain ? "-dev" : "")), ComposerBound.Of("<", Raised(match, 1, position, 1)));
    }

    private static List<ComposerBound>? Within(Match match)
    {
        var position = Given(match);
        var lowest = Raised(match, 1, position, 0);
        var below = ComposerBound.Of("<", Raised(match, 1, position, 1));
        return lowest == "0.0.0.0-dev" ? ComposerBound.List(below) : ComposerBound.List(ComposerBound.Of(">=", lowest), below);
    }

    private static List<ComposerBound>? Between(Match match)
    {
        var from = ComposerBound.Of(">=", match.Groups[1].Value, match.Groups[6].Success || match.Groups[8].Success || match.Groups[9].Success ? 0 : 1);
        var last = match.Groups[10].Value;
        var isExact = (match.Groups[12].Success && match.Groups[13].Success) || match.Groups[15].Success || match.Groups[17].Success || match.Groups[18].Success;
        if (isExact) return ComposerBound.List(from, ComposerBound.Of("<=", last));
        if (ComposerBound.Of("<=", last) is null) return null;
        return ComposerBound.List(from, ComposerBound.Of("<", Raised(match, 11, match.Groups[12].Success ? 2 : 1, 1)));
    }

    private static List<ComposerBound>? Compared(string text, string flag)
    {
        var match = Compare().Match(text);
        var sign = match.Groups[1].Value;
        var version = match.Groups[2].Value;
        if (!ComposerVersion.TryParse(version, out var parsed))
        {
            // What ends with "-dev" and is no version is the name of a branch.
            if (!version.EndsWith("-dev", StringComparison.Ordinal) || !BranchName().IsMatch(version)) return null;
            return ComposerBound.List(ComposerBound.Of(sign, "dev-" + version[..^4]));
        }
        if (sign is not ("" or "=" or "==") && flag.Length > 0 && parsed.Branch.IsEmpty && parsed.Devs == 0 && parsed.Stability == ComposerVersion.Stage.None)
        {
            return ComposerBound.List(ComposerBound.Of(sign, version, 0, flag));
        }
        var isWide = sign is "<" or ">=" && !Ending().IsMatch(version.ToLowerInvariant()) && !version.StartsWith("dev-", StringComparison.Ordinal);
        return ComposerBound.List(ComposerBound.Of(sign, version, isWide ? 1 : 0));
    }

    /// <summary>How many of the numbers are there.</summary>
    private static int Given(Match match) => match.Groups[4].Success && match.Groups.Count > 5 ? 4 : match.Groups[3].Success ? 3 : match.Groups[2].Success ? 2 : 1;

    private static int FirstToKeep(Match match)
    {
        if (match.Groups[1].Value != "0" || !match.Groups[2].Success) return 1;
        return match.Groups[2].Value != "0" || !match.Groups[3].Success ? 2 : 3;
    }

    /// <summary>The numbers up to a position, of which the last grows, with zeros after it.</summary>
    private static string Raised(Match match, int first, int position, int increment)
    {
        var numbers = new string[4];
        for (var i = 0; i < 4; i++)
        {
            var number = i < position ? match.Groups[first + i].Value : "0";
            numbers[i] = i == position - 1 ? (System.Numerics.BigInteger.Parse(number) + increment).ToString() : number;
        }
        return string.Join('.', numbers) + "-dev";
    }

    [GeneratedRegex(@"\s*\|\|?\s*", RegexOptions.None, Timeout)]
    private static partial Regex Or();

    [GeneratedRegex("(?<!^|as|[=>< ,]) *(?<!-)[, ](?!-) *(?!,|as|$)", RegexOptions.None, Timeout)]
    private static partial Regex And();

    [GeneratedRegex(@"^([^,\s]+) +as +([^,\s]+)$", RegexOptions.None, Timeout)]
    private static partial Regex Alias();

    [GeneratedRegex(@"^([^,\s]*?)@(stable|RC|beta|alpha|dev)$", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Flag();

    [GeneratedRegex(@"^(dev-[^,\s@]+?|[^,\s@]+?\.x-dev)#.+$", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^(v)?[xX*](\.[xX*])*$", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Any();

    [GeneratedRegex("^~" + Numbered + "$", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Tilde();

    [GeneratedRegex(@"^\^" + Numbered + "$", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Caret();

    [GeneratedRegex(@"^v?((?>\d+))(?:\.((?>\d+)))?(?:\.((?>\d+)))?(?:\.[xX*])+$", RegexOptions.None, Timeout)]
    private static partial Regex Places();

    [GeneratedRegex("^(" + Numbered + ") +- +(" + Numbered + ")$", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Hyphen();

    [GeneratedRegex(@"^(<>|!=|>=?|<=?|==?)?\s*(.*)", RegexOptions.None, Timeout)]
    private static partial Regex Compare();

    [GeneratedRegex("-" + Modifier + "$", RegexOptions.None, Timeout)]
    private static partial Regex Ending();

    [GeneratedRegex("^[0-9a-zA-Z-./]+$", RegexOptions.None, Timeout)]
    private static partial Regex BranchName();
}
