using System.Buffers.Binary;
using System.Text;
using Plimsoll.Inspection.Executables;

namespace Plimsoll.Inspection.Ecosystems.Go;

/// <summary>
/// What the Go linker leaves in a program (go/src/debug/buildinfo): the version of Go and a text about the modules. Since Go 1.18 both follow the
/// header; before, the header points to them.
/// </summary>
/// <param name="GoVersion">Version of Go, such as <c>go1.22.1</c>.</param>
/// <param name="Modules">The text about the modules; empty where the build knew of none.</param>
internal sealed record GoBuildInfo(string GoVersion, string Modules)
{
    private const int HeaderSize = 32;
    private const int Alignment = 16;
    private const int MaxSearched = 1 << 20;
    private const int MaxModules = 16 << 20;

    /// <summary>Where linkers put the header: in a section of its own, on Windows and formerly on macOS in the data.</summary>
    private static readonly string[] Sections = ["__go_buildinfo", ".data", "__data"];

    private static readonly byte[] Magic = [0xff, .. " Go buildinf:"u8];

    /// <summary>Reads it; null when the program was not made by Go.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static GoBuildInfo? Read(ProgramSections program)
    {
        if (program.Elf is not null) return program.Find(".go.buildinfo") is { } own && Find(program, own) is { } there ? Read(program, there) : null;
        foreach (var name in Sections)
        {
            if (program.Find(name) is { } section && Find(program, section) is { } header) return Read(program, header);
        }
        return null;
    }

    private static ulong? Find(ProgramSections program, ProgramSection section)
    {
        // The data of other programs is not looked through at length: linkers put the header first.
        var most = section.Name.Contains("buildinfo", StringComparison.Ordinal) ? MaxSearched : 64 << 10;
        var bytes = program.Read(section.Offset, section.Size, most);
        for (var at = 0; bytes.AsSpan(at).IndexOf(Magic) is var next and >= 0; at += next + 1)
        {
            if ((section.Offset + (ulong)(at + next)) % Alignment == 0 || (at + next) % Alignment == 0) return section.Offset + (ulong)(at + next);
        }
        return null;
    }

    private static GoBuildInfo Read(ProgramSections program, ulong header)
    {
        var start = program.Read(header, HeaderSize, HeaderSize);
        if (start.Length < HeaderSize) throw new InvalidDataException("its build information is cut off");
        int pointerSize = start[14], flags = start[15];
        if ((flags & 2) != 0)
        {
            var at = header + HeaderSize;
            return new GoBuildInfo(Encoding.UTF8.GetString(Inline(program, ref at, 1024)), Text(Inline(program, ref at, MaxModules)));
        }
        if (pointerSize is not (4 or 8)) throw new InvalidDataException("its build information has pointers of an unknown size");
        var isBig = (flags & 1) != 0;
        return new GoBuildInfo(
            Encoding.UTF8.GetString(Pointed(program, Number(start.AsSpan(16), pointerSize, isBig), pointerSize, isBig, 1024)),
            Text(Pointed(program, Number(start.AsSpan(16 + pointerSize), pointerSize, isBig), pointerSize, isBig, MaxModules)));
    }

    /// <summary>A length in seven bits a byte, lowest first, and as many bytes.</summary>
    private static byte[] Inline(ProgramSections program, ref ulong at, int most)
    {
        var bytes = program.Read(at, 10, 10);
        ulong length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            length |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            at += (ulong)i + 1;
            return Take(program, ref at, length, most);
        }
        throw new InvalidDataException("its build information is cut off");
    }

    /// <summary>A string of Go: the address of its bytes and their number, at an address.</summary>
    private static byte[] Pointed(ProgramSections program, ulong address, int pointerSize, bool isBig, int most)
    {
        if (address == 0) return [];
        var header = program.OffsetOf(address) is { } place ? program.Read(place, (ulong)pointerSize * 2, pointerSize * 2) : [];
        if (header.Length < pointerSize * 2) throw new InvalidDataException("its build information points to nothing");
        var (start, length) = (Number(header, pointerSize, isBig), Number(header.AsSpan(pointerSize), pointerSize, isBig));
        if (length == 0) return [];
        if (program.OffsetOf(start) is not { } at) throw new InvalidDataException("its build information points to nothing");
        return Take(program, ref at, length, most);
    }

    private static byte[] Take(ProgramSections program, ref ulong at, ulong length, int most)
    {
        if (length > (ulong)most) throw new InvalidDataException("its build information is too long to be true");
        var bytes = program.Read(at, length, most);
        if ((ulong)bytes.Length < length) throw new InvalidDataException("its build information is cut off");
        at += length;
        return bytes;
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, int size, bool isBig) => (size, isBig) switch
    {
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
    };

    /// <summary>The text about modules stands between two marks of 16 bytes, by which debuggers find it.</summary>
    private static string Text(byte[] modules) => modules.Length >= 33 && modules[^17] == '\n' ? Encoding.UTF8.GetString(modules.AsSpan(16, modules.Length - 32)) : "";
}
