using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>Reads what programs, shared libraries and scripts tell about themselves. Nothing of them is run.</summary>
internal static class ExecutableReader
{
    /// <summary>Longest first line of a script that counts.</summary>
    private const int LongestInterpreter = 256;

    /// <summary>Whether a file is an executable, by its first bytes; scripts and foreign programs also by their mode or name.</summary>
    public static bool Recognises(FileHeader header, ReadOnlySpan<byte> start) =>
        start.StartsWith(ElfFile.Magic) || (start.StartsWith("#!"u8) && (header.Mode & 0x49) != 0) || (start.Length >= 64 && FormatOf(start) is "pe" or "macho");

    /// <summary>What a file tells; null when it is no executable after all.</summary>
    public static ExecutableFacts? Read(int file, FileContent content)
    {
        var start = content.Start;
        switch (FormatOf(start))
        {
            case "elf":
                return ElfFacts.Read(file, content);
            case "script":
                return new ExecutableFacts { File = file, Format = "script", Interpreter = InterpreterOf(start) };
            case "pe":
                return new ExecutableFacts { File = file, Format = "pe", Architecture = PeFile.ArchitectureOf(start), Packer = Packing.Of(content) };
            case "macho":
                return new ExecutableFacts { File = file, Format = "macho" };
            default:
                return null;
        }
    }

    private static string? FormatOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(ElfFile.Magic)) return "elf";
        if (start.StartsWith("#!"u8)) return "script";
        if (start.StartsWith("MZ"u8)) return PeFile.IsPe(start) ? "pe" : null;
        return start.Length >= 4 && (start[..4].SequenceEqual((ReadOnlySpan<byte>)[0xcf, 0xfa, 0xed, 0xfe]) || start[..4].SequenceEqual((ReadOnlySpan<byte>)[0xce, 0xfa, 0xed, 0xfe])) ? "macho" : null;
    }

    private static string? InterpreterOf(ReadOnlySpan<byte> start)
    {
        var line = start[2..Math.Min(start.Length, LongestInterpreter)];
        if (line.IndexOf((byte)'\n') is var end and >= 0) line = line[..end];
        return ForeignText.Decode(line).Trim() is { Length: > 0 } text ? text : null;
    }
}
