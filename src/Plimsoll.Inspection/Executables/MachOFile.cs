using System.Buffers.Binary;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>Programs of macOS for one architecture (Mach-O, loader.h), in the byte order that they have had for twenty years.</summary>
internal static class MachOFile
{
    private const uint Segment32 = 1;
    private const uint Segment64 = 0x19;
    private const int MaxCommands = 4 << 20;
    private const int MaxSections = 4096;

    /// <summary>First bytes of programs with addresses of 64 bits.</summary>
    public static ReadOnlySpan<byte> Magic64 => [0xcf, 0xfa, 0xed, 0xfe];

    /// <summary>First bytes of programs with addresses of 32 bits.</summary>
    public static ReadOnlySpan<byte> Magic32 => [0xce, 0xfa, 0xed, 0xfe];

    /// <summary>The sections; null when it is no such program.</summary>
    public static IReadOnlyList<ProgramSection>? SectionsOf(FileContent content)
    {
        Span<byte> header = stackalloc byte[32];
        if (content.ReadAt(0, header) < header.Length) return null;
        var is64 = header.StartsWith(Magic64);
        if (!is64 && !header.StartsWith(Magic32)) return null;
        var sections = new List<ProgramSection>();
        var commands = new byte[Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[20..]), MaxCommands)];
        var rest = commands.AsSpan(0, content.ReadAt(is64 ? 32 : 28, commands));
        while (rest.Length >= 8)
        {
            var (command, size) = (BinaryPrimitives.ReadUInt32LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]));
            if (size < 8 || size > rest.Length) break;
            if (command == (is64 ? Segment64 : Segment32)) ReadSegment(rest[..(int)size], is64, sections);
            rest = rest[(int)size..];
        }
        return sections;
    }

    private static void ReadSegment(ReadOnlySpan<byte> segment, bool is64, List<ProgramSection> sections)
    {
        var (header, step) = is64 ? (72, 80) : (56, 68);
        for (var at = header; at + step <= segment.Length && sections.Count < MaxSections; at += step)
        {
            var section = segment[at..];
            var name = ForeignText.Decode(ForeignText.Terminated(section[..16]));
            sections.Add(is64
                ? new ProgramSection(name, BinaryPrimitives.ReadUInt64LittleEndian(section[32..]), BinaryPrimitives.ReadUInt32LittleEndian(section[48..]), BinaryPrimitives.ReadUInt64LittleEndian(section[40..]))
                : new ProgramSection(name, BinaryPrimitives.ReadUInt32LittleEndian(section[32..]), BinaryPrimitives.ReadUInt32LittleEndian(section[40..]), BinaryPrimitives.ReadUInt32LittleEndian(section[36..])));
        }
    }
}
