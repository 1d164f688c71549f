using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Content;

/// <summary>Ends what unpacks to more than is sane with an <see cref="InvalidDataException"/>.</summary>
/// <param name="source">What is read; disposed with it.</param>
/// <param name="most">Bytes that may come of it.</param>
internal sealed class CappedStream(Stream source, long most) : ReadOnlyStream
{
    private long _count;

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        _count += read;
        return _count <= most ? read : throw new InvalidDataException($"it unpacks to more than {most} bytes");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
