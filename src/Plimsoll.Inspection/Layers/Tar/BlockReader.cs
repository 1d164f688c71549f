using System.Buffers;

namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>Reads a tar in its blocks of 512 bytes through large buffers, so that hashing and unpacking work on long runs. Those of a <see cref="ReadAheadStream"/> are looked at where they are.</summary>
internal sealed class BlockReader(Stream source) : IDisposable
{
    public const int BlockSize = 512;

    private const int BufferSize = 128 * 1024;

    private readonly ReadAheadStream? _ahead = source as ReadAheadStream;

    /// <summary>Of this reader; empty as long as it has looked only at buffers of others.</summary>
    private byte[] _own = [];

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Bytes given out or skipped.</summary>
    public long Position { get; private set; }

    /// <summary>The next block, valid until the next call; empty at the end of the source.</summary>
    /// <exception cref="NotATarException">The source is shorter than one block.</exception>
    /// <exception cref="InvalidDataException">The source ends in the middle of a block.</exception>
    public ReadOnlySpan<byte> ReadBlock()
    {
        while (_end - _start < BlockSize)
        {
            if (Fill()) continue;
            if (_end == _start) return [];
            throw Position == 0 ? new NotATarException() : new InvalidDataException($"the tar ends in the middle of a block, at byte {Position + _end - _start}");
        }
        var block = _buffer.AsSpan(_start, BlockSize);
        Advance(BlockSize);
        return block;
    }

    /// <summary>Whatever is buffered next, at most <paramref name="limit"/> bytes; empty at the end of the source.</summary>
    public ReadOnlySpan<byte> ReadSome(long limit)
    {
        if (limit <= 0 || (_start == _end && !Fill())) return [];
        var length = (int)Math.Min(limit, _end - _start);
        var run = _buffer.AsSpan(_start, length);
        Advance(length);
        return run;
    }

    /// <summary>Skips bytes, by seeking where the source can.</summary>
    /// <exception cref="InvalidDataException">The source ends before.</exception>
    public void Skip(long count)
    {
        var buffered = (int)Math.Min(count, _end - _start);
        Advance(buffered);
        count -= buffered;
        if (count > 0 && source.CanSeek)
        {
            if (source.Length - source.Position < count) throw Truncated();
            source.Position += count;
            Position += count;
            return;
        }
        while (count > 0)
        {
            var run = ReadSome(count);
            if (run.IsEmpty) throw Truncated();
            count -= run.Length;
        }
    }

    public void Dispose()
    {
        if (_own.Length > 0) ArrayPool<byte>.Shared.Return(_own);
        (_own, _buffer, _start, _end) = ([], [], 0, 0);
    }

    private InvalidDataException Truncated() => new($"the tar ends in the middle of a file, at byte {Position}");

    private void Advance(int count)
    {
        _start += count;
        Position += count;
    }

    private bool Fill()
    {
        if (_start == _end && _ahead is not null)
        {
            (_buffer, _start, _end) = _ahead.Take();
            return _end > 0;
        }
        if (_own.Length == 0) _own = ArrayPool<byte>.Shared.Rent(BufferSize);
        // Less than a block is left, of a buffer that somebody else may have.
        _buffer.AsSpan(_start, _end - _start).CopyTo(_own);
        (_buffer, _start, _end) = (_own, 0, _end - _start);
        var read = source.Read(_own, _end, _own.Length - _end);
        _end += read;
        return read > 0;
    }
}
