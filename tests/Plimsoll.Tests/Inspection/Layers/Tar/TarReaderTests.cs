using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Layers.Tar;

public sealed class TarReaderTests
{
    private static readonly string Long = string.Join('/', Enumerable.Repeat("a-directory-with-a-long-name", 12));

    [Theory]
    [InlineData("v7")]
    [InlineData("oldgnu")]
    [InlineData("gnu")]
    [InlineData("ustar")]
    [InlineData("posix")]
    public void Reads_what_the_tar_program_writes_in_every_format(string format)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("bin/tool", new byte[700]);
        directory.Write("empty", []);
        Tool.Run("chmod", ["4755", Path.Combine(directory.Path, "bin/tool")]);
        File.CreateSymbolicLink(Path.Combine(directory.Path, "link"), "bin/tool");
        Tool.Run("ln", [Path.Combine(directory.Path, "bin/tool"), Path.Combine(directory.Path, "zz-hard")]);

        var facts = Scan.Of(Tool.Run("tar", ["-c", "--format", format, "--sort=name", "-C", directory.Path, "."])).Facts;

        facts.IsComplete.ShouldBeTrue();
        facts.Files.Select(file => new FileHeader(file.Path, file.Type, file.Mode, file.Size, file.Link)).ShouldBe(
        [
            new FileHeader("", FileType.Directory, 0x1c0, 0),
            new FileHeader("bin", FileType.Directory, facts.Files[1].Mode, 0),
            new FileHeader("bin/tool", FileType.File, 0x9ed, 700),
            new FileHeader("empty", FileType.File, facts.Files[3].Mode, 0),
            new FileHeader("link", FileType.Symlink, 0x1ff, 0, "bin/tool"),
            new FileHeader("zz-hard", FileType.HardLink, 0x9ed, 0, "./bin/tool"),
        ]);
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("posix")]
    public void Reads_long_names_and_long_links(string format)
    {
        using var directory = new TemporaryDirectory();
        directory.Write(Long + "/file", [1]);
        File.CreateSymbolicLink(Path.Combine(directory.Path, "link"), Long + "/file");

        var facts = Scan.Of(Tool.Run("tar", ["-c", "--format", format, "--sort=name", "-C", directory.Path, "."])).Facts;

        facts.Files.ShouldContain(file => file.Path == Long + "/file" && file.Size == 1);
        facts.Files.ShouldContain(file => file.Path == "link" && file.Link == Long + "/file");
    }

    [Theory]
    [InlineData("gnu", "1.0")]
    [InlineData("posix", "0.0")]
    [InlineData("posix", "0.1")]
    [InlineData("posix", "1.0")]
    public void Gives_sparse_files_their_apparent_size(string format, string version)
    {
        using var directory = new TemporaryDirectory();
        using (var file = File.Create(Path.Combine(directory.Path, "sparse")))
        {
            // Pieces far apart need a map that goes over more than one block.
            for (var i = 1; i <= 60; i++)
            {
                file.Position = i * 1_000_000;
                file.Write("data"u8);
            }
        }
        directory.Write("zz-after", [1, 2, 3]);

        var tar = Tool.Run("tar", ["-c", "--sparse", "--format", format, "--sparse-version", version, "--sort=name", "-C", directory.Path, "."]);
        var facts = Scan.Of(tar).Facts;

        tar.Length.ShouldBeLessThan(2_000_000);
        facts.IsComplete.ShouldBeTrue();
        facts.Files.Select(file => (file.Path, file.Size)).ShouldBe([("", 0), ("sparse", 60_000_004), ("zz-after", 3)]);
    }

    [Fact]
    public void Reads_a_size_in_base_256()
    {
        var tar = new TarBytes().Entry("big", '0', Encoding.UTF8.GetBytes("12345"), change: header =>
        {
            header.AsSpan(124, 12).Clear();
            header[124] = 0x80;
            header[135] = 5;
        }).File("after");

        Scan.Facts(tar).Files.Select(file => (file.Path, file.Size)).ShouldBe([("big", 5), ("after", 0)]);
    }

    [Fact]
    public void Takes_the_size_of_a_pax_header_over_that_of_the_entry()
    {
        var tar = new TarBytes().Pax(("size", "5")).Entry("big", '0', change: header => TarBytes.Octal(0, 12).CopyTo(header, 124)).Padded("12345"u8.ToArray()).File("after");

        Scan.Facts(tar).Files.Select(file => (file.Path, file.Size)).ShouldBe([("big", 5), ("after", 0)]);
    }

    [Fact]
    public void Joins_the_ustar_prefix_to_the_name()
    {
        var tar = new TarBytes().Entry("name", '0', change: header => "some/prefix"u8.CopyTo(header.AsSpan(345)));

        Scan.Facts(tar).Files.ShouldHaveSingleItem().Path.ShouldBe("some/prefix/name");
    }

    [Fact]
    public void Ignores_global_pax_headers_as_runtimes_do()
    {
        var tar = new TarBytes().Entry("pax_global_header", 'g', Encoding.UTF8.GetBytes("18 path=elsewhere\n")).File("here");

        Scan.Facts(tar).Files.ShouldHaveSingleItem().Path.ShouldBe("here");
    }

    [Fact]
    public void Reads_no_data_after_links_and_directories_whatever_their_size()
    {
        var tar = new TarBytes().Entry("hard", '1', link: "file", change: header => TarBytes.Octal(512, 12).CopyTo(header, 124)).File("file");

        Scan.Facts(tar).Files.Select(file => file.Path).ShouldBe(["hard", "file"]);
    }

    [Fact]
    public void Lists_devices_and_pipes_without_opening_them()
    {
        var facts = Scan.Facts(new TarBytes().Entry("dev/null", '3').Entry("dev/sda", '4').Entry("run/pipe", '6'));

        facts.Files.Select(file => file.Type).ShouldBe([FileType.CharacterDevice, FileType.BlockDevice, FileType.Fifo]);
    }

    [Fact]
    public void Keeps_names_that_are_not_utf_8()
    {
        var facts = Scan.Facts(new TarBytes().Entry([(byte)'a', 0xff, 0xc3, 0xa4], '0'));

        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("a\\xff\u00e4");
    }

    [Theory]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("./etc//passwd", "etc/passwd")]
    [InlineData("./", "")]
    [InlineData("etc/./passwd", "etc/passwd")]
    [InlineData("...", "...")]
    [InlineData("..a/b..", "..a/b..")]
    public void Normalizes_names(string name, string path) => Scan.Facts(new TarBytes().File(name)).Files.ShouldHaveSingleItem().Path.ShouldBe(path);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("..")]
    [InlineData("/..")]
    [InlineData("a/..")]
    public void Finds_names_that_lead_out_of_the_root(string name)
    {
        var facts = Scan.Facts(new TarBytes().File(name).File("fine"));

        var finding = facts.Findings.ShouldHaveSingleItem();
        finding.Kind.ShouldBe(FindingKinds.PathTraversal);
        finding.Path.ShouldBe(name);
        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("fine");
    }

    [Fact]
    public void Finds_hard_links_that_lead_out_of_the_root() =>
        Scan.Facts(new TarBytes().HardLink("shadow", "../../etc/shadow")).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKinds.PathTraversal);

    [Theory]
    [InlineData(".wh.")]
    [InlineData("a/.wh..")]
    [InlineData("a/.wh...")]
    public void Refuses_whiteouts_of_a_directory_itself(string name) =>
        Scan.Facts(new TarBytes().File(name)).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKinds.PathTraversal);

    [Fact]
    public void Ignores_what_aufs_left_over() => Scan.Facts(new TarBytes().File(".wh..wh.plnk/1.2").File(".wh..wh.aufs")).Files.ShouldHaveSingleItem().Path.ShouldBe(".wh..wh.plnk/1.2");

    [Fact]
    public void Leaves_out_names_that_are_too_long()
    {
        var facts = Scan.Facts(new TarBytes().Pax(("path", new string('n', 5000))).File("x").File("y"));

        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("y");
        facts.IsComplete.ShouldBeFalse();
    }

    [Theory]
    [InlineData("no length=\n")]
    [InlineData("99 path=x\n")]
    [InlineData("9 path=x!")]
    [InlineData("5 abc\n")]
    [InlineData("11 size=-1\n")]
    public void Says_that_a_pax_header_is_malformed(string record)
    {
        var facts = Scan.Facts(new TarBytes().File("before").Entry("x", 'x', Encoding.UTF8.GetBytes(record)).File("after"));

        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("before");
        facts.IsComplete.ShouldBeFalse();
        facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain("pax header");
    }

    [Fact]
    public void Says_where_a_header_is_damaged()
    {
        var tar = new TarBytes().File("before").File("damaged").End();
        tar[512 + 3] ^= 1;

        var facts = Scan.Of(tar).Facts;

        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("before");
        facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain("byte 512");
    }

    [Fact]
    public void Says_that_a_negative_size_is_none()
    {
        var facts = Scan.Facts(new TarBytes().Entry("negative", '0', change: header => header.AsSpan(124, 12).Fill(0xff)));

        facts.IsComplete.ShouldBeFalse();
        facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain("size");
    }

    [Fact]
    public void Says_that_bytes_follow_the_end_of_the_tar()
    {
        var facts = Scan.Of([.. new TarBytes().File("a").End(), .. new TarBytes().File("hidden").End()]).Facts;

        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("a");
        facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain("follow the end of the tar");
    }

    [Fact]
    public void Says_that_an_entry_of_an_unknown_type_was_left_out()
    {
        var facts = Scan.Facts(new TarBytes().Entry("volume", 'V').File("a"));

        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("a");
        facts.IsComplete.ShouldBeFalse();
    }
}
