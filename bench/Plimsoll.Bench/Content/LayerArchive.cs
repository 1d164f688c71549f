using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Plimsoll.Bench.Content;

/// <summary>A layer that is worth opening: a gzipped tar with an OS release file, a package data base and files, which shrinks about as an OS layer does.</summary>
internal static class LayerArchive
{
    private const double Shrinks = 2.2;
    private const int Packages = 80;

    /// <summary>An archive of about <paramref name="size"/> bytes and the digest of its uncompressed form.</summary>
    public static (byte[] Bytes, string DiffId) Make(long size)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            Add(writer, "etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"u8.ToArray());
            Add(writer, "var/lib/dpkg/status", PackageDatabase());
            AddFiles(writer, tar, (long)(size * Shrinks));
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(tar.GetBuffer(), 0, (int)tar.Length);
        return (packed.ToArray(), BlobFactory.DigestOf(tar.GetBuffer().AsSpan(0, (int)tar.Length)));
    }

    /// <summary>A gzip member (RFC 1952) with a comment and no content: the layer stays a valid archive and gets a digest of its own.</summary>
    public static byte[] EmptyMember(string comment) =>
        [0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255, .. Encoding.ASCII.GetBytes(comment), 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] PackageDatabase()
    {
        var text = new StringBuilder();
        for (int i = 0; i < Packages; i++)
        {
            text.Append($"Package: lib-sample-{i}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.{i}.0-1\n")
                .Append("Maintainer: Nobody <nobody@example.invalid>\nDescription: sample\n\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void AddFiles(TarWriter writer, MemoryStream tar, long until)
    {
        var random = new Random(42);
        for (int file = 0; tar.Length < until; file++)
        {
            byte[] data = new byte[Math.Min(until - tar.Length, random.Next(2, 64) << 10)];
            if (file % 9 < 4) random.NextBytes(data);
            else random.GetItems("etaoin shrdlu_xyz/.:\n"u8, data);
            Add(writer, $"usr/lib/sample/d{file % 37}/file{file}.dat", data);
        }
    }

    private static void Add(TarWriter writer, string name, byte[] data) => writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(data),
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
    });
}
