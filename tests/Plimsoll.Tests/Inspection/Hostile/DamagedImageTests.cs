using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Fuzzing;
using Plimsoll.Tests.Inspection.Ecosystems.Dotnet;
using Plimsoll.Tests.Inspection.Ecosystems.Go;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Hostile;

/// <summary>Images with something of every kind in them, cut and flipped anywhere, and with a database of each kind that is none.</summary>
public sealed class DamagedImageTests
{
    private static readonly byte[] Garbage = [.. Enumerable.Range(0, 3000).Select(i => (byte)((i * 7919 >> 3) ^ (i * 31)))];

    private static readonly byte[] Lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\0\u00ff garbage: \n\n::::\n= = =\n{\"a\": [1,2\n", 20)));

    /// <summary>A small layer with a package or more of most kinds.</summary>
    private static byte[] Everything { get; } = new DpkgSystem().Package("a").File("usr/bin/a", File.ReadAllBytes("/usr/bin/true"), 0x1ed).ToTar()
        .File("var/lib/rpm/rpmdb.sqlite", Catalogue.TestData("rpmdb.sqlite.gz")).File("opt/ndb/var/lib/rpm/Packages.db", Catalogue.TestData("Packages.db.gz")).File("opt/bdb/var/lib/rpm/Packages", Catalogue.TestData("Packages.gz"))
        .File("lib/apk/db/installed", new ApkSystem().Package("musl", "1.2.4-r2", "MIT").File("lib/libc.so", "libc"u8.ToArray(), 0x1ed).Database())
        .File("app/node_modules/a/package.json", """{"name": "a", "version": "1.0.0"}""").File("app/shop.deps.json", DotnetCataloguerTests.Deps).File("usr/local/bin/go", GoCataloguerTests.Inline)
        .File("app/a.jar", ZipBytes.Of(("META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\nversion=1\n"u8.ToArray()), ("lib/b.jar", ZipBytes.Of(("META-INF/MANIFEST.MF", "Implementation-Version: 1\n")))))
        .File("site-packages/x.dist-info/METADATA", "Name: x\nVersion: 1\n").File("srv/.env", "PASSWORD=abc\n").End();

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Cut_anywhere_it_says_so(string compression)
    {
        var stored = Store(compression);
        for (var i = 1; i < Fuzz.Cases(30); i++)
        {
            var length = (int)((long)stored.Length * i / Fuzz.Cases(30));
            var document = await MemoryImage.InspectAsync(stored[..length]);
            // The layout vouches for what it has: that nothing follows the last file is the sign.
            (document.Completeness == Completeness.Partial || document.Notes.Count > 0).ShouldBeTrue($"cut to {length} of {stored.Length}");
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Flipped_anywhere_it_gives_a_document(string compression)
    {
        var stored = Store(compression);
        for (var i = 0; i < Fuzz.Cases(60); i++)
        {
            var flipped = stored.ToArray();
            flipped[(int)((long)stored.Length * i / Fuzz.Cases(60))] ^= (byte)(1 << (i % 8));
            (await MemoryImage.InspectAsync(flipped)).ToJson().Length.ShouldBeGreaterThan(0, $"case {i}");
        }
    }

    [Theory]
    [InlineData("var/lib/dpkg/status")]
    [InlineData("var/lib/dpkg/status.d/x")]
    [InlineData("var/lib/dpkg/info/x.md5sums")]
    [InlineData("var/lib/rpm/rpmdb.sqlite")]
    [InlineData("var/lib/rpm/Packages.db")]
    [InlineData("var/lib/rpm/Packages")]
    [InlineData("var/lib/rpmmanifest/container-manifest-2")]
    [InlineData("lib/apk/db/installed")]
    [InlineData("var/lib/pacman/local/a-1-1/desc")]
    [InlineData("var/lib/pacman/local/a-1-1/mtree")]
    [InlineData("var/lib/pacman/local/a-1-1/files")]
    [InlineData("var/db/pkg/c/p-1/CONTENTS")]
    [InlineData("usr/lib/opkg/status")]
    [InlineData("opt/Cellar/jq/1/INSTALL_RECEIPT.json")]
    [InlineData("opt/bitnami/r/.spdx-r.spdx")]
    [InlineData("app/node_modules/x/package.json")]
    [InlineData("app/package-lock.json")]
    [InlineData("a/site-packages/x.dist-info/METADATA")]
    [InlineData("a/site-packages/x.dist-info/RECORD")]
    [InlineData("a/site-packages/x.egg-info")]
    [InlineData("w/a.whl")]
    [InlineData("opt/conda/conda-meta/a-1-0.json")]
    [InlineData("app/x.deps.json")]
    [InlineData("app/x.jar")]
    [InlineData("vendor/composer/installed.json")]
    [InlineData("usr/share/php/.registry/a.reg")]
    [InlineData("lib/x/ebin/x.app")]
    [InlineData("app/Cargo.lock")]
    public async Task A_database_that_is_none_is_named(string path)
    {
        foreach (var content in (byte[][])[Garbage, Lines])
        {
            var document = await MemoryImage.InspectAsync(new TarBytes().File("etc/os-release", "ID=debian\nVERSION_ID=12\n").File(path, content));

            document.Completeness.ShouldBe(Completeness.Partial);
            document.Notes.ShouldContain(note => note.Path == "/" + path && note.Reason.Length > 0);
        }
    }

    private static byte[] Store(string compression) => compression switch { "gzip" => Packed.Gzip(Everything), "zstd" => Packed.Zstd(Everything, "--check"), _ => Everything };
}
