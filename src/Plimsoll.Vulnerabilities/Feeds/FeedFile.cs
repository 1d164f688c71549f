using System.Text;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>
/// A file of a feed, unpacked. Its beginning is in memory, and so is all of it when it is small: most feeds are many small files. The memory is used again for the next file, so nothing of
/// it may be kept.
/// </summary>
internal sealed class FeedFile
{
    /// <summary>Bytes of the beginning that are kept.</summary>
    public const int StartSize = 1 << 20;

    private readonly Func<Stream> _open;
    private readonly byte[] _start;
    private readonly int _length;
    private RootKeys? _keys;

    /// <summary>Reads the beginning.</summary>
    /// <param name="path">Path for people, with that of the archive.</param>
    /// <param name="open">Opens the bytes, unpacked and capped; may be called several times, one after the other.</param>
    /// <param name="buffer">At least <see cref="StartSize"/> bytes.</param>
    public FeedFile(string path, Func<Stream> open, byte[] buffer)
    {
        Path = path;
        var name = path[(path.AsSpan().LastIndexOfAny('/', '!') + 1)..].ToLowerInvariant();
        Name = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name;
        (_open, _start) = (open, buffer);
        using var stream = open();
        _length = stream.ReadAtLeast(buffer.AsSpan(0, StartSize), StartSize, throwOnEndOfStream: false);
        IsWhole = _length < StartSize;
    }

    /// <summary>Path for people.</summary>
    public string Path { get; }

    /// <summary>Name without folders and <c>.gz</c>, in lower case.</summary>
    public string Name { get; }

    /// <summary>Name without folders and endings, as it is written: it names the record of a file that cannot be read.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path[(Path.AsSpan().LastIndexOfAny('/', '!') + 1)..]);

    /// <summary>True when <see cref="Start"/> is all there is.</summary>
    public bool IsWhole { get; }

    /// <summary>The beginning.</summary>
    public ReadOnlyMemory<byte> Start => _start.AsMemory(0, _length);

    /// <summary>The names of the properties of the object the file is, as far as the beginning shows them; empty when it is none.</summary>
    public RootKeys Keys => _keys ??= RootKeys.Read(Start.Span);

    /// <summary>Opens the bytes.</summary>
    public Stream Open() => IsWhole ? new MemoryStream(_start, 0, _length, writable: false) : _open();

    /// <summary>Whether the beginning holds a text, which may not be longer than a line or two.</summary>
    public bool StartHas(string text, int within = 4096) => Start.Span[..Math.Min(_length, within)].IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>All bytes, at most those of a record.</summary>
    /// <exception cref="FeedFormatException">There are more.</exception>
    public ReadOnlyMemory<byte> ReadRecord(FeedLimits limits)
    {
        if (IsWhole && _length <= limits.MaxRecordBytes) return Start;
        using var memory = new MemoryStream();
        using (var stream = new CappedStream(Open(), limits.MaxRecordBytes, $"The record is larger than {limits.MaxRecordBytes} bytes.")) stream.CopyTo(memory);
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }
}
