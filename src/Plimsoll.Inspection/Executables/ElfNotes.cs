namespace Plimsoll.Inspection.Executables;

/// <summary>The notes of an ELF file (elf(5), "Notes").</summary>
internal sealed class ElfNotes
{
    /// <summary>GNU build id, hexadecimal.</summary>
    public string? BuildId { get; private set; }

    /// <summary>Lowest version of the Linux kernel, from the ABI note.</summary>
    public string? MinimumKernel { get; private set; }

    /// <summary>Reads the notes of one segment.</summary>
    public void Read(ElfFile elf, ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= 12)
        {
            var (nameSize, size, type) = (elf.U32(notes, 0), elf.U32(notes, 4), elf.U32(notes, 8));
            var (nameEnd, end) = (12 + Aligned(nameSize), 12 + Aligned(nameSize) + Aligned(size));
            if (end > (ulong)notes.Length + 3 || nameEnd + size > (ulong)notes.Length) return;
            if (nameSize == 4 && notes.Slice(12, 4).SequenceEqual("GNU\0"u8)) ReadGnu(elf, type, notes.Slice((int)nameEnd, (int)size));
            if (end >= (ulong)notes.Length) return;
            notes = notes[(int)end..];
        }
    }

    private void ReadGnu(ElfFile elf, ulong type, ReadOnlySpan<byte> content)
    {
        if (type == 3 && content.Length is > 0 and <= 64) BuildId = Convert.ToHexStringLower(content);
        else if (type == 1 && content.Length >= 16 && elf.U32(content, 0) == 0) MinimumKernel = $"{elf.U32(content, 4)}.{elf.U32(content, 8)}.{elf.U32(content, 12)}";
    }

    private static ulong Aligned(ulong size) => (size + 3) & ~3ul;
}
