using System.Buffers.Binary;
using System.Text;
using Plimsoll.Inspection.Executables;

namespace Plimsoll.Inspection.Ecosystems.Go;

/// <summary>
/// The names of the functions that the Go linker kept in a program, those that were inlined among them: the table of names of the line table (go/src/debug/gosym/pclntab.go), which is there also where symbols were stripped,
/// because the runtime needs it. Read for Go 1.16 and later.
/// </summary>
internal static class GoFunctions
{
    private const int MaxTable = 64 << 20;
    private const int MaxNames = 1_000_000;
    private const uint Go116 = 0xfffffffa, Go118 = 0xfffffff0, Go120 = 0xfffffff1;

    /// <summary>Where linkers put the table; the second where the program may be loaded anywhere, the third on macOS.</summary>
    private static readonly string[] Sections = [".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab"];

    /// <summary>The functions by import path, as <c>Type.Method</c> or <c>Function</c>; null where nothing tells.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>>? Read(ProgramSections program)
    {
        foreach (var name in Sections)
        {
            if (program.Find(name) is { } section) return Names(program, section) is { } names ? ByPath(names) : null;
        }
        return null;
    }

    /// <summary>The bytes of the names, each with a zero at its end.</summary>
    private static byte[]? Names(ProgramSections program, ProgramSection section)
    {
        const int MaxHeader = 8 + (8 * 8);
        var header = program.Read(section.Offset, section.Size, MaxHeader);
        if (header.Length < MaxHeader) return null;
        var isBig = BinaryPrimitives.ReadUInt32LittleEndian(header) is not (Go116 or Go118 or Go120);
        var magic = isBig ? BinaryPrimitives.ReadUInt32BigEndian(header) : BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (magic is not (Go116 or Go118 or Go120) || header[7] is not (4 or 8)) return null;
        // Counts of functions and files, from 1.18 on where the text begins, then where each table does: names, compilation units, ...
        var first = magic == Go116 ? 2 : 3;
        var (start, end) = (Word(header, first, isBig), Word(header, first + 1, isBig));
        if (start >= end || end > section.Size || end - start > MaxTable) return null;
        var names = program.Read(section.Offset + start, end - start, MaxTable);
        return (ulong)names.Length == end - start ? names : null;
    }

    private static ulong Word(byte[] header, int index, bool isBig)
    {
        var size = (int)header[7];
        var bytes = header.AsSpan(8 + (index * size), size);
        return (size, isBig) switch
        {
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };
    }

    private static Dictionary<string, HashSet<string>> ByPath(ReadOnlySpan<byte> names)
    {
        var byPath = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var lookup = byPath.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var count = 0; names.Length > 0 && count < MaxNames; count++)
        {
            var end = names.IndexOf((byte)0);
            if (end < 0) break;
            var name = Encoding.UTF8.GetString(names[..end]);
            names = names[(end + 1)..];
            if (Split(name) is not var (path, symbol)) continue;
            if (!lookup.TryGetValue(path, out var symbols)) byPath.Add(path, symbols = new HashSet<string>(StringComparer.Ordinal));
            symbols.Add(symbol);
        }
        return byPath;
    }

    /// <summary><c>gopkg.in/yaml%2ev3.(*decoder).alias.func1</c> is <c>decoder.alias</c> of <c>gopkg.in/yaml.v3</c>.</summary>
    private static (string Path, string Symbol)? Split(string name)
    {
        // Type parameters may have slashes and dots.
        for (int open; (open = name.IndexOf('[', StringComparison.Ordinal)) >= 0 && name.LastIndexOf(']') is var close && close > open;) name = name.Remove(open, close - open + 1);
        var dot = name.IndexOf('.', name.LastIndexOf('/') + 1);
        if (dot <= 0 || dot == name.Length - 1 || name.Contains(':', StringComparison.Ordinal)) return null;
        var (path, symbol) = (name[..dot].Replace("%2e", ".", StringComparison.Ordinal), name[(dot + 1)..]);
        if (symbol.StartsWith("(*", StringComparison.Ordinal) && symbol.IndexOf(')', StringComparison.Ordinal) is var end and > 0) symbol = symbol[2..end] + symbol[(end + 1)..];
        if (symbol.IndexOf("-fm", StringComparison.Ordinal) is var bound and > 0) symbol = symbol[..bound];
        // Functions within functions count for these: at most a type and a method.
        var parts = symbol.Split('.');
        if (parts.Length > 1 && (IsInner(parts[1]) || parts[1].Length == 0)) return (path, parts[0]);
        return (path, parts.Length > 1 ? parts[0] + "." + parts[1] : parts[0]);
    }

    private static bool IsInner(string part) => Array.Exists(["func", "gowrap", "deferwrap"], word => part.StartsWith(word, StringComparison.Ordinal) && part.Length > word.Length && char.IsAsciiDigit(part[word.Length]));
}
