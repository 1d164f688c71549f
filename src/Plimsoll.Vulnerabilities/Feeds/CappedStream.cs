using Plimsoll.Core.Streams;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Refuses to read more than a number of bytes: what unpacks without end ends here.</summary>
internal sealed class CappedStream(Stream inner, long limit, string problem) : ReadOnlyStream
{
    private long _read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        return _read <= limit ? count : throw new FeedFormatException(problem);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
