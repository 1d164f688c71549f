namespace Plimsoll.Inspection.Comparison;

/// <summary>
/// Tells a later version from an earlier one, for the words "upgraded" and "downgraded". It does what dpkg, rpm and semver.org agree on: numbers count as numbers, <c>~</c> and a pre-release
/// come before nothing. Whether an advisory is about a version is decided elsewhere, by the rules of each ecosystem.
/// </summary>
internal static class VersionDirection
{
    private static readonly string[] Before = ["a", "alpha", "b", "beta", "c", "dev", "m", "milestone", "pre", "preview", "rc", "snapshot", "canary", "nightly"];

    /// <summary>Whether the second version is later, earlier, or neither.</summary>
    public static DiffKind Of(string type, string from, string to)
    {
        var order = Compare(Epoch(from), Epoch(to), knowsWords: false);
        if (order == 0) order = type is "deb" or "rpm" or "alpm" ? CompareWithRevision(Rest(from), Rest(to)) : type is "apk" ? Compare(from, to, knowsWords: true) : CompareSemantic(from, to);
        return order < 0 ? DiffKind.Upgraded : order > 0 ? DiffKind.Downgraded : DiffKind.Changed;
    }

    /// <summary>What stands before the colon of dpkg and rpm, or before the <c>!</c> of Python.</summary>
    private static string Epoch(string version) => version.AsSpan().IndexOfAny(':', '!') is var at and > 0 && version.AsSpan(0, at).IndexOfAnyExceptInRange('0', '9') < 0 ? version[..at] : "0";

    /// <summary>What stands behind the last hyphen is the revision of the distribution (deb-version(7)).</summary>
    private static int CompareWithRevision(string from, string to)
    {
        var (a, b) = (from.LastIndexOf('-'), to.LastIndexOf('-'));
        var order = Compare(a < 0 ? from : from[..a], b < 0 ? to : to[..b], knowsWords: false);
        return order != 0 ? order : Compare(a < 0 ? "" : from[(a + 1)..], b < 0 ? "" : to[(b + 1)..], knowsWords: false);
    }

    private static int CompareSemantic(string from, string to)
    {
        var (a, b) = (Split(from), Split(to));
        return Compare(a.Release, b.Release, knowsWords: true) is var order and not 0 ? order : Prerelease(a.Pre, b.Pre);
    }

    private static string Rest(string version) => Epoch(version) is "0" && !version.StartsWith("0:", StringComparison.Ordinal) ? version : version[(version.IndexOf(':') + 1)..];

    /// <summary>Build metadata never counts (semver.org 2.0.0, section 10).</summary>
    private static (string Release, string? Pre) Split(string version)
    {
        var text = version.TrimStart('v', 'V').Split('+')[0];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (text, null) : (text[..dash], text[(dash + 1)..]);
    }

    private static int Prerelease(string? from, string? to) => (from, to) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ => Compare(from, to, knowsWords: true),
    };

    /// <summary>Parts of digits and parts of other characters in turn, as deb-version(7) has it.</summary>
    private static int Compare(string from, string to, bool knowsWords)
    {
        var (i, j) = (0, 0);
        while (i < from.Length || j < to.Length)
        {
            var text = CompareText(Take(from, ref i, digits: false), Take(to, ref j, digits: false), knowsWords);
            if (text != 0) return text;
            var x = Take(from, ref i, digits: true).TrimStart('0');
            var y = Take(to, ref j, digits: true).TrimStart('0');
            if (x.Length != y.Length) return x.Length.CompareTo(y.Length);
            if (x.SequenceCompareTo(y) is var number and not 0) return number;
        }
        return 0;
    }

    private static ReadOnlySpan<char> Take(string text, ref int at, bool digits)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]) == digits) at++;
        return text.AsSpan(start, at - start);
    }

    private static int CompareText(ReadOnlySpan<char> a, ReadOnlySpan<char> b, bool knowsWords)
    {
        if (a.SequenceEqual(b)) return 0;
        var (early, late) = (knowsWords && IsEarly(a), knowsWords && IsEarly(b));
        if (early != late) return early ? -1 : 1;
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            var (x, y) = (Weight(a, i), Weight(b, i));
            if (x != y) return x.CompareTo(y);
        }
        return 0;
    }

    /// <summary>The weights of deb-version(7): the tilde before the end, the end before letters, letters before the rest.</summary>
    private static int Weight(ReadOnlySpan<char> text, int at) => at >= text.Length ? 0 : text[at] == '~' ? -1 : char.IsAsciiLetter(text[at]) ? text[at] : text[at] + 256;

    private static bool IsEarly(ReadOnlySpan<char> text)
    {
        var word = text.Trim("._-").ToString().ToLowerInvariant();
        return word.StartsWith('~') || Array.IndexOf(Before, word) >= 0;
    }
}
