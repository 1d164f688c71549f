using System.Buffers;
using System.Runtime.ExceptionServices;
using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Layers;

/// <summary>
/// Reads its source on a thread of its own, a few buffers ahead: unpacking and hashing a layer then run beside the walk over its files. What the
/// source throws is thrown here, after everything that it gave before.
/// </summary>
internal sealed class ReadAheadStream : ReadOnlyStream
{
    private const int BufferSize = 256 << 10;
    private const int Buffers = 4;

    private readonly Stream _source;

    /// <summary>
    /// What was read and not yet taken; the lock of all that both threads use. Who waits for the other one sleeps at once: what the framework has for this tries again and again before,
    /// which took a fiftieth of the processor time of a large layer, where each waits hundreds of times.
    /// </summary>
    private readonly Queue<Piece> _full = new(Buffers);

    private bool _isStopped;
    private bool _hasEnded;
    private readonly Task _reading;
    private ExceptionDispatchInfo? _failure;
    private Piece _current = Piece.None;
    private int _position;

    /// <summary>Starts to read.</summary>
    /// <param name="source">Nobody else may touch it until this stream is disposed; it is not disposed with it.</param>
    public ReadAheadStream(Stream source)
    {
        _source = source;
        // Reading may wait for a slow source, which must not take a thread of the pool away.
        _reading = Task.Factory.StartNew(ReadAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (_position == _current.Length && !Next()) return 0;
        var length = Math.Min(buffer.Length, _current.Length - _position);
        _current.Bytes.AsSpan(_position, length).CopyTo(buffer);
        _position += length;
        return length;
    }

    /// <summary>What was read next, where it lies: a buffer, and from where to where. It is valid until more is read; at the end it is empty.</summary>
    public (byte[] Buffer, int Start, int End) Take()
    {
        if (_position == _current.Length && !Next()) return ([], 0, 0);
        var start = _position;
        _position = _current.Length;
        return (_current.Bytes, start, _current.Length);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isStopped)
        {
            Tell(ref _isStopped);
            _reading.Wait();
            while (_full.TryDequeue(out var left)) ArrayPool<byte>.Shared.Return(left.Bytes);
            Return();
        }
        base.Dispose(disposing);
    }

    private bool Next()
    {
        Return();
        lock (_full)
        {
            while (_full.Count == 0 && !_hasEnded) Monitor.Wait(_full);
            if (_full.TryDequeue(out var next))
            {
                _current = next;
                Monitor.PulseAll(_full);
                return true;
            }
        }
        // A thread that has ended adds nothing more, so what it left behind is looked at only after all that it gave.
        _failure?.Throw();
        return false;
    }

    private void Return()
    {
        if (_current.Bytes.Length > 0) ArrayPool<byte>.Shared.Return(_current.Bytes);
        _current = Piece.None;
        _position = 0;
    }

    private void ReadAll()
    {
        try
        {
            while (_failure is null)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                var filled = Fill(buffer.AsSpan(0, BufferSize));
                if (filled > 0 && TryAdd(new Piece(buffer, filled))) continue;
                ArrayPool<byte>.Shared.Return(buffer);
                break;
            }
        }
        finally
        {
            Tell(ref _hasEnded);
        }
    }

    /// <summary>Waits for room; false when nobody reads on.</summary>
    private bool TryAdd(Piece piece)
    {
        lock (_full)
        {
            while (_full.Count == Buffers && !_isStopped) Monitor.Wait(_full);
            if (_isStopped) return false;
            _full.Enqueue(piece);
            Monitor.PulseAll(_full);
            return true;
        }
    }

    private void Tell(ref bool fact)
    {
        lock (_full)
        {
            fact = true;
            Monitor.PulseAll(_full);
        }
    }

    /// <summary>Fills a buffer; a failure ends it early and is kept for the reader.</summary>
    private int Fill(Span<byte> buffer)
    {
        var filled = 0;
        try
        {
            while (filled < buffer.Length && _source.Read(buffer[filled..]) is var read and > 0) filled += read;
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        return filled;
    }

    /// <summary>A buffer and how much of it is filled. A class, because what the framework has for those is compiled already, and a program that opens one small image notices.</summary>
    private sealed record Piece(byte[] Bytes, int Length)
    {
        public static readonly Piece None = new([], 0);
    }
}
