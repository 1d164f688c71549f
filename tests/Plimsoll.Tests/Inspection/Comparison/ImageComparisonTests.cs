using System.Text.Json.Nodes;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Comparison;

public sealed class ImageComparisonTests
{
    private static ImageDiff Compare(OpenedImage from, OpenedImage to, DiffOptions? options = null) => ImageComparison.Compare(from, "a", to, "b", options ?? new DiffOptions());

    private static DpkgSystem System(string version) => new DpkgSystem()
        .Package("libssl3", version).File("usr/lib/libssl.so.3", [1, (byte)version[^1]])
        .Package("bash", "5.2").File("usr/bin/bash", [7, 7], mode: 0x1ed);

    private static string[] Groups(FileDiff files) => [.. files.Groups.Select(group => $"{group.Directory} {group.Package ?? "-"} {group.Whole?.ToString() ?? "-"} +{group.Counts.Added} -{group.Counts.Removed} ~{group.Counts.Changed}")];

    [Fact]
    public async Task An_image_is_the_same_as_itself_and_as_itself_in_other_layers()
    {
        var whole = await Opened.ImageAsync(new TarBytes().File("a", "1").File("b", "2"));
        var split = await Opened.ImageAsync(new TarBytes().File("a", "0").File("x", "1"), new TarBytes().File("a", "1").File("b", "2").Whiteout("x"));

        Compare(whole, whole).Verdict.ShouldBe("a and b are the same image");
        var diff = Compare(whole, split);
        diff.Same.ShouldBeTrue();
        diff.Verdict.ShouldBe("b has the same files, packages and configuration as a");
        (diff.Layers.From, diff.Layers.To, diff.Layers.Shared).ShouldBe((1, 2, 0));
    }

