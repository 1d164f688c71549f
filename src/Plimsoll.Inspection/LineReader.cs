using System.Buffers;

namespace Plimsoll.Inspection;

/// <summary>Reads lines of any length in constant memory: of a long one only the start is given out.</summary>
internal sealed class LineReader(Stream source, int maxLength) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(32 * 1024, maxLength * 2));
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>True when the last line was longer than what was given out of it.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads a line without its line feed; valid until the next call. False at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        // The rest of a long line is skipped only now, because skipping it earlier would have overwritten what was given out.
        if (IsCut) SkipLine();
        IsCut = false;
        var scanned = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = Take(scanned + at);
                _start++;
                return true;
            }
            scanned = _end - _start;
            IsCut = scanned > maxLength;
            if (IsCut || _ended)
            {
                line = Take(scanned);
                return scanned > 0;
            }
            Fill();
        }
    }

    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void SkipLine()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            _start = at >= 0 ? _start + at + 1 : _end;
            if (at >= 0 || _ended) return;
            Fill();
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var line = _buffer.AsSpan(_start, length);
        _start += length;
        return line;
    }

    private void Fill()
    {
        if (_start > 0) _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = source.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }
}
