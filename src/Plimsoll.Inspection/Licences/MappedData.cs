using System.Buffers;

namespace Plimsoll.Inspection.Licences;

/// <summary>Data that is part of the program, where its file is mapped. It stays there as long as the program runs, and nobody can write to it.</summary>
/// <param name="start">Where it begins.</param>
/// <param name="length">Its bytes.</param>
internal sealed unsafe class MappedData(byte* start, int length) : MemoryManager<byte>
{
    /// <summary>The data.</summary>
    public new ReadOnlyMemory<byte> Memory => base.Memory;

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(start, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It never moves.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // It is not ours.
    }
}
