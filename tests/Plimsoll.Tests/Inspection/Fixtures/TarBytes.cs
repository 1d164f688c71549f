using System.Globalization;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Makes tars byte by byte, so that the odd ones can be made too.</summary>
internal sealed class TarBytes
{
    private readonly List<byte> _bytes = [];

    public TarBytes File(string name, string content = "", int mode = 0x1a4) => Entry(name, '0', Encoding.UTF8.GetBytes(content), mode: mode);

    public TarBytes File(string name, byte[] content) => Entry(name, '0', content);

    public TarBytes Directory(string name) => Entry(name + "/", '5', mode: 0x1ed);

    public TarBytes Symlink(string name, string target) => Entry(name, '2', link: target);

    public TarBytes HardLink(string name, string target) => Entry(name, '1', link: target);

    public TarBytes Whiteout(string path) => File(Path.Join(Path.GetDirectoryName(path), ".wh." + Path.GetFileName(path)));

    public TarBytes Opaque(string directory) => File(directory + "/.wh..wh..opq");

    /// <summary>An extended header with records as they are given, in front of the next entry.</summary>
    public TarBytes Pax(params (string Key, string Value)[] records)
    {
        var text = new List<byte>();
        foreach (var (key, value) in records)
        {
            var body = Encoding.UTF8.GetByteCount($" {key}={value}\n");
            var length = body + 1;
            while (length != body + length.ToString(CultureInfo.InvariantCulture).Length) length++;
            text.AddRange(Encoding.UTF8.GetBytes($"{length} {key}={value}\n"));
        }
        return Entry("PaxHeaders/x", 'x', [.. text]);
    }

    public TarBytes Entry(string name, char kind, byte[]? content = null, string link = "", int mode = 0x1a4, Action<byte[]>? change = null) =>
        Entry(Encoding.UTF8.GetBytes(name), kind, content, link, mode, change);

    /// <summary>Any entry. The header is changed before its checksum is made.</summary>
    public TarBytes Entry(byte[] name, char kind, byte[]? content = null, string link = "", int mode = 0x1a4, Action<byte[]>? change = null)
    {
        content ??= [];
        var header = new byte[512];
        name.CopyTo(header, 0);
        Octal(mode, 8).CopyTo(header, 100);
        Octal(0, 8).CopyTo(header, 108);
        Octal(0, 8).CopyTo(header, 116);
        Octal(content.Length, 12).CopyTo(header, 124);
        Octal(0, 12).CopyTo(header, 136);
        header[156] = (byte)kind;
        Encoding.UTF8.GetBytes(link).CopyTo(header, 157);
        "ustar\000"u8.CopyTo(header.AsSpan(257));
        change?.Invoke(header);
        "        "u8.CopyTo(header.AsSpan(148));
        Octal(header.Sum(b => b), 8).CopyTo(header, 148);
        return Raw(header).Padded(content);
    }

    public TarBytes Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Bytes filled up to whole blocks.</summary>
    public TarBytes Padded(byte[] bytes) => Raw(bytes).Raw(new byte[(512 - (bytes.Length % 512)) % 512]);

    /// <summary>The tar with its end marker.</summary>
    public byte[] End() => Raw(new byte[1024]).ToArray();

    public byte[] ToArray() => [.. _bytes];

    public static byte[] Octal(long value, int length) => Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0') + "\0");
}
