namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Reads one alternative of a range of node-semver into plain comparators.</summary>
internal static class NpmRangeReader
{
    private static readonly string[] Operators = ["~>", "~", "^", ">=", "<=", ">", "<", "="];

    /// <summary>The comparators, none for everything; null where the range is none.</summary>
    public static List<NpmComparator>? Read(ReadOnlySpan<char> text, bool includePrereleases)
    {
        var comparators = new List<NpmComparator>();
        var lowest = includePrereleases ? "-0" : "";
        if (TryReadHyphen(text, lowest, comparators) is { } isRange) return isRange ? Finished(comparators, lowest) : null;
        while (!(text = text.TrimStart()).IsEmpty)
        {
            var sign = TakeOperator(ref text);
            if (!TryTakePrefix(ref text, out var isPlain)) return null;
            var end = text.IndexOfAny(Characters.Spaces) is var space and >= 0 ? space : text.Length;
            if (end == 0 && sign.Length > 0) return null;
            if (!NpmPartial.TryParse(text[..end], out var partial)) return null;
            if (!TryAdd(sign, partial, isPlain, lowest, comparators)) return null;
            text = text[end..];
        }
        return Finished(comparators, lowest);
    }

    private static string TakeOperator(scoped ref ReadOnlySpan<char> text)
    {
        foreach (var sign in Operators)
        {
            if (!text.StartsWith(sign)) continue;
            text = text[sign.Length..].TrimStart();
            if (sign is not (">" or "<") || text.IsEmpty || text[0] != '=') return sign;
            text = text[1..].TrimStart();
            return sign + "=";
        }
        return "";
    }

    /// <summary>Reads over <c>=</c> and <c>v</c> before a version. Whole versions may have one <c>v</c> there and nothing else (<paramref name="isPlain"/>).</summary>
    private static bool TryTakePrefix(scoped ref ReadOnlySpan<char> text, out bool isPlain)
    {
        var start = text.IndexOfAnyExcept('v', '=') is var end and >= 0 ? end : text.Length;
        isPlain = text[..start] is "" or "v";
        text = text[start..];
        return start == 0 || text.IsEmpty || !char.IsWhiteSpace(text[0]);
    }

    /// <summary>A range from one version to another; null where there is no hyphen between two.</summary>
    private static bool? TryReadHyphen(ReadOnlySpan<char> text, string lowest, List<NpmComparator> comparators)
    {
        var hyphen = text.IndexOf(" - ");
        if (hyphen < 0) return null;
        var first = text[..hyphen].Trim();
        var last = text[(hyphen + 3)..].Trim();
        if (!TryTakePrefix(ref first, out var isFirstPlain) || !TryTakePrefix(ref last, out var isLastPlain)) return false;
        if (!NpmPartial.TryParse(first, out var from) || !NpmPartial.TryParse(last, out var to)) return false;
        if ((from.IsWhole && !isFirstPlain) || (to.IsWhole && !isLastPlain && to.Prerelease.Length == 0 && lowest.Length == 0)) return false;
        if (from.Major is { } major) comparators.Add(new(">=", $"{major}.{(from.Minor ?? 0)}.{(from.Minor is null ? 0 : from.Patch ?? 0)}{(from.IsWhole && from.Prerelease.Length > 0 ? "-" + from.Prerelease : lowest)}"));
        if (to.Major is not { } top) return true;
        if (to.Minor is not { } minor) comparators.Add(new("<", $"{top + 1}.0.0-0"));
        else if (to.Patch is not { } patch) comparators.Add(new("<", $"{top}.{minor + 1}.0-0"));
        else if (to.Prerelease.Length > 0) comparators.Add(new("<=", $"{top}.{minor}.{patch}-{to.Prerelease}"));
        else if (lowest.Length > 0) comparators.Add(new("<", $"{top}.{minor}.{patch + 1}-0"));
        else comparators.Add(new("<=", $"{top}.{minor}.{patch}"));
        return true;
    }

    private static bool TryAdd(string sign, NpmPartial partial, bool isPlain, string lowest, List<NpmComparator> comparators)
    {
        if (sign is "~" or "~>" or "^")
        {
            if (partial.Major is not { } major) return true;
            var minor = partial.Minor ?? 0;
            var patch = partial.Minor is null ? 0 : partial.Patch ?? 0;
            var isWhole = partial.Minor is not null && partial.Patch is not null;
            var suffix = !isWhole ? lowest : partial.Prerelease.Length > 0 ? "-" + partial.Prerelease : "";
            comparators.Add(new(">=", $"{major}.{minor}.{patch}{suffix}"));
            comparators.Add(new("<", (sign == "^" ? Caret(partial, major, minor, patch) : partial.Minor is null ? $"{major + 1}.0.0" : $"{major}.{minor + 1}.0") + "-0"));
            return true;
        }
        if (!partial.IsOrdered || (partial.IsWhole && !isPlain)) return false;
        if (partial.IsWhole)
        {
            comparators.Add(new(sign == "=" ? "" : sign, $"{partial.Major}.{partial.Minor}.{partial.Patch}{(partial.Prerelease.Length > 0 ? "-" + partial.Prerelease : "")}"));
            return true;
        }
        AddOpen(sign, partial, lowest, comparators);
        return true;
    }

    /// <summary>The first number that is not zero may not change.</summary>
    private static string Caret(NpmPartial partial, long major, long minor, long patch)
    {
        if (major > 0 || partial.Minor is null) return $"{major + 1}.0.0";
        return minor > 0 || partial.Patch is null ? $"{major}.{minor + 1}.0" : $"{major}.{minor}.{patch + 1}";
    }

    private static void AddOpen(string sign, NpmPartial partial, string lowest, List<NpmComparator> comparators)
    {
        if (partial.Major is not { } major)
        {
            if (sign is ">" or "<") comparators.Add(NpmComparator.Nothing);
            return;
        }
        var next = partial.Minor is { } minor ? $"{major}.{minor + 1}.0" : $"{major + 1}.0.0";
        var first = $"{major}.{partial.Minor ?? 0}.0";
        switch (sign)
        {
            case ">":
                comparators.Add(new(">=", next + lowest));
                break;
            case ">=":
                comparators.Add(new(">=", first + lowest));
                break;
            case "<":
                comparators.Add(new("<", first + "-0"));
                break;
            case "<=":
                comparators.Add(new("<", next + "-0"));
                break;
            default:
                comparators.Add(new(">=", first + lowest));
                comparators.Add(new("<", next + "-0"));
                break;
        }
    }

    /// <summary>What holds for every version is no comparator; one that holds for none is the only one.</summary>
    private static List<NpmComparator> Finished(List<NpmComparator> comparators, string lowest)
    {
        if (comparators.Contains(NpmComparator.Nothing)) return [NpmComparator.Nothing];
        comparators.RemoveAll(comparator => comparator == new NpmComparator(">=", "0.0.0" + lowest));
        return comparators;
    }
}
