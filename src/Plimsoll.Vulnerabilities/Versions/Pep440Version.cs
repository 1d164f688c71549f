using System.Text;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>A version of Python packages by the pattern of PEP 440, appendix B, in the text that it was read from. Numbers are digits of any length.</summary>
internal ref struct Pep440Version
{
    /// <summary>Kinds of prereleases, in their order.</summary>
    public enum Stage : byte
    {
        None,
        Alpha,
        Beta,
        Candidate,
    }

    /// <summary>Empty without one.</summary>
    public ReadOnlySpan<char> Epoch { get; private set; }

    /// <summary>Numbers between dots.</summary>
    public ReadOnlySpan<char> Release { get; private set; }

    public Stage Pre { get; private set; }

    public ReadOnlySpan<char> PreNumber { get; private set; }

    public bool IsPost { get; private set; }

    public ReadOnlySpan<char> PostNumber { get; private set; }

    public bool IsDev { get; private set; }

    public ReadOnlySpan<char> DevNumber { get; private set; }

    /// <summary>What follows <c>+</c>; empty without.</summary>
    public ReadOnlySpan<char> Local { get; set; }

    public readonly bool IsPrerelease => Pre != Stage.None || IsDev;

    public static bool TryParse(ReadOnlySpan<char> text, out Pep440Version version)
    {
        version = default;
        var read = default(Pep440Version);
        text = text.Trim();
        if (text is ['v' or 'V', ..]) text = text[1..];
        var digits = Digits.CountAtStart(text);
        if (digits > 0 && digits < text.Length && text[digits] == '!')
        {
            read.Epoch = text[..digits];
            text = text[(digits + 1)..];
        }
        var release = ReleaseLength(text);
        if (release == 0) return false;
        read.Release = text[..release];
        text = text[release..];
        text = read.ReadPre(text);
        text = read.ReadPost(text);
        if (TryTakeWord(ref text, "dev"))
        {
            read.IsDev = true;
            read.DevNumber = TakeNumber(ref text);
        }
        if (!text.IsEmpty)
        {
            read.Local = text[1..];
            if (text[0] != '+' || !IsLocal(read.Local)) return false;
        }
        version = read;
        return true;
    }

    /// <summary>The text that packaging writes for the version.</summary>
    public readonly string Normalized()
    {
        var text = new StringBuilder();
        if (!Epoch.Trim('0').IsEmpty) text.Append(Number(Epoch)).Append('!');
        foreach (var range in Release.Split('.')) text.Append(Number(Release[range])).Append('.');
        text.Length--;
        if (Pre != Stage.None) text.Append(Pre switch { Stage.Alpha => "a", Stage.Beta => "b", _ => "rc" }).Append(Number(PreNumber));
        if (IsPost) text.Append(".post").Append(Number(PostNumber));
        if (IsDev) text.Append(".dev").Append(Number(DevNumber));
        if (Local.IsEmpty) return text.ToString();
        var separator = '+';
        foreach (var range in Local.SplitAny("-_."))
        {
            text.Append(separator).Append(Digits.IsNumber(Local[range]) ? Number(Local[range]) : Local[range].ToString().ToLowerInvariant());
            separator = '.';
        }
        return text.ToString();
    }

    private ReadOnlySpan<char> ReadPre(ReadOnlySpan<char> text)
    {
        Pre = TryTakeWord(ref text, "alpha") || TryTakeWord(ref text, "a") ? Stage.Alpha
            : TryTakeWord(ref text, "beta") || TryTakeWord(ref text, "b") ? Stage.Beta
            : TryTakeWord(ref text, "rc") || TryTakeWord(ref text, "c") || TryTakeWord(ref text, "preview") || TryTakeWord(ref text, "pre") ? Stage.Candidate
            : Stage.None;
        if (Pre != Stage.None) PreNumber = TakeNumber(ref text);
        return text;
    }

    private ReadOnlySpan<char> ReadPost(ReadOnlySpan<char> text)
    {
        if (text is ['-', >= '0' and <= '9', ..])
        {
            var digits = Digits.CountAtStart(text[1..]);
            IsPost = true;
            PostNumber = text.Slice(1, digits);
            text = text[(digits + 1)..];
        }
        else if (TryTakeWord(ref text, "post") || TryTakeWord(ref text, "rev") || TryTakeWord(ref text, "r"))
        {
            IsPost = true;
            PostNumber = TakeNumber(ref text);
        }
        return text;
    }

    /// <summary>A separator or none, then the word in any case.</summary>
    private static bool TryTakeWord(scoped ref ReadOnlySpan<char> text, ReadOnlySpan<char> word)
    {
        var start = text is ['-' or '_' or '.', ..] ? 1 : 0;
        if (!text[start..].StartsWith(word, StringComparison.OrdinalIgnoreCase)) return false;
        text = text[(start + word.Length)..];
        return true;
    }

    /// <summary>A separator or none, then digits or none, which are zero.</summary>
    private static ReadOnlySpan<char> TakeNumber(scoped ref ReadOnlySpan<char> text)
    {
        if (text is ['-' or '_' or '.', ..]) text = text[1..];
        var digits = Digits.CountAtStart(text);
        var number = text[..digits];
        text = text[digits..];
        return number;
    }

    private static int ReleaseLength(ReadOnlySpan<char> text)
    {
        var length = Digits.CountAtStart(text);
        while (length > 0 && length + 1 < text.Length && text[length] == '.' && char.IsAsciiDigit(text[length + 1])) length += 1 + Digits.CountAtStart(text[(length + 1)..]);
        return length;
    }

    private static bool IsLocal(ReadOnlySpan<char> text)
    {
        foreach (var range in text.SplitAny("-_."))
        {
            if (text[range].IsEmpty) return false;
            foreach (var c in text[range])
            {
                if (!char.IsAsciiLetterOrDigit(c)) return false;
            }
        }
        return true;
    }

    private static string Number(ReadOnlySpan<char> digits) => digits.TrimStart('0') is { IsEmpty: false } number ? number.ToString() : "0";
}
