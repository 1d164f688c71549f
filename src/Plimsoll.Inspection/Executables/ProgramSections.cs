using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>The parts of a program of any of the three formats, for those who look for data that compilers leave in it.</summary>
internal sealed class ProgramSections
{
    private readonly FileContent _content;

    private ProgramSections(FileContent content, ElfFile? elf, IReadOnlyList<ProgramSection> sections, Func<ulong, ulong?> offsetOf) =>
        (_content, Elf, All, OffsetOf) = (content, elf, sections, offsetOf);

    /// <summary>The headers of an ELF file; null for the other formats.</summary>
    public ElfFile? Elf { get; }

    /// <summary>The sections; those that have no bytes in the file are left out.</summary>
    public IReadOnlyList<ProgramSection> All { get; }

    /// <summary>Where an address of the running program is in the file.</summary>
    public Func<ulong, ulong?> OffsetOf { get; }

    /// <summary>Reads the headers; null when the file is no program.</summary>
    public static ProgramSections? Open(FileContent content)
    {
        if (ElfFile.Open(content) is { } elf)
            return new ProgramSections(content, elf, [.. elf.Sections().Select(section => new ProgramSection(section.Name, section.Address, section.Offset, section.Size))], elf.OffsetOf);
        var sections = PeFile.SectionsOf(content) ?? MachOFile.SectionsOf(content);
        return sections is null ? null : new ProgramSections(content, null, sections, address => OffsetIn(sections, address));
    }

    /// <summary>A section by its name; null when there is none.</summary>
    public ProgramSection? Find(string name)
    {
        foreach (var section in All)
        {
            if (section.Name == name) return section;
        }
        return null;
    }

    /// <summary>Bytes of a section, no more than asked for; null when there is no such section.</summary>
    public byte[]? Read(string name, int most) => Find(name) is { } section ? Read(section.Offset, section.Size, most) : null;

    /// <summary>Bytes from a place, no more than asked for.</summary>
    public byte[] Read(ulong offset, ulong size, int most)
    {
        if (offset >= (ulong)_content.Length) return [];
        var bytes = new byte[(int)Math.Min(Math.Min(size, (ulong)most), (ulong)_content.Length - offset)];
        return bytes[.._content.ReadAt((long)offset, bytes)];
    }

    private static ulong? OffsetIn(IReadOnlyList<ProgramSection> sections, ulong address)
    {
        foreach (var section in sections)
        {
            if (address >= section.Address && address - section.Address < section.Size) return section.Offset + (address - section.Address);
        }
        return null;
    }
}

/// <summary>A part of a program.</summary>
/// <param name="Name">Name, such as <c>.data</c>.</param>
/// <param name="Address">Where it is in memory.</param>
/// <param name="Offset">Where it is in the file.</param>
/// <param name="Size">Bytes of it in the file.</param>
internal sealed record ProgramSection(string Name, ulong Address, ulong Offset, ulong Size);
