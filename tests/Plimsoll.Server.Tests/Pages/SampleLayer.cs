using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>A layer of files given as text, with the digest of its unpacked bytes.</summary>
internal sealed record SampleLayer(Content Content, string DiffId)
{
    public static SampleLayer Of(params (string Path, string Text)[] files)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var (path, text) in files)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { ModificationTime = DateTimeOffset.UnixEpoch, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(tar.ToArray());
        return new SampleLayer(Content.Of(packed.ToArray(), mediaType: ImageBuilder.LayerGzip), "sha256:" + Convert.ToHexStringLower(SHA256.HashData(tar.ToArray())));
    }

    /// <summary>The root of a Debian system: os-release and a dpkg database.</summary>
    public static SampleLayer Debian(string dpkgStatus) => Of(
        ("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\nID=debian\n"),
        ("var/lib/dpkg/status", dpkgStatus),
        ("usr/share/doc/lib-000/copyright", Copyright("MIT")),
        ("usr/share/doc/lib-001/copyright", Copyright("GPL-2+ and Expat")),
        ("usr/share/doc/lib-002/copyright", Copyright("LGPL-2.1+")),
        ("usr/share/doc/lib-003/copyright", Copyright("AGPL-3")),
        ("usr/share/doc/lib-004/copyright", Copyright("X<script>alert(5)</script>")));

    /// <summary>Debian's copyright file of a package with one licence.</summary>
    private static string Copyright(string licence) =>
        $"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: 2026 Somebody\nLicense: {licence}\n";

    /// <summary>A dpkg database of so many packages.</summary>
    public static string Packages(int count) => string.Concat(Enumerable.Range(0, count).Select(i => Package($"lib-{i:000}", $"1.{i}-1")));

    /// <summary>One entry of a dpkg database.</summary>
    public static string Package(string name, string version) =>
        $"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: A <a@example.org>\nVersion: {version}\nDescription: sample\n\n";
}
