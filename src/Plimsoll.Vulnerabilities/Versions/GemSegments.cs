namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Takes a version of RubyGems apart: numbers and words, a hyphen counting as the word "pre". Zeros are not given one by one but counted before what follows, because those before a word or the end mean nothing
/// in front of the first word, and those at the end mean nothing at all.
/// </summary>
internal ref struct GemSegments(ReadOnlySpan<char> version)
{
    private ReadOnlySpan<char> _rest = version;
    private bool _isPrereleased;

    /// <summary>Kinds of segments, in their order where all before is equal.</summary>
    public enum Kind : byte
    {
        /// <summary>A word; the fewer zeros before, the earlier.</summary>
        Word = 1,
        End,

        /// <summary>A number above zero; the fewer zeros before, the later.</summary>
        Number,
    }

    public Kind Current { get; private set; }

    public int Zeros { get; private set; }

    public ReadOnlySpan<char> Text { get; private set; }

    public void MoveNext()
    {
        Zeros = 0;
        while (TryTake(out var text))
        {
            if (Digits.IsNumber(text))
            {
                Text = text.TrimStart('0');
                Current = Kind.Number;
                if (!Text.IsEmpty) return;
                Zeros++;
                continue;
            }
            if (!_isPrereleased) Zeros = 0;
            _isPrereleased = true;
            Text = text;
            Current = Kind.Word;
            return;
        }
        Zeros = 0;
        Text = default;
        Current = Kind.End;
    }

    private bool TryTake(out ReadOnlySpan<char> text)
    {
        _rest = _rest.TrimStart('.');
        text = default;
        if (_rest.IsEmpty) return false;
        if (_rest[0] == '-')
        {
            _rest = _rest[1..];
            text = "pre";
            return true;
        }
        var length = Digits.CountAtStart(_rest);
        if (length == 0) length = _rest.IndexOfAny(Characters.EndsOfWords) is var end and >= 0 ? end : _rest.Length;
        text = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
