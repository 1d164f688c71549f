using System.Buffers.Binary;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>What the Go linker writes into programs, in both its forms. Go's own <c>go version -m</c> reads what is made here.</summary>
internal static class GoBytes
{
    private static readonly byte[] Magic = [0xff, .. " Go buildinf:"u8];
    private static readonly byte[] Mark = Convert.FromHexString("3077af0c9274080241e1c107e6d618e6");
    private static readonly byte[] EndMark = Convert.FromHexString("f932433186182072008242104116d8f2");

    /// <summary>A program of Go 1.18 and later: both texts stand behind the header.</summary>
    public static byte[] Inline(string version, string modules) => [.. Magic, 8, 2, .. new byte[16], .. Text(Encoding.UTF8.GetBytes(version)), .. Text(Framed(modules))];

    /// <summary>A program before Go 1.18: the header points to both texts.</summary>
    public static byte[] PointedElf(string version, string modules)
    {
        var (first, second) = (Encoding.UTF8.GetBytes(version), Framed(modules));
        // The section is the first of the file, at 0x200: header, two string headers, texts.
        var at = ProgramBytes.Address + 0x200;
        byte[] content = [.. Magic, 8, 0, .. Number(at + 32), .. Number(at + 48), .. Number(at + 64), .. Number((ulong)first.Length), .. Number(at + 64 + (ulong)first.Length), .. Number((ulong)second.Length), .. first, .. second];
        return ProgramBytes.Elf((".go.buildinfo", content));
    }

    private static byte[] Framed(string modules) => [.. Mark, .. Encoding.UTF8.GetBytes(modules), .. EndMark];

    private static byte[] Number(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Text(byte[] text)
    {
        var length = new List<byte>();
        var rest = text.Length;
        for (; rest >= 0x80; rest >>= 7) length.Add((byte)(rest | 0x80));
        return [.. length, (byte)rest, .. text];
    }
}
