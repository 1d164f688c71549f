using Plimsoll.Core.Streams;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>Refuses markup in which nothing begins for too long: the reader of XML keeps an attribute whole, however long it is.</summary>
internal sealed class MarkupStream(Stream source, int longest) : ReadOnlyStream
{
    private long _run;

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        var last = buffer[..read].LastIndexOf((byte)'<');
        _run = last < 0 ? _run + read : read - last;
        return _run <= longest ? read : throw new InvalidDataException($"nothing begins within {longest} bytes of the document");
    }
}
