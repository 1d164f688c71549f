namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Takes a version of apk apart: <c>digit{.digit}…{letter}{_suffix{number}}…{~hash}{-r number}</c>. What may follow what is as in apk-tools 3.
/// </summary>
internal ref struct ApkTokens(ReadOnlySpan<char> version)
{
    private ReadOnlySpan<char> _rest = version;
    private bool _isStarted;

    /// <summary>Kinds of tokens, so that where two versions differ in kind the later version has the larger one.</summary>
    public enum Kind : byte
    {
        /// <summary><c>_alpha</c>, <c>_beta</c>, <c>_pre</c>, <c>_rc</c>.</summary>
        SuffixBefore = 1,

        /// <summary>The rest is no version: nothing after it is looked at.</summary>
        Invalid,
        End,
        Revision,
        Hash,
        SuffixNumber,

        /// <summary><c>_cvs</c>, <c>_svn</c>, <c>_git</c>, <c>_hg</c>, <c>_p</c>.</summary>
        SuffixAfter,
        Letter,
        Digit,
        FirstDigit,
    }

    public Kind Current { get; private set; }

    /// <summary>Digits, letter or hash of the token.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>Place of the suffix among all.</summary>
    public byte Suffix { get; private set; }

    /// <summary>Reads the next token into <see cref="Current"/>.</summary>
    public void MoveNext()
    {
        Current = Read();
        _isStarted = true;
    }

    private Kind Read()
    {
        if (!_isStarted) return Number(Kind.FirstDigit);
        if (_rest.IsEmpty) return Kind.End;
        var first = _rest[0];
        switch (first)
        {
            case >= 'a' and <= 'z' when Current is Kind.FirstDigit or Kind.Digit:
                Take(1);
                return Kind.Letter;
            case '.' when Current is Kind.FirstDigit or Kind.Digit:
                _rest = _rest[1..];
                return Number(Kind.Digit);
            case >= '0' and <= '9' when Current is Kind.SuffixBefore or Kind.SuffixAfter:
                return Number(Kind.SuffixNumber);
            case '_' when Current is not (Kind.Hash or Kind.Revision):
                _rest = _rest[1..];
                return ReadSuffix();
            case '~' when Current is not (Kind.Hash or Kind.Revision):
                _rest = _rest[1..];
                var digits = _rest.IndexOfAnyExcept(Characters.Hexadecimal) is var end and >= 0 ? end : _rest.Length;
                Take(digits);
                return digits == 0 ? Kind.Invalid : Kind.Hash;
            case '-' when Current is not Kind.Revision && _rest.StartsWith("-r"):
                _rest = _rest[2..];
                return Number(Kind.Revision);
            default:
                return Kind.Invalid;
        }
    }

    private Kind Number(Kind kind)
    {
        var digits = Digits.CountAtStart(_rest);
        Take(digits);
        return digits == 0 ? Kind.Invalid : kind;
    }

    private Kind ReadSuffix()
    {
        var length = _rest.IndexOfAnyExceptInRange('a', 'z') is var end and >= 0 ? end : _rest.Length;
        Take(length);
        Suffix = Text switch
        {
            "alpha" => 1,
            "beta" => 2,
            "pre" => 3,
            "rc" => 4,
            "cvs" => 5,
            "svn" => 6,
            "git" => 7,
            "hg" => 8,
            "p" => 9,
            _ => 0,
        };
        return Suffix switch { 0 => Kind.Invalid, <= 4 => Kind.SuffixBefore, _ => Kind.SuffixAfter };
    }

    private void Take(int length)
    {
        Text = _rest[..length];
        _rest = _rest[length..];
    }
}
