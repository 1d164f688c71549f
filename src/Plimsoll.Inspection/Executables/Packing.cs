using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>Programs that unpack themselves when they are started. UPX leaves its mark behind the headers (<c>l_info</c>) and at the end (<c>PackHeader</c>) of ELF files, and names the sections of PE files.</summary>
internal static class Packing
{
    private const string Upx = "upx";

    /// <summary>Behind the program headers: a checksum of four bytes, then the mark.</summary>
    private const int HeaderSize = 8;

    /// <summary>The mark stands within the last bytes.</summary>
    private const int TrailerSize = 64;

    private static ReadOnlySpan<byte> Mark => "UPX!"u8;

    /// <summary>What an ELF file is packed with; null where nothing tells.</summary>
    public static string? Of(ElfFile elf, FileContent content)
    {
        var header = elf.Read(elf.ProgramHeaderEnd, HeaderSize, HeaderSize);
        if (header.AsSpan().EndsWith(Mark)) return Upx;
        // Its last header is for those who unpack; programs that contain UPX have the mark elsewhere, and sections, which packed ones have not.
        Span<byte> trailer = stackalloc byte[TrailerSize];
        var end = trailer[..content.ReadAt(Math.Max(0, content.Length - TrailerSize), trailer)];
        return end.IndexOf(Mark) >= 0 && elf.HasNoSections ? Upx : null;
    }

    /// <summary>What a PE file is packed with; null where nothing tells.</summary>
    public static string? Of(FileContent content)
    {
        foreach (var section in PeFile.SectionsOf(content) ?? [])
        {
            if (section.Name is "UPX0" or "UPX1") return Upx;
        }
        return null;
    }
}
