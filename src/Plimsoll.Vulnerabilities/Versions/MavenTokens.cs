namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Takes a version of Maven apart as ComparableVersion does: items in lists, of which each may end with another list. A list within a list is therefore told by <see cref="Kind.Open"/>, and its end is the end
/// of all. What is null (zero, "final", an empty list) is left out at the end of a list, which is looked up only once for each run of nulls, so that any text is read in linear time.
/// </summary>
internal ref struct MavenTokens(ReadOnlySpan<char> version)
{
    private MavenReader _reader = new(version);
    private int _solidUntil;
    private int _filledUntil;

    /// <summary>Kinds of items in their order; <see cref="End"/> stands for null.</summary>
    public enum Kind : byte
    {
        End,
        Qualifier,
        Open,
        Number,
    }

    public Kind Current { get; private set; }

    /// <summary>The digits of a number.</summary>
    public readonly ReadOnlySpan<char> Text => _reader.Text;

    public readonly MavenQualifier Qualifier => new(_reader.Text, _reader.IsBeforeDigit);

    public void MoveNext()
    {
        while (true)
        {
            _reader.MoveNext();
            Current = _reader.Current;
            if (Current == Kind.End) return;
            if (Current == Kind.Open)
            {
                if (_reader.Count >= _filledUntil && !IsFilled()) Current = Kind.End;
                return;
            }
            if (!_reader.IsNull || _reader.Count < _solidUntil || IsSolid()) return;
        }
    }

    /// <summary>Whether something that is not null follows in the same list; else goes to the last null before its end.</summary>
    private bool IsSolid()
    {
        var ahead = _reader;
        MavenReader before;
        do
        {
            before = ahead;
            ahead.MoveNext();
        }
        while (ahead.Current is Kind.Qualifier or Kind.Number && ahead.IsNull);
        if (ahead.Current is Kind.Qualifier or Kind.Number)
        {
            _solidUntil = ahead.Count;
            return true;
        }
        _reader = before;
        return false;
    }

    /// <summary>Whether anything that is not null follows; else goes to the end.</summary>
    private bool IsFilled()
    {
        var ahead = _reader;
        while (true)
        {
            ahead.MoveNext();
            if (ahead.Current == Kind.End)
            {
                _reader = ahead;
                return false;
            }
            if (ahead.Current == Kind.Open || ahead.IsNull) continue;
            _filledUntil = ahead.Count;
            return true;
        }
    }
}
