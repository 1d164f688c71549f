using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>What an ELF file tells: architecture, dynamic linker, libraries, notes, and where it was made.</summary>
internal static class ElfFacts
{
    private const int Program = 2;
    private const int SharedObject = 3;
    private const uint Dynamic = 2;
    private const uint Interpreter = 3;
    private const uint Note = 4;
    private const ulong Needed = 1;
    private const ulong StringTable = 5;
    private const ulong SharedName = 14;
    private const int MaxText = 4096;
    private const int MaxLibraries = 256;

    public static ExecutableFacts? Read(int file, FileContent content)
    {
        // Object files and core dumps have the same format.
        if (content.Program?.Elf is not { Type: Program or SharedObject } elf) return null;
        string? interpreter = null;
        var (notes, dynamic) = (new ElfNotes(), (Libraries: new List<string>(), Name: (string?)null));
        foreach (var segment in elf.ProgramHeaders)
        {
            if (segment.Type == Interpreter) interpreter = Text(elf.Read(segment.Offset, segment.FileSize, MaxText));
            else if (segment.Type == Note) notes.Read(elf, elf.Read(segment.Offset, segment.FileSize, 64 << 10));
            else if (segment.Type == Dynamic) dynamic = ReadDynamic(elf, elf.Read(segment.Offset, segment.FileSize, 64 << 10));
        }
        return new ExecutableFacts
        {
            File = file,
            Format = "elf",
            Architecture = ArchitectureOf(elf),
            BuildId = notes.BuildId,
            MinimumKernel = notes.MinimumKernel,
            Packer = Packing.Of(elf, content),
            Interpreter = interpreter,
            SharedName = dynamic.Name,
            Libraries = dynamic.Libraries,
            Origins = OriginStrings.Find(content, elf),
            // What a program with libraries asks the kernel for they ask for it.
            SystemCalls = dynamic.Libraries.Count == 0 && interpreter is null && dynamic.Name is null ? Executables.SystemCalls.Of(elf, content.Program) : [],
        };
    }

    private static (List<string> Libraries, string? Name) ReadDynamic(ElfFile elf, byte[] table)
    {
        var (names, step) = (new List<ulong>(), elf.Is64 ? 16 : 8);
        ulong? strings = null, own = null;
        for (var at = 0; at + step <= table.Length; at += step)
        {
            var (tag, value) = elf.Is64 ? (elf.U64(table, at), elf.U64(table, at + 8)) : (elf.U32(table, at), elf.U32(table, at + 4));
            if (tag == 0) break;
            if (tag == Needed && names.Count < MaxLibraries) names.Add(value);
            else if (tag == StringTable) strings = elf.OffsetOf(value);
            else if (tag == SharedName) own = value;
        }
        if (strings is not { } start) return ([], null);
        return ([.. names.Select(name => TextAt(elf, start, name)).OfType<string>()], own is { } at2 ? TextAt(elf, start, at2) : null);
    }

    private static string? TextAt(ElfFile elf, ulong strings, ulong offset) => offset > int.MaxValue ? null : Text(elf.Read(strings + offset, MaxText, 256));

    private static string? Text(ReadOnlySpan<byte> bytes) => ForeignText.Decode(ForeignText.Terminated(bytes)) is { Length: > 0 } text ? text : null;

    /// <summary>The words of images, which are those of Go.</summary>
    private static string? ArchitectureOf(ElfFile elf) => elf.Machine switch
    {
        3 => "386",
        8 => elf.Is64 ? (elf.IsLittleEndian ? "mips64le" : "mips64") : elf.IsLittleEndian ? "mipsle" : "mips",
        20 => "ppc",
        21 => elf.IsLittleEndian ? "ppc64le" : "ppc64",
        22 => elf.Is64 ? "s390x" : "s390",
        40 => "arm",
        62 => "amd64",
        183 => "arm64",
        243 => elf.Is64 ? "riscv64" : "riscv32",
        258 => "loong64",
        247 => "bpf",
        _ => null,
    };
}
