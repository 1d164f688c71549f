using System.Text;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Hostile;

/// <summary>Images that somebody made to do harm. The program opens each of them in little memory and time, ends in order, and says what it did not read.</summary>
public sealed class HostileImageTests
{
    private const int Mebibyte = 1 << 20;

    private static readonly byte[] Zeros = new byte[16 * Mebibyte];

    /// <summary>One gibibyte in one mebibyte: the same sixteen mebibytes of zeros, compressed once, again and again.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void A_bomb_of_a_layer(string compression)
    {
        var header = new TarBytes().Entry("zeros", '0', change: tar => "77777777777\0"u8.CopyTo(tar.AsSpan(124))).ToArray();
        var (first, member) = compression == "gzip" ? (Packed.Gzip(header), Tool.Run("gzip", ["-9", "-c"], Zeros)) : (Packed.Zstd(header), Packed.Zstd(Zeros, "-19"));
        byte[] bomb = [.. first, .. Enumerable.Repeat(member, 64).SelectMany(bytes => bytes)];

        var document = ConfinedInspection.Of(header, bomb, "+" + compression);

        document.IsComplete().ShouldBeFalse();
        document.Findings().ShouldContain(finding => finding.StartsWith("bomb sha256:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bomb_of_xz()
    {
        var tar = new TarBytes().File("zeros", Zeros).End();

        var document = ConfinedInspection.Of(tar, Tool.Run("xz", ["-6", "-c"], tar), "+xz");

        document.IsComplete().ShouldBeFalse();
        document.Notes().ShouldContain(note => note.Contains("compressed with xz"));
    }

    [Theory]
    [InlineData('L')]
    [InlineData('x')]
    public void A_bomb_of_a_header_in_the_tar(char kind)
    {
        var tar = new TarBytes().File("etc/motd").Entry("header", kind, change: header => "17777777777\0"u8.CopyTo(header.AsSpan(124))).Raw(Zeros).ToArray();

        var document = ConfinedInspection.Of(tar, Packed.Zstd(tar), "+zstd");

        document.IsComplete().ShouldBeFalse();
        document.Findings().ShouldContain(finding => finding.StartsWith("bomb ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bomb_of_archives_in_archives()
    {
        var jar = ZipBytes.Of(("META-INF/maven/g/a/pom.properties", new byte[300 * Mebibyte]));
        for (var i = 0; i < 8; i++) jar = ZipBytes.Of(("a.jar", jar), ("b.jar", jar));

        var document = ConfinedInspection.Of(new TarBytes().File("app/bomb.jar", jar).End(), new TarBytes().File("app/bomb.jar", jar).End(), "");

        document.IsComplete().ShouldBeFalse();
        document.Notes().ShouldContain(note => note.StartsWith("/app/bomb.jar: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_lead_out_of_the_root()
    {
        var tar = new TarBytes().File("../../etc/passwd", "x").File("/srv/absolute", "x").File("a/../../up", "x").HardLink("etc/hard", "../../etc/shadow").Symlink("out", "../../..").File("out/etc/through", "x")
            .Symlink("abs", "/etc").File("abs/here", "x").File("etc/../../.wh.etc").End();

        var document = ConfinedInspection.Of(tar, tar, "");

        document.Findings().Where(finding => finding.StartsWith("path-traversal ", StringComparison.Ordinal)).Count().ShouldBeGreaterThanOrEqualTo(3);
        File.Exists("/etc/through").ShouldBeFalse();
    }

    [Fact]
    public void Links_that_lead_to_themselves()
    {
        var tar = new TarBytes().Symlink("a", "b").Symlink("b", "a").Symlink("etc/os-release", "../usr/lib/os-release").Symlink("usr/lib/os-release", "../../etc/os-release").Symlink("var/lib/dpkg", "../lib/dpkg")
            .Symlink("self", "self/self/self").File("self/inside", "x").HardLink("h1", "h2").HardLink("h2", "h1").Symlink("app/node_modules", "../app").File("app/package.json", """{"name": "x", "version": "1"}""");
        for (var i = 0; i < 5000; i++) tar.Symlink($"chain/{i}", $"{i + 1}");

        var document = ConfinedInspection.Of(tar.End(), tar.ToArray(), "");

        document.GetProperty("layers")[0].GetProperty("files").GetInt32().ShouldBeGreaterThan(5000);
    }

    [Fact]
    public void A_million_empty_files()
    {
        var entry = new TarBytes().File("d0000000").ToArray();
        var tar = new byte[(1_000_000 * 512) + 1024];
        for (var i = 0; i < 1_000_000; i++)
        {
            var header = tar.AsSpan(i * 512, 512);
            entry.CopyTo(header);
            Encoding.ASCII.GetBytes($"{i / 10_000:d3}/f{i % 10_000:d4}", header);
            "        "u8.CopyTo(header[148..]);
            var sum = 0;
            foreach (var b in header) sum += b;
            TarBytes.Octal(sum, 8).CopyTo(header[148..]);
        }

        var document = ConfinedInspection.Of(tar, Packed.Zstd(tar, "-1"), "+zstd");

        document.GetProperty("layers")[0].GetProperty("files").GetInt32().ShouldBe(1_000_000);
        document.IsComplete().ShouldBeTrue(string.Join('\n', document.Notes()));
    }

    [Fact]
    public void A_sparse_file_of_four_gibibytes()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "status");
        using (var file = File.Create(path))
        {
            file.SetLength(4L << 30);
            file.Write("Package: a\nStatus: install ok installed\nVersion: 1\n\n"u8);
        }
        // As a database of packages, which has to be read whole.
        var tar = Tool.Run("tar", ["-c", "--sparse", "--format=pax", "--transform=s,^,var/lib/dpkg/,", "-C", directory.Path, "status"]);
        tar.Length.ShouldBeLessThan(Mebibyte);

        var document = ConfinedInspection.Of(tar, tar, "");

        document.IsComplete().ShouldBeFalse();
        document.Notes().ShouldContain(note => note.StartsWith("/var/lib/dpkg/status: ", StringComparison.Ordinal));
    }
}
