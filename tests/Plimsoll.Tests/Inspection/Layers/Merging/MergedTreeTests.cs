using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Merging;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Layers.Merging;

public sealed class MergedTreeTests
{
    [Fact]
    public void A_whiteout_hides_lower_layers_only_wherever_it_stands()
    {
        var lower = new TarBytes().File("a/x").File("a/y").File("b");
        var root = Merge(lower, new TarBytes().File("a/x").Whiteout("a/x").Whiteout("b").File("b"));

        root.Find("a/x")!.Value.Layer.ShouldBe(1);
        root.Find("a/y")!.Value.Layer.ShouldBe(0);
        root.Find("b")!.Value.Layer.ShouldBe(1);
        Merge(lower, new TarBytes().Whiteout("a/x").Whiteout("b")).Find("b").ShouldBeNull();
    }

    [Fact]
    public void An_opaque_directory_hides_what_lower_layers_have_in_it_wherever_it_stands()
    {
        var lower = new TarBytes().File("d/old/file").File("d/both").File("e");
        foreach (var upper in new[] { new TarBytes().Opaque("d").File("d/new").File("d/both"), new TarBytes().File("d/new").File("d/both").Opaque("d") })
        {
            var root = Merge(lower, upper);

            root.FilesIn("d").ShouldBe(["both", "new"]);
            root.Find("d/both")!.Value.Layer.ShouldBe(1);
            root.Find("e").ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_whiteout_of_a_directory_leaves_what_its_own_layer_puts_there()
    {
        var root = Merge(new TarBytes().Directory("d").File("d/old"), new TarBytes().File("d/sub/new").Whiteout("d"));

        root.FilesIn("d").ShouldBe(["sub"]);
        root.FilesIn("d/sub").ShouldBe(["new"]);
    }

    [Fact]
    public void A_directory_keeps_what_it_has_when_a_layer_mentions_it_again() =>
        Merge(new TarBytes().Directory("d").File("d/old"), new TarBytes().Directory("d")).Find("d/old").ShouldNotBeNull();

    [Fact]
    public void The_last_of_several_entries_counts() =>
        Merge(new TarBytes().File("a", "1").Symlink("a", "elsewhere").File("a", "22")).Find("a")!.Value.Content.ShouldBe(new ContentPlace(0, 2));

    [Fact]
    public void A_file_replaces_a_directory_with_all_that_is_in_it()
    {
        var root = Merge(new TarBytes().File("d/old"), new TarBytes().File("d"), new TarBytes().File("d/new"));

        root.FilesIn("d").ShouldBe(["new"]);
    }

    [Theory]
    [InlineData("usr/lib")]
    [InlineData("/usr/lib")]
    [InlineData("./usr/../usr/lib/")]
    [InlineData("../../usr/lib")]
    [InlineData("/one/more")]
    public void Parents_that_are_links_are_followed_and_never_lead_out(string target)
    {
        var root = Merge(
            new TarBytes().Directory("usr/lib").File("usr/lib/old").Symlink("one", "/two").Symlink("two/more", "../usr/lib").Symlink("lib", target),
            new TarBytes().File("lib/new").Whiteout("lib/old"));

        root.FilesIn("usr/lib").ShouldBe(["new"]);
        root.Find("lib/new")!.Value.Layer.ShouldBe(1);
    }

    [Fact]
    public void A_directory_replaces_a_link_as_in_containerd_and_Docker()
    {
        var root = Merge(new TarBytes().File("usr/lib/old").Symlink("lib", "usr/lib"), new TarBytes().Directory("lib").File("lib/new"));

        root.FilesIn("lib").ShouldBe(["new"]);
        root.FilesIn("usr/lib").ShouldBe(["old"]);
    }

    [Fact]
    public void A_whiteout_of_a_link_leaves_what_it_leads_to()
    {
        var root = Merge(new TarBytes().File("usr/lib/old").Symlink("lib", "usr/lib"), new TarBytes().Whiteout("lib"));

        root.Find("lib").ShouldBeNull();
        root.Find("usr/lib/old").ShouldNotBeNull();
    }

    [Fact]
    public void A_hard_link_has_the_content_of_its_target_even_from_a_lower_layer()
    {
        var root = Merge(new TarBytes().File("a", "1"), new TarBytes().HardLink("b", "/a").Whiteout("a"));

        root.Find("a").ShouldBeNull();
        root.Find("b")!.Value.Content.ShouldBe(new ContentPlace(0, 0));
        root.Find("b")!.Value.Layer.ShouldBe(1);
    }

    [Fact]
    public void Entries_that_cannot_be_placed_are_told()
    {
        var told = new List<string>();
        var layer = Scan.Facts(new TarBytes().HardLink("b", "missing").Symlink("loop", "pool").Symlink("pool", "loop").File("loop/file").File("fine"));

        var root = new MergedTree(100);
        root.Apply(0, layer.Files, (path, reason) => told.Add($"{path}: {reason}"), Scan.NoDeadline);

        told.Count.ShouldBe(2);
        told[0].ShouldStartWith("b: the hard link leads to 'missing'");
        told[1].ShouldStartWith("loop/file: its directory leads in a circle");
        root.Find("loop").ShouldBeNull();
        root.Find("fine").ShouldNotBeNull();
    }

    [Fact]
    public void Directories_that_no_layer_mentions_count_against_the_limit()
    {
        var deep = string.Join('/', Enumerable.Repeat("d", 200));

        Should.Throw<LayerStoppedException>(() => Apply(new MergedTree(100), Scan.Facts(new TarBytes().Pax(("path", deep)).File("x")))).IsBomb.ShouldBeTrue();
    }

    [Fact]
    public void A_chain_of_links_that_deepens_with_every_entry_ends()
    {
        var tar = new TarBytes();
        var deep = string.Join('/', Enumerable.Repeat("d", 1500));
        for (var i = 0; i < 8; i++) tar.Pax(("path", $"{(i == 0 ? "" : $"l{i - 1}/")}{deep}/end")).Directory("x").Pax(("linkpath", $"{(i == 0 ? "" : $"l{i - 1}/")}{deep}/end")).Symlink($"l{i}", "x");
        tar.Whiteout("d");

        Should.NotThrow(() => Apply(new MergedTree(100_000), Scan.Facts(tar)));
    }

    /// <summary>The same layers, unpacked by umoci, must give the same files.</summary>
    [Fact]
    public void Makes_the_same_root_as_umoci()
    {
        TarBytes[] layers =
        [
            new TarBytes().Directory("usr").Directory("usr/lib").Symlink("lib", "usr/lib").File("usr/lib/a", "a0").File("usr/lib/b", "b0").Directory("etc").File("etc/x", "x0").File("etc/y", "y0")
                .Directory("var").Directory("var/log").File("var/log/1").File("var/log/2").Directory("opt").Directory("opt/app").File("opt/app/one").File("opt/two"),
            new TarBytes().File("lib/c", "c1").Whiteout("usr/lib/a").Opaque("var/log").File("var/log/3").Whiteout("etc/x").File("etc/z").HardLink("etc/w", "etc/y").Whiteout("opt"),
            new TarBytes().Directory("opt").File("opt/three").File("etc/x", "x2").Whiteout("etc/y").Symlink("etc/link", "/usr/lib/../lib/b").File("etc/z", "z2"),
        ];
        using var directory = new TemporaryDirectory();
        new LayoutBuilder(directory.Path).Image("1", layers.Select(layer => layer.End())).Write();

        Tool.Run("umoci", ["unpack", "--rootless", "--image", $"{directory.Path}:1", Path.Combine(directory.Path, "bundle")]);

        var unpacked = Path.Combine(directory.Path, "bundle", "rootfs");
        Tree(Merge(layers)).ShouldBe(Tool.Lines("find", unpacked, "-mindepth", "1", "-printf", "%P %y %l\n").Select(line => line.TrimEnd()).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Tree(MergedTree root)
    {
        return Below("").Order(StringComparer.Ordinal);

        IEnumerable<string> Below(string directory) => root.FilesIn(directory).SelectMany(name =>
        {
            var path = directory.Length == 0 ? name : $"{directory}/{name}";
            var file = root.FindLink(path)!.Value;
            var line = $"{path} {file.Type switch { FileType.Directory => 'd', FileType.Symlink => 'l', _ => 'f' }} {file.Link}".TrimEnd();
            return file.Type == FileType.Directory ? Below(path).Prepend(line) : [line];
        });
    }

    private static MergedTree Merge(params TarBytes[] layers) => Apply(new MergedTree(1000), [.. layers.Select(Scan.Facts)]);

    private static MergedTree Apply(MergedTree root, params LayerFacts[] layers)
    {
        for (var i = 0; i < layers.Length; i++) root.Apply(i, layers[i].Files, (_, _) => { }, Scan.NoDeadline);
        return root;
    }
}
