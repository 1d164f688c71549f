using System.Buffers;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Executables;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// Reads the content of each regular file once, for all who want it: digests, cataloguers, scanners. A file that is not large is read to where it may stay as a whole
/// (<see cref="FileBatch"/>); of a large one a piece after the other is at hand.
/// </summary>
internal sealed class FileReading : IDisposable
{
    private const int ChunkSize = 124 << 10;

    private readonly LayerLimits _limits;
    private readonly CataloguerTable _cataloguers;
    private readonly IReadOnlyList<IContentScanner> _scanners;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(ContentWindow.Overlap + ChunkSize);
    private readonly FileBatch _batch;
    private readonly FileDigester _digester;
    private readonly DigestDemand _demand;
    private readonly ContentSpool _spool = new();
    private readonly List<ICataloguer> _wanting = [];
    private readonly List<IContentScanner> _scanning = [];

    public FileReading(LayerLimits limits, CataloguerTable cataloguers, IReadOnlyList<IContentScanner> scanners, FileIndex files, DigestDemand demand)
    {
        (_limits, _cataloguers, _scanners, _demand) = (limits, cataloguers, scanners, demand);
        _batch = new FileBatch(files);
        _digester = new FileDigester(files, _batch);
    }

    /// <summary>Told what a cataloguer is to be asked about a file: false in the last place when the layer ended in the middle of it.</summary>
    public delegate void Catalogue(ICataloguer cataloguer, FileContent content, bool isWhole);

    /// <summary>Who wants the file that was read last, by name and first bytes.</summary>
    public IReadOnlyList<ICataloguer> Wanting => _wanting;

    /// <summary>Looks at an entry that has no content, or none that can be read.</summary>
    public void Pass(FileHeader header)
    {
        _demand.Pass(header.Path);
        _cataloguers.Find(header.Path, [], _wanting);
    }

    /// <summary>Reads a file to its end. Its digests may come later, at the latest with <see cref="Finish"/>.</summary>
    /// <param name="file">Its number.</param>
    /// <param name="header">What its header says.</param>
    /// <param name="content">Its content; read to the end.</param>
    /// <param name="found">Takes what scanners find.</param>
    /// <param name="missing">Takes what they could not look at, by its path.</param>
    /// <param name="executable">Takes what an executable tells about itself.</param>
    /// <param name="catalogue">Asks a cataloguer.</param>
    /// <exception cref="InvalidDataException">The layer ends in the middle; what there was has been catalogued.</exception>
    public void Read(int file, FileHeader header, Stream content, Action<LayerFinding> found, Action<string, string> missing, Action<ExecutableFacts> executable, Catalogue catalogue)
    {
        _demand.Pass(header.Path);
        var isInBatch = header.Size <= FileBatch.MaxFile;
        // The last piece is asked for as a whole, whatever is left of the file.
        var room = isInBatch ? _batch.Reserve((int)header.Size + ChunkSize) : _buffer.AsMemory(ContentWindow.Overlap);
        var filled = content.ReadAtLeast(room.Span[..ChunkSize], ChunkSize, throwOnEndOfStream: false);
        var start = room.Span[..filled];
        _cataloguers.Find(header.Path, start, _wanting);
        _scanning.Clear();
        foreach (var scanner in _scanners)
        {
            if (filled > 0 && scanner.Wants(header, start)) _scanning.Add(scanner);
        }
        var isExecutable = ExecutableReader.Recognises(header, start);
        var isKept = isExecutable || _wanting.Exists(wanting => Fits(wanting, header));
        if (isKept && !isInBatch) _spool.Begin(header.Size);
        var length = 0;
        var isWhole = false;
        try
        {
            var report = _scanning.Count == 0 ? null : new ContentReport(file, header.Path, found, missing);
            if (isInBatch) ReadInto(room.Span, content, filled, header, report, ref length);
            else PassOn(content, filled, header, isKept, report);
            isWhole = true;
            // The digests of nothing need not be kept.
            if (header.Size > 0) _digester.End(file, _demand, isInBatch ? length : null);
            else _digester.Reset(filled);
        }
        finally
        {
            if (!isWhole) _digester.Reset(1);
            if (isKept)
            {
                var kept = isInBatch ? new FileContent(header, room[..length]) : _spool.Content(header);
                if (isExecutable && isWhole && ExecutableReader.Read(file, kept) is { } facts) executable(facts);
                foreach (var wanting in _wanting)
                {
                    if (Fits(wanting, header)) catalogue(wanting, kept, isWhole);
                }
            }
        }
    }

    /// <summary>Whether a file is small enough for a cataloguer.</summary>
    public bool Fits(ICataloguer cataloguer, FileHeader header) => header.Size <= Math.Min(cataloguer.MaxBytes, _limits.MaxContentBytes);

    /// <summary>Gives the index the digests that are still missing.</summary>
    public void Finish() => _batch.Flush();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _batch.Dispose();
        _digester.Dispose();
        _spool.Dispose();
    }

    private void ReadInto(Span<byte> room, Stream content, int filled, FileHeader header, ContentReport? report, ref int length)
    {
        while (filled > 0)
        {
            _digester.Add(room.Slice(length, filled), _demand, isInBatch: true);
            var isLast = filled < ChunkSize || length + filled >= header.Size;
            var seen = Math.Min(length, ContentWindow.Overlap);
            foreach (var scanner in _scanning) scanner.Scan(header, new ContentWindow(room.Slice(length - seen, seen + filled), seen, length - seen, isLast), report!);
            length += filled;
            if (isLast) return;
            filled = content.ReadAtLeast(room.Slice(length, ChunkSize), ChunkSize, throwOnEndOfStream: false);
        }
    }

    private void PassOn(Stream content, int filled, FileHeader header, bool isKept, ContentReport? report)
    {
        long offset = 0;
        var seen = 0;
        while (filled > 0)
        {
            var chunk = _buffer.AsSpan(ContentWindow.Overlap, filled);
            _digester.Add(chunk, _demand, isInBatch: false);
            if (isKept) _spool.Add(chunk);
            var isLast = filled < ChunkSize || offset + filled == header.Size;
            foreach (var scanner in _scanning)
                scanner.Scan(header, new ContentWindow(_buffer.AsSpan(ContentWindow.Overlap - seen, seen + filled), seen, offset - seen, isLast), report!);
            if (isLast) return;
            offset += filled;
            seen = ContentWindow.Overlap;
            chunk[^seen..].CopyTo(_buffer);
            filled = content.ReadAtLeast(_buffer.AsSpan(ContentWindow.Overlap, ChunkSize), ChunkSize, throwOnEndOfStream: false);
        }
    }
}
