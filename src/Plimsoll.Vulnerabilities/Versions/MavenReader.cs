namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>The items of a version of Maven as they stand in the text, nulls included.</summary>
internal ref struct MavenReader(ReadOnlySpan<char> version)
{
    private readonly ReadOnlySpan<char> _version = version;
    private int _position;
    private bool _hasItems;
    private byte _opensToCome;
    private bool _isItemToCome;

    public MavenTokens.Kind Current { get; private set; }

    /// <summary>How many items were read.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<char> Text { get; private set; }

    public bool IsBeforeDigit { get; private set; }

    /// <summary>Whether the item is nothing but a place: a zero, or a qualifier that means a release.</summary>
    public readonly bool IsNull => Current == MavenTokens.Kind.Number ? Text.TrimStart('0').IsEmpty : new MavenQualifier(Text, IsBeforeDigit).Rank == MavenQualifier.Release;

    public void MoveNext()
    {
        Count++;
        if (_isItemToCome)
        {
            _isItemToCome = false;
            Current = MavenTokens.Kind.Qualifier;
            _hasItems = true;
            return;
        }
        if (_opensToCome > 0)
        {
            _opensToCome--;
            Open();
            return;
        }
        Read();
    }

    private void Open()
    {
        Current = MavenTokens.Kind.Open;
        _hasItems = false;
    }

    private void Read()
    {
        if (_position >= _version.Length)
        {
            Current = MavenTokens.Kind.End;
            return;
        }
        var rest = _version[_position..];
        if (rest[0] is '.' or '-')
        {
            _position++;
            _opensToCome = rest[0] == '-' ? (byte)1 : (byte)0;
            Text = default;
            Item(MavenTokens.Kind.Number);
            return;
        }
        var isNumber = char.IsAsciiDigit(rest[0]);
        var length = isNumber ? Digits.CountAtStart(rest) : rest.IndexOfAny(Characters.EndsOfWords) is var end and >= 0 ? end : rest.Length;
        Text = rest[..length];
        var next = length < rest.Length ? rest[length] : '\0';
        var isAtEnd = length == rest.Length;
        IsBeforeDigit = !isNumber && char.IsAsciiDigit(next);
        _position += isAtEnd || next is not ('.' or '-') ? length : length + 1;
        // A hyphen begins a list, and so does every change between digits and letters.
        _opensToCome = isAtEnd || next == '.' ? (byte)0 : (byte)1;
        if (isNumber)
        {
            Item(MavenTokens.Kind.Number);
            return;
        }
        // ".x1" and ".x" at the end are read as "-x1" and "-x".
        if (_hasItems && (IsBeforeDigit || isAtEnd))
        {
            _isItemToCome = true;
            Open();
            return;
        }
        Item(MavenTokens.Kind.Qualifier);
    }

    private void Item(MavenTokens.Kind kind)
    {
        Current = kind;
        _hasItems = true;
    }
}
