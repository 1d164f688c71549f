namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Version specifiers of Python (PEP 440, "Version specifiers"): comma-separated, all of them hold. Prereleases are versions like others, as in security ranges.</summary>
internal static class Pep440Specifiers
{
    private static readonly string[] Operators = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];

    public static RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version)
    {
        if (!Pep440Version.TryParse(version, out var parsed)) return RangeAnswer.Unreadable;
        var isInside = true;
        foreach (var part in range.Split(','))
        {
            var specifier = range[part].Trim();
            if (specifier.IsEmpty) continue;
            if (Holds(specifier, parsed) is not { } holds) return RangeAnswer.Unreadable;
            isInside &= holds;
        }
        return isInside ? RangeAnswer.Yes : RangeAnswer.No;
    }

    private static bool? Holds(ReadOnlySpan<char> specifier, in Pep440Version version)
    {
        foreach (var sign in Operators)
        {
            if (!specifier.StartsWith(sign)) continue;
            var text = specifier[sign.Length..].Trim();
            if (sign == "===") return text.Equals(version.Normalized(), StringComparison.OrdinalIgnoreCase);
            if (sign is "==" or "!=" && text.EndsWith(".*")) return IsPrefix(text[..^2], version) is { } isPrefix ? isPrefix == (sign == "==") : null;
            if (!Pep440Version.TryParse(text, out var bound) || (!bound.Local.IsEmpty && sign is not ("==" or "!="))) return null;
            return sign switch
            {
                "~=" => IsCompatible(version, bound),
                "==" => IsEqual(version, bound),
                "!=" => !IsEqual(version, bound),
                "<=" => Pep440Scheme.Compare(Public(version), bound) <= 0,
                ">=" => Pep440Scheme.Compare(Public(version), bound) >= 0,
                "<" => Pep440Scheme.Compare(version, bound) < 0 && (bound.IsPrerelease || !version.IsPrerelease || !IsSameRelease(version, bound)),
                _ => Pep440Scheme.Compare(version, bound) > 0 && ((bound.IsPost || !version.IsPost) && version.Local.IsEmpty || !IsSameRelease(version, bound)),
            };
        }
        return null;
    }

    private static Pep440Version Public(Pep440Version version)
    {
        version.Local = default;
        return version;
    }

    private static bool IsEqual(in Pep440Version version, in Pep440Version bound) => Pep440Scheme.Compare(bound.Local.IsEmpty ? Public(version) : version, bound) == 0;

    private static bool IsSameRelease(in Pep440Version left, in Pep440Version right) =>
        Digits.Compare(left.Epoch, right.Epoch) == 0 && Pep440Scheme.CompareReleases(left.Release, right.Release) == 0;

    /// <summary>At least the bound, and equal to it in all numbers of the release but the last; null where it has only one.</summary>
    private static bool? IsCompatible(in Pep440Version version, in Pep440Version bound)
    {
        var dot = bound.Release.LastIndexOf('.');
        if (dot < 0) return null;
        return Pep440Scheme.Compare(Public(version), bound) >= 0 && Digits.Compare(version.Epoch, bound.Epoch) == 0 && StartsWith(version.Release, bound.Release[..dot]);
    }

    /// <summary>Null where what stands before the star is no release.</summary>
    private static bool? IsPrefix(ReadOnlySpan<char> text, in Pep440Version version)
    {
        if (!Pep440Version.TryParse(text, out var bound) || bound.IsPrerelease || bound.IsPost || !bound.Local.IsEmpty) return null;
        return Digits.Compare(version.Epoch, bound.Epoch) == 0 && StartsWith(version.Release, bound.Release);
    }

    /// <summary>Whether the first numbers are the same; missing ones are zero.</summary>
    private static bool StartsWith(ReadOnlySpan<char> release, ReadOnlySpan<char> prefix)
    {
        var length = 0;
        foreach (var part in prefix.Split('.'))
        {
            var rest = length < release.Length ? release[length..] : default;
            var dot = rest.IndexOf('.');
            if (Digits.Compare(dot < 0 ? rest : rest[..dot], prefix[part]) != 0) return false;
            length += dot < 0 ? rest.Length : dot + 1;
        }
        return true;
    }
}
