using Plimsoll.Core.Streams;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>A stream of which the first bytes were read already.</summary>
internal sealed class StartedStream(ReadOnlyMemory<byte> start, Stream rest) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _start = start;

    public override int Read(Span<byte> buffer)
    {
        if (_start.IsEmpty || buffer.IsEmpty) return rest.Read(buffer);
        var taken = Math.Min(buffer.Length, _start.Length);
        _start.Span[..taken].CopyTo(buffer);
        _start = _start[taken..];
        return taken;
    }
}
