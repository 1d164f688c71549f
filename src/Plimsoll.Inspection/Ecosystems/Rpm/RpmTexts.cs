namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>The texts of a tag, one after the other, each ended by a NUL.</summary>
internal ref struct RpmTexts(ReadOnlySpan<byte> bytes, int count)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private int _left = count;

    /// <summary>How many there are.</summary>
    public int Count { get; } = count;

    /// <summary>Reads the next; false after the last.</summary>
    /// <exception cref="InvalidDataException">It has no end.</exception>
    public bool TryRead(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_left == 0) return false;
        var end = _rest.IndexOf((byte)0);
        if (end < 0) throw new InvalidDataException("a text of the header has no end");
        text = _rest[..end];
        _rest = _rest[(end + 1)..];
        _left--;
        return true;
    }
}
