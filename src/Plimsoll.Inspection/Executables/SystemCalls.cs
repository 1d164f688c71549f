using System.Buffers.Binary;

namespace Plimsoll.Inspection.Executables;

/// <summary>
/// The system calls that the code of a program makes, where that can be told: in programs for amd64 without shared libraries, where the number is loaded right before the instruction
/// (Intel SDM, <c>SYSCALL</c>). What libraries do for a program, and numbers that are worked out, as most of Go's are, cannot be told; so the list is what it does at least.
/// </summary>
internal static class SystemCalls
{
    private const int Amd64 = 62;
    private const int MaxCode = 64 << 20;
    private const int WindowSize = 1 << 20;

    /// <summary>Bytes before the instruction in which the number is looked for: arguments are put into their registers between.</summary>
    private const int Reach = 24;

    private const int HighestNumber = 511;

    private static ReadOnlySpan<byte> Instruction => [0x0f, 0x05];

    /// <summary>The names in order of their number; empty where nothing can be told.</summary>
    public static IReadOnlyList<string> Of(ElfFile elf, ProgramSections? sections)
    {
        if (elf is not { Machine: Amd64, Is64: true, IsLittleEndian: true } || sections?.Find(".text") is not { } text) return [];
        var made = new bool[HighestNumber + 1];
        var size = Math.Min(text.Size, MaxCode);
        for (ulong at = 0; at < size; at += WindowSize - Reach - 2) Scan(sections.Read(text.Offset + at, Math.Min(size - at, WindowSize), WindowSize), made);
        var names = new List<string>();
        for (var number = 0; number < made.Length; number++)
        {
            if (made[number] && SystemCallNames.Of(number) is { } name) names.Add(name);
        }
        return names;
    }

    private static void Scan(ReadOnlySpan<byte> code, bool[] made)
    {
        for (var at = 0; code[at..].IndexOf(Instruction) is var next and >= 0; at += next + Instruction.Length)
        {
            var before = code[Math.Max(0, at + next - Reach)..(at + next)];
            // What was loaded for the call before is not loaded for this one.
            if (before.LastIndexOf(Instruction) is var other and >= 0) before = before[(other + Instruction.Length)..];
            if (NumberBefore(before) is { } number) made[number] = true;
        }
    }

    /// <summary>The number that is loaded last: <c>mov eax, n</c>, <c>mov rax, n</c>, <c>xor eax, eax</c>, or <c>push n; pop rax</c>.</summary>
    private static int? NumberBefore(ReadOnlySpan<byte> code)
    {
        for (var at = code.Length - 2; at >= 0; at--)
        {
            var rest = code[at..];
            if (rest is [0xb8, _, _, _, _, ..] && Number(rest[1..]) is { } loaded) return loaded;
            if (rest is [0x48, 0xc7, 0xc0, _, _, _, _, ..] && Number(rest[3..]) is { } wide) return wide;
            if (rest is [0x31 or 0x33, 0xc0, ..]) return 0;
            if (rest is [0x6a, < 0x80, 0x58, ..]) return rest[1];
        }
        return null;
    }

    private static int? Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var number and <= HighestNumber ? (int)number : null;
}