    [Fact]
    public async Task Tells_of_an_upgrade_as_a_person_would_and_counts_its_files_with_it()
    {
        var diff = Compare(await Opened.ImageAsync(System("3.0.1").ToTar()), await Opened.ImageAsync(System("3.0.2").ToTar()));

        diff.Verdict.ShouldBe("b is a with 1 package upgraded");
        var group = diff.Packages.Groups.ShouldHaveSingleItem();
        (group.Source, group.Change, group.From, group.To).ShouldBe(("libssl3", DiffKind.Upgraded, "3.0.1", "3.0.2"));
        group.Packages.ShouldHaveSingleItem().Files.ShouldBe(new FileCounts(0, 0, 1));
        diff.Files.OfPackages.ShouldBe(new FileCounts(0, 0, 1));
        // status and the md5sums of the package.
        diff.Files.Bookkeeping.ShouldBe(new FileCounts(0, 0, 2));
        diff.Files.Groups.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_packages_of_one_source_together()
    {
        static string Stanza(string name, string version, string? source) => $"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n{(source is null ? "" : $"Source: {source}\n")}\n";
        var before = await Opened.ImageAsync(new TarBytes().File("var/lib/dpkg/status", Stanza("libssl3", "3.0.2", "openssl") + Stanza("openssl", "3.0.2", null) + Stanza("zlib1g", "1.3", "zlib") + Stanza("old", "1", null)));
        var after = await Opened.ImageAsync(new TarBytes().File("var/lib/dpkg/status", Stanza("libssl3", "3.0.10", "openssl") + Stanza("openssl", "3.0.10", null) + Stanza("zlib1g", "1.2", "zlib") + Stanza("new", "1", null)));

        var diff = Compare(before, after);

        diff.Packages.Groups.Select(group => $"{group.Change} {group.Source} {group.From} {group.To} {string.Join('+', group.Packages.Select(package => package.Name))}")
            .ShouldBe(["Upgraded openssl 3.0.2 3.0.10 libssl3+openssl", "Downgraded zlib 1.3 1.2 zlib1g", "Added new  1 new", "Removed old 1  old"]);
        diff.Verdict.ShouldBe("b is a with 2 packages upgraded, 1 downgraded, 1 added and 1 removed");
    }

    [Fact]
    public void Pairs_copies_of_a_package_by_where_they_lie()
    {
        static InspectionDocument App(params (string Location, string Version)[] copies) => new()
        {
            Image = new ImageFacts(),
            Completeness = Completeness.Complete,
            Packages = [.. copies.Select(copy => new PackageFacts { Type = "npm", Name = "left-pad", Version = copy.Version, Purl = "pkg:npm/left-pad", Layer = 0, Location = copy.Location })],
        };

        var changes = new PackageChanges(App(("/a", "1.0.0"), ("/b", "2.0.0")), App(("/a", "1.1.0"), ("/b", "2.0.0"), ("/c", "1.0.5"))).ToDiff(new Dictionary<string, FileCounts>());

        changes.Same.ShouldBe(1);
        changes.Groups.SelectMany(group => group.Packages).Select(package => (package.Change, package.From, package.To)).ShouldBe([(DiffKind.Upgraded, "1.0.0", "1.1.0"), (DiffKind.Added, null, "1.0.5")]);
    }

    [Fact]
    public async Task Groups_other_files_by_directory_and_says_what_of_them_is_another()
    {
        var before = await Opened.ImageAsync(System("3.0.1").ToTar().File("etc/conf", "a").File("etc/mode", "m").File("srv/old/one", "1").File("srv/old/two", "2").Symlink("etc/link", "x"));
        var after = await Opened.ImageAsync(System("3.0.1").ToTar().File("etc/conf", "b").File("etc/mode", "m", mode: 0x1ff).File("opt/new/deep/er", "123").File("opt/new/x", "1").Symlink("etc/link", "y").File("usr/bin/bash", "evil", mode: 0x1ed));

        var diff = Compare(before, after);

        Groups(diff.Files).ShouldBe(["/ deb:bash - +0 -0 ~1", "/etc - - +0 -0 ~3", "/opt - Added +2 -0 ~0", "/srv - Removed +0 -2 ~0"]);
        diff.Files.Groups[1].Files.Select(file => $"{file.Path} {string.Join('+', file.What!)}").ShouldBe(["/etc/conf content", "/etc/link link", "/etc/mode mode"]);
        diff.Files.Groups[2].Bytes.ShouldBe(4);
        diff.Files.Groups[2].Files.ShouldBeEmpty();
        diff.Verdict.ShouldBe("b is a with 8 files that differ");
        diff.Findings.ShouldContain(change => change.Change == DiffKind.Added && change.Finding.Kind == FindingKinds.ModifiedFile && change.Finding.Path == "/usr/bin/bash");
    }

    [Fact]
    public async Task Lists_no_more_files_than_were_asked_for_and_says_how_many_are_left()
    {
        var tar = new TarBytes().File("d/keep", "1");
        for (var i = 0; i < 30; i++) tar.File($"d/f{i}", "x");
        var diff = Compare(await Opened.ImageAsync(new TarBytes().File("d/keep", "1")), await Opened.ImageAsync(tar), new DiffOptions { MaxFiles = 10 });

        var group = diff.Files.Groups.ShouldHaveSingleItem();
        (group.Files.Count, group.NotListed, group.Counts.Added).ShouldBe((10, 20, 30));
    }

    [Fact]
    public async Task Compares_the_configuration_setting_by_setting_and_the_history_line_by_line()
    {
        static Action<JsonObject> Config(string user, string path, string second) => image =>
        {
            image["config"] = new JsonObject
            {
                ["User"] = user,
                ["Env"] = new JsonArray("PATH=" + path, "LANG=C"),
                ["Cmd"] = new JsonArray("run", "a b"),
                ["Labels"] = new JsonObject { ["team"] = user },
                ["ExposedPorts"] = new JsonObject { [user == "1" ? "80/tcp" : "81/tcp"] = new JsonObject() },
            };
            image["history"] = new JsonArray(new JsonObject { ["created_by"] = "FROM base" }, new JsonObject { ["created_by"] = second, ["empty_layer"] = true });
        };
        var layer = new TarBytes().File("a", "1");
        var diff = Compare(await Opened.ImageAsync(Config("1", "/bin", "ENV A"), layer), await Opened.ImageAsync(Config("2", "/usr/bin", "ENV B"), new TarBytes().File("a", "1")));

        diff.Configuration.ShouldBe([
            new SettingDiff("env PATH", "/bin", "/usr/bin"), new SettingDiff("label team", "1", "2"), new SettingDiff("port 80/tcp", "exposed", null), new SettingDiff("port 81/tcp", null, "exposed"),
            new SettingDiff("user", "1", "2"),
        ]);
        (diff.History.Shared, diff.History.From.Single(), diff.History.To.Single()).ShouldBe((1, "ENV A", "ENV B"));
        diff.Verdict.ShouldBe("b is a with 5 settings changed");
        diff.Same.ShouldBeFalse();
    }

    [Fact]
    public async Task Never_calls_the_same_what_could_not_be_read()
    {
        var damaged = await Opened.ImageAsync(new TarBytes().File("a", "1").Raw([1, 2, 3]));
        damaged.Document.Completeness.ShouldBe(Completeness.Partial);

        var diff = Compare(damaged, damaged);

        diff.Same.ShouldBeFalse();
        diff.Verdict.ShouldStartWith("PARTIAL, not everything could be read: ");
    }

    [Fact]
    public async Task Says_when_images_have_little_in_common()
    {
        static TarBytes Status(string prefix) => new TarBytes().File("var/lib/dpkg/status", string.Concat(Enumerable.Range(0, 40).Select(i => $"Package: {prefix}{i}\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n")));

        Compare(await Opened.ImageAsync(Status("a")), await Opened.ImageAsync(Status("b"))).Verdict.ShouldBe("b is another image than a: of 40 packages 0 are the same");
    }
}
