using Plimsoll.Core;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Trees;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Trees;

public sealed class ImageTreeTests
{
    private static Task<OpenedImage> ThreeLayersAsync() => Opened.ImageAsync(
        new TarBytes().Directory("app").File("app/kept", "1234").File("app/changed", "12345678").File("app/removed", "123456").HardLink("app/link", "app/kept").Directory("gone").File("gone/inside", "12"),
        new TarBytes().Directory("app").File("app/changed", "1").Whiteout("app/removed").Whiteout("gone").File("new/file", "123", mode: 0x9ed),
        new TarBytes().Whiteout("new/file").File("new/other", "x"));

    private static string[] Marks(IEnumerable<TreeEntry> entries) => [.. entries.Select(entry => $"{entry.Path} {entry.Size} {entry.Layer} {entry.Change?.ToString().ToLowerInvariant() ?? "-"}{(entry.HiddenBy is { } by ? $" by {by}" : "")}")];

    [Fact]
    public async Task Lists_a_directory_of_the_merged_tree_with_what_layers_removed_from_it()
    {
        var tree = (await ThreeLayersAsync()).Tree;

        Marks(tree.List("/app")).ShouldBe(["/app/changed 1 1 changed", "/app/kept 4 0 -", "/app/link 4 0 -", "/app/removed 6 0 removed by 1"]);
        Marks(tree.List("/")).ShouldBe(["/app 5 1 -", "/gone 0 0 removed by 1", "/new 1 1 -"]);
        Marks(tree.List("/gone")).ShouldBe(["/gone/inside 2 0 removed by 1"]);
        tree.List("/nowhere").ShouldBeEmpty();
        tree.List("/app/kept").ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_each_byte_once_and_what_is_shipped_in_vain_apart()
    {
        var tree = (await ThreeLayersAsync()).Tree;

        // kept and its hard link share four bytes; changed has one, other one.
        (tree.Files, tree.Bytes, tree.Wasted).ShouldBe((4, 6, 8 + 6 + 2 + 3));
        var app = tree.Find("/app")!;
        (app.Files, app.Size, app.Wasted).ShouldBe((3, 5, 14));
        tree.WastedPaths(2).ShouldBe([new WastedPath("/app/changed", 8, 1, true), new WastedPath("/app/removed", 6, 1, false)]);
    }

    [Fact]
    public async Task Says_what_one_layer_did()
    {
        var tree = (await ThreeLayersAsync()).Tree;

        Marks(tree.List("/", layer: 1)).ShouldBe(["/app 1 1 -", "/gone 0 0 removed by 1", "/new 3 1 -"]);
        Marks(tree.List("/app", layer: 1)).ShouldBe(["/app/changed 1 1 changed", "/app/removed 6 0 removed by 1"]);
        Marks(tree.List("/new", layer: 1)).ShouldBe(["/new/file 3 1 added by 2"]);
        Marks(tree.List("/new", layer: 2)).ShouldBe(["/new/file 3 1 removed by 2", "/new/other 1 2 added"]);
        tree.List("/app", layer: 2).ShouldBeEmpty();
        tree.Layers().Select(layer => (layer.Added, layer.Changed, layer.Removed, layer.Bytes, layer.Wasted)).ShouldBe([(7, 0, 0, 20, 16), (1, 1, 3, 4, 3), (1, 0, 1, 1, 0)]);
    }

    [Fact]
    public async Task Shows_modes_owners_links_and_the_package_that_owns_a_file()
    {
        var image = await Opened.ImageAsync(
            new DpkgSystem().Package("tools").File("usr/bin/tool", [1, 2, 3], mode: 0x9ed).ToTar().Entry("etc/owned", '0', [1], change: header => TarBytes.Octal(42, 8).CopyTo(header, 108)));

        var tool = image.Tree.Find("/bin/tool")!;
        (tool.Path, tool.Mode, tool.Package, tool.Type, tool.Digest).ShouldBe(("/usr/bin/tool", "4755", "deb:tools", "file", Digest.Of([1, 2, 3])));
        image.Tree.Find("/etc/owned")!.UserId.ShouldBe(42);
        var link = image.Tree.Find("/bin")!;
        (link.Type, link.Link, link.IsDirectory).ShouldBe(("symlink", "usr/bin", false));
    }

    [Fact]
    public async Task Pages_through_a_directory_of_many_files_by_name()
    {
        var tar = new TarBytes();
        for (var i = 0; i < 1500; i++) tar.File($"many/f{i:0000}", "x");
        var tree = (await Opened.ImageAsync(tar)).Tree;
        var names = new List<string>();
        while (tree.List("/many", after: names.LastOrDefault(), limit: 400) is { Count: > 0 } page) names.AddRange(page.Select(entry => entry.Name));

        names.ShouldBe(Enumerable.Range(0, 1500).Select(i => $"f{i:0000}"));
    }

    [Fact]
    public async Task Finds_files_of_a_layer_by_content_and_by_name()
    {
        var image = await ThreeLayersAsync();
        var lowest = image.Document.Layers[0].Digest!.Value;

        image.Tree.WithContent(lowest, Digest.Of("123456"u8)).Select(entry => (entry.Path, entry.HiddenBy)).ShouldBe([("/app/removed", 1)]);
        image.Tree.WithName(lowest, "removed").Select(entry => entry.Path).ShouldBe(["/app/removed"]);
        image.Tree.WithName(lowest, "/app/removed").Count().ShouldBe(1);
        image.Tree.WithName(lowest, "/other/removed").ShouldBeEmpty();
        image.Tree.WithContent(image.Document.Layers[1].Digest!.Value, Digest.Of("123456"u8)).ShouldBeEmpty();
    }
}
