using System.Buffers.Binary;
using System.Numerics;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Sqlite;

/// <summary>
/// A write-ahead log (sqlite.org/fileformat2.html section 4): pages that were committed and not yet written to the database beside it. What follows the
/// last commit, and what has not the right checksum, does not count.
/// </summary>
internal sealed class SqliteLog : ISqlitePages
{
    private const int HeaderSize = 32;
    private const int FrameHeader = 24;
    private const uint Magic = 0x377f0682;

    private readonly FileContent _file;
    private readonly SortedDictionary<uint, long> _frames = [];
    private readonly HashSet<uint> _taken = [];

    private SqliteLog(FileContent file, int pageSize) => (_file, PageSize) = (file, pageSize);

    public int PageSize { get; }

    /// <summary>All of it: rpm uses no extension that reserves bytes.</summary>
    public int UsableSize => PageSize;

    public long Length => _file.Length;

    /// <summary>The pages of the log in order of their numbers.</summary>
    public IEnumerable<uint> Numbers => _frames.Keys;

    /// <summary>Reads a log.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static SqliteLog Open(FileContent file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (file.ReadAt(0, header) < HeaderSize || (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) != Magic) throw new InvalidDataException("it is no log of SQLite");
        var pageSize = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        if (pageSize is < 512 or > 65536 || !BitOperations.IsPow2(pageSize)) throw new InvalidDataException($"it has pages of {pageSize} bytes, which cannot be");
        var checksum = new Checksum((header[3] & 1) != 0);
        checksum.Add(header[..24]);
        if (!checksum.Is(header[24..])) throw new InvalidDataException("its checksum is not right");
        var log = new SqliteLog(file, (int)pageSize);
        log.ReadFrames(header.Slice(16, 8), checksum);
        return log;
    }

    public void Take(uint number, Span<byte> page)
    {
        if (!_frames.TryGetValue(number, out var offset)) throw new InvalidDataException($"page {number} is not in the log");
        if (!_taken.Add(number)) throw new InvalidDataException($"page {number} is reached twice");
        if (_file.ReadAt(offset, page[..PageSize]) < PageSize) throw new InvalidDataException($"page {number} could not be read");
    }

    /// <summary>A frame has its page, the salt of the log, a checksum of all that came before; the last one of a commit says how large the database is now.</summary>
    private void ReadFrames(ReadOnlySpan<byte> salt, Checksum checksum)
    {
        var frame = new byte[FrameHeader + PageSize];
        var pending = new Dictionary<uint, long>();
        for (long at = HeaderSize; _file.ReadAt(at, frame) == frame.Length; at += frame.Length)
        {
            checksum.Add(frame.AsSpan(0, 8));
            checksum.Add(frame.AsSpan(FrameHeader));
            if (!frame.AsSpan(8, 8).SequenceEqual(salt) || !checksum.Is(frame.AsSpan(16))) return;
            pending[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at + FrameHeader;
            if (BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) == 0) continue;
            foreach (var (page, offset) in pending) _frames[page] = offset;
            pending.Clear();
        }
    }

    /// <summary>Section 4.2, "Checksum Algorithm".</summary>
    private sealed class Checksum(bool isBigEndian)
    {
        private uint _first;
        private uint _second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                _first += Word(bytes) + _second;
                _second += Word(bytes[4..]) + _first;
            }
        }

        public bool Is(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadUInt32BigEndian(stored) == _first && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == _second;

        private uint Word(ReadOnlySpan<byte> bytes) => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
