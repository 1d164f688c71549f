using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>The headers of an ELF file of either width and byte order (elf(5)). Numbers that lead nowhere give nothing; none is believed beyond its limit.</summary>
internal sealed class ElfFile
{
    private const int MaxProgramHeaders = 256;
    private const int MaxSections = 4096;
    private const uint Load = 1;

    private readonly FileContent _content;
    private readonly bool _is64;
    private readonly bool _isLittle;

    private ElfFile(FileContent content, ReadOnlySpan<byte> header)
    {
        _content = content;
        _is64 = header[4] == 2;
        _isLittle = header[5] != 2;
        Type = U16(header, 16);
        Machine = U16(header, 18);
        IsLittleEndian = _isLittle;
        ProgramHeaders = ReadProgramHeaders(header);
        HasNoSections = U16(header, _is64 ? 60 : 48) == 0;
    }

    /// <summary>The first four bytes.</summary>
    public static ReadOnlySpan<byte> Magic => [0x7f, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>2 for programs at a fixed place, 3 for shared libraries and programs that can be anywhere.</summary>
    public int Type { get; }

    /// <summary>Number of the architecture.</summary>
    public int Machine { get; }

    public bool IsLittleEndian { get; }

    public bool Is64 => _is64;

    /// <summary>The segments.</summary>
    public Segment[] ProgramHeaders { get; }

    /// <summary>Where in the file the table of segments ends.</summary>
    public ulong ProgramHeaderEnd { get; private set; }

    /// <summary>True where there is no table of sections, which nobody needs to run the program.</summary>
    public bool HasNoSections { get; }

    /// <summary>Reads the headers; null when the file is no ELF file.</summary>
    public static ElfFile? Open(FileContent content)
    {
        Span<byte> header = stackalloc byte[64];
        var length = content.ReadAt(0, header);
        return length >= 52 && header.StartsWith(Magic) && header[4] is 1 or 2 && header[5] is 1 or 2 && (header[4] == 1 || length == 64) ? new ElfFile(content, header) : null;
    }

    /// <summary>Bytes of a segment, no more than asked for.</summary>
    public byte[] Read(ulong offset, ulong size, int most)
    {
        if (offset > (ulong)_content.Length) return [];
        var bytes = new byte[(int)Math.Min(Math.Min(size, (ulong)most), (ulong)_content.Length - offset)];
        return bytes[.._content.ReadAt((long)offset, bytes)];
    }

    /// <summary>Where an address of the running program is in the file.</summary>
    public ulong? OffsetOf(ulong address)
    {
        foreach (var segment in ProgramHeaders)
        {
            if (segment.Type == Load && address >= segment.Address && address - segment.Address < segment.FileSize) return segment.Offset + (address - segment.Address);
        }
        return null;
    }

    /// <summary>The sections by name; empty where the file was stripped of them.</summary>
    public IEnumerable<Section> Sections()
    {
        Span<byte> header = stackalloc byte[64];
        _content.ReadAt(0, header);
        var (table, size, count, names) = _is64
            ? (U64(header, 40), U16(header, 58), U16(header, 60), U16(header, 62))
            : (U32(header, 32), U16(header, 46), U16(header, 48), U16(header, 50));
        if (size < (_is64 ? 64 : 40) || count > MaxSections || names >= count) return [];
        var bytes = Read(table, (ulong)(size * count), size * count);
        var strings = SectionAt(bytes, names * size, "") is { } s ? Read(s.Offset, s.Size, 1 << 20) : [];
        var sections = new List<Section>();
        for (var i = 0; i < count; i++)
        {
            if ((i + 1) * size > bytes.Length) break;
            var name = U32(bytes, i * size);
            if (name < (ulong)strings.Length && SectionAt(bytes, i * size, ForeignText.Decode(ForeignText.Terminated(strings.AsSpan((int)name)))) is { } section) sections.Add(section);
        }
        return sections;
    }

    public int U16(ReadOnlySpan<byte> bytes, int at) => _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    public ulong U32(ReadOnlySpan<byte> bytes, int at) => _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    public ulong U64(ReadOnlySpan<byte> bytes, int at) => _isLittle ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);

    private Segment[] ReadProgramHeaders(ReadOnlySpan<byte> header)
    {
        var (table, size, count) = _is64 ? (U64(header, 32), U16(header, 54), U16(header, 56)) : (U32(header, 28), U16(header, 42), U16(header, 44));
        var segments = new List<Segment>();
        if (size < (_is64 ? 56 : 32)) return [];
        count = Math.Min(count, MaxProgramHeaders);
        ProgramHeaderEnd = table + (ulong)(size * count);
        var bytes = Read(table, (ulong)(size * count), size * count);
        for (var at = 0; at + size <= bytes.Length; at += size)
        {
            segments.Add(_is64
                ? new Segment((uint)U32(bytes, at), U64(bytes, at + 8), U64(bytes, at + 16), U64(bytes, at + 32))
                : new Segment((uint)U32(bytes, at), U32(bytes, at + 4), U32(bytes, at + 8), U32(bytes, at + 16)));
        }
        return [.. segments];
    }

    private Section? SectionAt(byte[] table, int at, string name)
    {
        if (at + (_is64 ? 64 : 40) > table.Length) return null;
        return _is64 ? new Section(name, U64(table, at + 16), U64(table, at + 24), U64(table, at + 32)) : new Section(name, U32(table, at + 12), U32(table, at + 16), U32(table, at + 20));
    }

    /// <summary>A segment: its type, where it is in the file and in memory, how many bytes of it are in the file.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Segment(uint Type, ulong Offset, ulong Address, ulong FileSize);

    /// <summary>A section: its name, its address, where it is in the file.</summary>
    internal sealed record Section(string Name, ulong Address, ulong Offset, ulong Size);
}
