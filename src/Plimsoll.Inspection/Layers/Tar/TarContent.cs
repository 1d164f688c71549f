using Plimsoll.Core.Streams;

namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>The content of the current entry.</summary>
internal sealed class TarContent(TarReader reader) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        var run = reader.ReadContent(buffer.Length);
        run.CopyTo(buffer);
        return run.Length;
    }
}
