using System.Buffers.Binary;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Makes programs that cannot run but have sections, in each of the three formats.</summary>
internal static class ProgramBytes
{
    /// <summary>Where the first byte of the file is in memory.</summary>
    public const ulong Address = 0x400000;

    private const int Start = 0x200;

    /// <summary>An ELF file of 64 bits with sections one behind the other from <see cref="Start"/> on, each at a multiple of 16, the whole file loaded.</summary>
    public static byte[] Elf(params (string Name, byte[] Content)[] sections)
    {
        var names = new StringBuilder("\0");
        var body = new List<byte>(new byte[Start]);
        var headers = new List<byte[]> { new byte[64] };
        foreach (var (name, content) in sections.Append((".shstrtab", [])))
        {
            while (body.Count % 16 != 0) body.Add(0);
            var bytes = name == ".shstrtab" ? Encoding.ASCII.GetBytes(names + ".shstrtab\0") : content;
            var header = new byte[64];
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)names.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), name == ".shstrtab" ? 3u : 1u);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), Address + (ulong)body.Count);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(24), (ulong)body.Count);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), (ulong)bytes.Length);
            headers.Add(header);
            names.Append(name).Append('\0');
            body.AddRange(bytes);
        }
        while (body.Count % 16 != 0) body.Add(0);
        var table = body.Count;
        headers.ForEach(body.AddRange);
        var file = body.ToArray();
        ((byte[])[0x7f, .. "ELF"u8, 2, 1, 1]).CopyTo(file, 0);
        Put16(file, 16, 2, 62, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(40), (ulong)table);
        Put16(file, 52, 64, 56, 1, 64, (ushort)headers.Count, (ushort)(headers.Count - 1));
        // One segment with everything.
        var segment = file.AsSpan(64);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], 6);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], Address);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[40..], (ulong)file.Length);
        return file;
    }

    /// <summary>A Windows program of 64 bits with one section.</summary>
    public static byte[] Pe(string name, byte[] content, bool isAssembly = false)
    {
        var file = new byte[0x400 + content.Length];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x3c), 0x80);
        var header = file.AsSpan(0x80);
        "PE\0\0"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 0x8664);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 240);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], 0x20b);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], Address);
        if (isAssembly) BinaryPrimitives.WriteUInt32LittleEndian(header[(24 + 112 + (14 * 8))..], 0x2000);
        var section = header[(24 + 240)..];
        Encoding.ASCII.GetBytes(name).CopyTo(section);
        BinaryPrimitives.WriteUInt32LittleEndian(section[12..], 0x1000);
        BinaryPrimitives.WriteUInt32LittleEndian(section[16..], (uint)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(section[20..], 0x400);
        content.CopyTo(file, 0x400);
        return file;
    }

    /// <summary>A program of macOS with one section.</summary>
    public static byte[] MachO(string name, byte[] content)
    {
        var file = new byte[0x400 + content.Length];
        ((byte[])[0xcf, 0xfa, 0xed, 0xfe]).CopyTo(file, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(16), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 152);
        var segment = file.AsSpan(32);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, 0x19);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], 152);
        var section = segment[72..];
        Encoding.ASCII.GetBytes(name).CopyTo(section);
        "__DATA"u8.CopyTo(section[16..]);
        BinaryPrimitives.WriteUInt64LittleEndian(section[32..], Address);
        BinaryPrimitives.WriteUInt64LittleEndian(section[40..], (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(section[48..], 0x400);
        content.CopyTo(file, 0x400);
        return file;
    }

    private static void Put16(byte[] file, int at, params ushort[] values)
    {
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + (2 * i)), values[i]);
    }
}
