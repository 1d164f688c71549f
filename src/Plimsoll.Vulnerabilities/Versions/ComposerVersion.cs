namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// A version of Composer as its VersionParser normalises it: numbers, then a stability with numbers of its own, then "dev". Branches may have a name instead (<c>dev-main</c>).
/// </summary>
internal ref struct ComposerVersion
{
    /// <summary>Stabilities in the order of PHP's version_compare; a release without one lies between a candidate and a patch.</summary>
    public enum Stage : byte
    {
        /// <summary>"stable" written in another case, which PHP does not know.</summary>
        Unknown,
        Dev,
        Alpha,
        Beta,
        Candidate,
        None,
        Patch = 7,
    }

    private static readonly string[] Flags = ["@stable", "@RC", "@beta", "@alpha", "@dev"];

    private static readonly (string Word, Stage Stage)[] Stages =
    [
        ("stable", Stage.Unknown), ("beta", Stage.Beta), ("b", Stage.Beta), ("RC", Stage.Candidate), ("alpha", Stage.Alpha), ("a", Stage.Alpha),
        ("patch", Stage.Patch), ("pl", Stage.Patch), ("p", Stage.Patch),
    ];

    /// <summary>Numbers between single characters that are none; for a branch also <c>x</c>, <c>X</c> and <c>*</c>.</summary>
    public ReadOnlySpan<char> Numbers { get; private set; }

    /// <summary>How many numbers there are at least: missing ones are zero, or as large as can be for a branch.</summary>
    public int Least { get; private set; }

    public Stage Stability { get; set; }

    /// <summary>Numbers of the stability, between single characters that are none.</summary>
    public ReadOnlySpan<char> StabilityNumbers { get; private set; }

    /// <summary>How often "dev" stands at the end; bounds of constraints get one more.</summary>
    public int Devs { get; set; }

    /// <summary>A branch of numbers, such as <c>1.x-dev</c>.</summary>
    public bool IsNumberedBranch { get; private set; }

    /// <summary>A branch with a name, with its name; empty otherwise.</summary>
    public ReadOnlySpan<char> Branch { get; private set; }

    /// <summary>Reads a version as VersionParser::normalize does; false where it throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ComposerVersion version)
    {
        version = new ComposerVersion { Stability = Stage.None };
        text = WithoutAlias(text.Trim(" \n\r\t\v\0"));
        foreach (var flag in Flags)
        {
            if (!text.EndsWith(flag, StringComparison.OrdinalIgnoreCase)) continue;
            text = text[..^flag.Length];
            break;
        }
        if (text is "master" or "trunk" or "default")
        {
            version.Branch = text;
            return true;
        }
        if (text.StartsWith("dev-", StringComparison.OrdinalIgnoreCase))
        {
            version.Branch = text.Length > 4 ? text[4..] : "-";
            return true;
        }
        text = WithoutMetadata(text);
        return version.ReadNumbers(text) || version.ReadDate(text) || version.ReadBranch(text);
    }

    /// <summary>The version before an alias: <c>1.0 as 2.0</c>.</summary>
    private static ReadOnlySpan<char> WithoutAlias(ReadOnlySpan<char> text)
    {
        var space = text.IndexOfAny(Characters.SpacesAndComma);
        if (space <= 0 || text[space] != ' ') return text;
        var rest = text[space..].TrimStart(' ');
        if (!rest.StartsWith("as ")) return text;
        rest = rest[2..].TrimStart(' ');
        return rest.IsEmpty || rest.ContainsAny(Characters.SpacesAndComma) ? text : text[..space];
    }

    private static ReadOnlySpan<char> WithoutMetadata(ReadOnlySpan<char> text)
    {
        var plus = text.IndexOf('+');
        return plus <= 0 || plus == text.Length - 1 || text[..plus].ContainsAny(Characters.SpacesAndComma) || text[plus..].ContainsAny(Characters.Spaces) ? text : text[..plus];
    }

    /// <summary>One to four numbers, of which the first has five digits at most.</summary>
    private bool ReadNumbers(ReadOnlySpan<char> text)
    {
        if (text is ['v' or 'V', ..]) text = text[1..];
        var length = Digits.CountAtStart(text);
        if (length is 0 or > 5) return false;
        for (var count = 1; count < 4; count++)
        {
            if (length + 1 >= text.Length || text[length] != '.' || !char.IsAsciiDigit(text[length + 1])) break;
            length += 1 + Digits.CountAtStart(text[(length + 1)..]);
        }
        return ReadModifier(text[length..]) && Take(text[..length], 4);
    }

    private bool ReadDate(ReadOnlySpan<char> text)
    {
        if (text is ['v' or 'V', ..]) text = text[1..];
        var length = text.IndexOfAnyExcept(Characters.Dates) is var end and >= 0 ? end : text.Length;
        while (length > 0 && !char.IsAsciiDigit(text[length - 1])) length--;
        return ComposerDate.IsDate(text[..length]) && ReadModifier(text[length..]) && Take(text[..length], 1);
    }

    /// <summary>Numbers and places for any, then "dev".</summary>
    private bool ReadBranch(ReadOnlySpan<char> text)
    {
        if (!text.EndsWith("dev", StringComparison.OrdinalIgnoreCase)) return false;
        text = text[..^3];
        if (text is [.., '.' or '-']) text = text[..^1];
        text = text.Trim(" \n\r\t\v\0");
        if (text is ['v' or 'V', ..]) text = text[1..];
        var length = Digits.CountAtStart(text);
        if (length == 0) return false;
        for (var count = 1; count < 4 && length + 1 < text.Length && text[length] == '.'; count++)
        {
            var digits = Digits.CountAtStart(text[(length + 1)..]);
            if (digits == 0 && text[length + 1] is not ('x' or 'X' or '*')) return false;
            length += 1 + Math.Max(digits, 1);
        }
        if (length != text.Length) return false;
        IsNumberedBranch = true;
        Devs = 1;
        return Take(text, 4);
    }

    private bool Take(ReadOnlySpan<char> numbers, int least)
    {
        Numbers = numbers;
        Least = least;
        return true;
    }

    /// <summary>A stability with numbers, and "dev", up to the end; separators may stand before both.</summary>
    private bool ReadModifier(ReadOnlySpan<char> text)
    {
        Stability = Stage.None;
        StabilityNumbers = default;
        Devs = 0;
        if (text is ['.' or '_' or '-', ..] && ReadStability(text[1..])) return true;
        return ReadStability(text);
    }

    private bool ReadStability(ReadOnlySpan<char> text)
    {
        if (ReadDev(text, isStable: false)) return true;
        foreach (var (word, stage) in Stages)
        {
            if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            var isStable = text.StartsWith("stable");
            var rest = text[word.Length..];
            var numbers = NumbersLength(rest);
            if (!ReadDev(rest[numbers..], isStable)) continue;
            Stability = isStable ? Stage.None : stage;
            StabilityNumbers = isStable ? default : rest[..numbers].TrimStart(".-");
            return true;
        }
        return false;
    }

    /// <summary>"dev" or nothing; what is called stable is no development version even then.</summary>
    private bool ReadDev(ReadOnlySpan<char> text, bool isStable)
    {
        if (text.IsEmpty) return true;
        if (text is ['.' or '-', ..]) text = text[1..];
        if (!text.Equals("dev", StringComparison.OrdinalIgnoreCase)) return false;
        Devs = isStable ? 0 : 1;
        return true;
    }

    private static int NumbersLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length)
        {
            var start = text[length] is '.' or '-' ? length + 1 : length;
            var digits = Digits.CountAtStart(text[start..]);
            if (digits == 0) break;
            length = start + digits;
        }
        return length;
    }
}
