using System.Buffers.Binary;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>The start of a Windows program or .NET assembly (PE format, "COFF File Header").</summary>
internal static class PeFile
{
    public static bool IsPe(ReadOnlySpan<byte> start) => Header(start) is { IsEmpty: false };

    public static string? ArchitectureOf(ReadOnlySpan<byte> start) => Header(start) is { Length: >= 6 } header
        ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) switch { 0x14c => "386", 0x8664 => "amd64", 0xaa64 => "arm64", 0x1c4 => "arm", _ => null }
        : null;

    /// <summary>Whether it is an assembly of .NET: it has the header of the runtime, the fifteenth data directory.</summary>
    public static bool IsAssembly(ReadOnlySpan<byte> start)
    {
        var header = Header(start);
        if (header.Length < 26) return false;
        var directory = 24 + (BinaryPrimitives.ReadUInt16LittleEndian(header[24..]) == 0x20b ? 112 : 96) + (14 * 8);
        return directory + 4 <= header.Length && BinaryPrimitives.ReadUInt32LittleEndian(header[directory..]) != 0;
    }

    /// <summary>The sections, with the addresses that they are loaded at; null when it is no such file.</summary>
    public static IReadOnlyList<ProgramSection>? SectionsOf(FileContent content)
    {
        var header = Header(content.Start);
        if (header.IsEmpty) return null;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), optional = BinaryPrimitives.ReadUInt16LittleEndian(header[20..]);
        var sections = new List<ProgramSection>();
        var imageBase = ImageBase(header, optional);
        for (var at = 24 + optional; sections.Count < count && at + 40 <= header.Length; at += 40)
        {
            var section = header[at..];
            sections.Add(new ProgramSection(
                ForeignText.Decode(ForeignText.Terminated(section[..8])), imageBase + BinaryPrimitives.ReadUInt32LittleEndian(section[12..]),
                BinaryPrimitives.ReadUInt32LittleEndian(section[20..]), BinaryPrimitives.ReadUInt32LittleEndian(section[16..])));
        }
        return sections;
    }

    private static ulong ImageBase(ReadOnlySpan<byte> header, int optional)
    {
        if (optional < 32 || header.Length < 24 + 32) return 0;
        // 0x20b: addresses of 64 bits.
        return BinaryPrimitives.ReadUInt16LittleEndian(header[24..]) == 0x20b ? BinaryPrimitives.ReadUInt64LittleEndian(header[48..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[52..]);
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> start)
    {
        if (start.Length < 64) return [];
        var offset = BinaryPrimitives.ReadInt32LittleEndian(start[0x3c..]);
        return offset >= 0 && offset <= start.Length - 24 && start[offset..].StartsWith("PE\0\0"u8) ? start[offset..] : [];
    }
}
