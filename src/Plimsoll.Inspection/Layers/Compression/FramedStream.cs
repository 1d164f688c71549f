using System.Buffers;
using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Layers.Compression;

/// <summary>
/// Unpacks any number of frames that follow each other (pigz and eStargz write several gzip members, zstd:chunked adds skippable frames) and
/// is strict about the end: a stream that stops in the middle of a frame, checksum included, throws after its last byte was given out;
/// bytes after the last frame are reported in <see cref="HasTrailingBytes"/>.
/// </summary>
internal sealed class FramedStream(Stream source, IFrameDecoder decoder) : ReadOnlyStream
{
    private const int InputSize = 64 * 1024;
    private const int LongestMagic = 4;

    private byte[] _input = ArrayPool<byte>.Shared.Rent(InputSize);
    private int _start;
    private int _end;
    private bool _inFrame;
    private bool _sourceEnded;
    private bool _done;

    /// <summary>True when bytes that are no frame follow the last frame. Known once the stream has ended.</summary>
    public bool HasTrailingBytes { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (!_done)
        {
            if (!_inFrame && !EnterFrame()) return 0;
            if (_start == _end) Fill();
            var ended = decoder.Decode(_input.AsSpan(_start, _end - _start), buffer, out var consumed, out var written);
            _start += consumed;
            if (ended)
            {
                decoder.Reset();
                _inFrame = false;
            }
            if (written > 0) return written;
            if (!ended && consumed == 0 && _sourceEnded) throw new InvalidDataException("the compressed data ends in the middle of a frame");
            if (!ended && consumed == 0 && _start < _end) throw new InvalidDataException("the compressed data cannot be unpacked any further");
        }
        return 0;
    }

    /// <summary>Between two frames: is there another one?</summary>
    private bool EnterFrame()
    {
        while (_end - _start < LongestMagic && !_sourceEnded) Fill();
        if (_start < _end && decoder.StartsFrame(_input.AsSpan(_start, _end - _start)))
        {
            _inFrame = true;
            return true;
        }
        _done = true;
        HasTrailingBytes = _start < _end;
        return false;
    }

    private void Fill()
    {
        if (_sourceEnded) return;
        if (_start > 0) _input.AsSpan(_start, _end - _start).CopyTo(_input);
        (_start, _end) = (0, _end - _start);
        var read = source.Read(_input, _end, _input.Length - _end);
        _sourceEnded = read == 0;
        _end += read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _input.Length > 0)
        {
            decoder.Dispose();
            source.Dispose();
            ArrayPool<byte>.Shared.Return(_input);
            _input = [];
        }
        base.Dispose(disposing);
    }
}
