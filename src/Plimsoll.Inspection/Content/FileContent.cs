using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Executables;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// The content of one file while its layer streams by. A small one is in memory, a large one in a temporary file; both can be read from any place.
/// It is gone when the cataloguer returns.
/// </summary>
internal sealed class FileContent
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly FileStream? _spool;
    private ProgramSections? _program;
    private bool _isProgramKnown;

    /// <summary>Content that is in memory.</summary>
    public FileContent(FileHeader header, ReadOnlyMemory<byte> content) => (Header, _memory, Length) = (header, content, content.Length);

    /// <summary>Content that is in a temporary file.</summary>
    public FileContent(FileHeader header, FileStream spool, ReadOnlyMemory<byte> start) => (Header, _spool, _memory, Length) = (header, spool, start, spool.Length);

    /// <summary>What the header of the entry says.</summary>
    public FileHeader Header { get; }

    /// <summary>Path as the layer writes it, without leading slash.</summary>
    public string Path => Header.Path;

    /// <summary>Bytes of the content; fewer than <see cref="FileHeader.Size"/> only where the layer ends in the middle of the file.</summary>
    public long Length { get; }

    /// <summary>The first bytes: all of a small file, at least 64 KiB of a large one.</summary>
    public ReadOnlySpan<byte> Start => _memory.Span;

    /// <summary>True when <see cref="Start"/> is the whole content.</summary>
    public bool IsInMemory => _spool is null;

    /// <summary>Its sections, where it is a program; null where it is none. Worked out once for all who ask.</summary>
    public ProgramSections? Program
    {
        get
        {
            if (!_isProgramKnown) (_program, _isProgramKnown) = (ProgramSections.Open(this), true);
            return _program;
        }
    }

    /// <summary>Opens the content; the stream seeks. Several may be open at once.</summary>
    public Stream Open() => _spool is null ? new MemoryStreamOf(_memory) : new SpoolSection(_spool.SafeFileHandle, Length);

    /// <summary>The whole content, or null when it is larger than <paramref name="most"/> bytes.</summary>
    public ReadOnlyMemory<byte>? ReadAll(int most)
    {
        if (Length > most) return null;
        if (_spool is null) return _memory;
        var bytes = new byte[Length];
        return bytes.AsMemory(0, ReadAt(0, bytes));
    }

    /// <summary>Reads from a place; fewer bytes than asked for only at the end.</summary>
    public int ReadAt(long offset, Span<byte> buffer)
    {
        if (offset < 0 || offset >= Length) return 0;
        if (_spool is null)
        {
            var run = _memory.Span[(int)offset..];
            run = run[..Math.Min(run.Length, buffer.Length)];
            run.CopyTo(buffer);
            return run.Length;
        }
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(_spool.SafeFileHandle, buffer[filled..], offset + filled) is var read and > 0) filled += read;
        return filled;
    }
}
