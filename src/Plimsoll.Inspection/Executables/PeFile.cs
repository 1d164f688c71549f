using System.Buffers.Binary;

namespace Plimsoll.Inspection.Executables;

/// <summary>The start of a Windows program or .NET assembly (PE format, "COFF File Header").</summary>
internal static class PeFile
{
    public static bool IsPe(ReadOnlySpan<byte> start) => Header(start) is { IsEmpty: false };

    public static string? ArchitectureOf(ReadOnlySpan<byte> start) => Header(start) is { Length: >= 6 } header
        ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) switch { 0x14c => "386", 0x8664 => "amd64", 0xaa64 => "arm64", 0x1c4 => "arm", _ => null }
        : null;

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> start)
    {
        if (start.Length < 64) return [];
        var offset = BinaryPrimitives.ReadInt32LittleEndian(start[0x3c..]);
        return offset >= 0 && offset <= start.Length - 24 && start[offset..].StartsWith("PE\0\0"u8) ? start[offset..] : [];
    }
}
