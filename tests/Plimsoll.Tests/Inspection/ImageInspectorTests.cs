using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection;

public sealed class ImageInspectorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LayoutBuilder _layout;

    public ImageInspectorTests() => _layout = new LayoutBuilder(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Says_which_layer_brought_each_version()
    {
        _layout.Image("1",
        [
            Status(("a", "1"), ("b", "1"), ("c", "1")),
            new TarBytes().File("srv/nothing").End(),
            Status(("a", "1"), ("b", "2"), ("c", "1"), ("d", "1")),
            Status(("a", "1"), ("b", "2"), ("d", "1")),
            Status(("a", "1"), ("b", "2"), ("c", "1"), ("d", "1")),
        ]);

        var document = await InspectAsync();

        document.Packages.Select(package => $"{package.Name} {package.Version} {package.Layer}").ShouldBe(["a 1 0", "b 2 2", "c 1 4", "d 1 2"]);
        document.Completeness.ShouldBe(Completeness.Complete);
    }

    [Fact]
    public async Task Reads_the_database_through_links_and_hard_links()
    {
        _layout.Image("1",
        [
            new TarBytes().Directory("usr/lib/sysimage/dpkg").Symlink("var/lib/dpkg", "../../usr/lib/sysimage/dpkg").File("usr/lib/sysimage/dpkg/status", Stanza("a", "1")).End(),
            new TarBytes().File("var/lib/dpkg/status", Stanza("a", "1") + "\n" + Stanza("b", "1")).End(),
            new TarBytes().HardLink("var/lib/dpkg/status.d/z", "var/lib/dpkg/status").End(),
        ]);

        (await InspectAsync()).Packages.Select(package => $"{package.Name} {package.Layer} {package.Location}").ShouldBe(["a 0 /var/lib/dpkg/status.d/z", "b 1 /var/lib/dpkg/status.d/z"]);
    }

    /// <summary>dpkg-query reads the same files.</summary>
    [Fact]
    public async Task Reads_the_journal_of_dpkg_on_top_of_its_status()
    {
        (string Name, string Content)[] files =
        [
            ("status", Stanza("a", "1") + "\n" + Stanza("b", "1") + "\n" + Stanza("c", "1") + "\n" + Stanza("d", "1")),
            ("updates/0001", Stanza("a", "2")),
            ("updates/0002", "Package: b\nStatus: purge ok not-installed\nPriority: optional\n"),
            ("updates/0003", "Package: c\nStatus: purge ok not-installed\nArchitecture: amd64\n"),
            ("updates/tmp.i", Stanza("e", "1")),
        ];
        var tar = new TarBytes();
        using var admin = new TemporaryDirectory();
        foreach (var (name, content) in files)
        {
            tar.File("var/lib/dpkg/" + name, content);
            admin.Write(name, System.Text.Encoding.UTF8.GetBytes(content));
        }
        admin.Write("info/format", "1\n"u8.ToArray());
        _layout.Image("1", [tar.End()]);

        var packages = (await InspectAsync()).Packages.Select(package => $"{package.Name} {package.Version} {package.Arch}").ToList();

        packages.ShouldBe(["a 2 amd64", "d 1 amd64"]);
        packages.ShouldBe(Tool.Lines("dpkg-query", "--admindir", admin.Path, "-W", "-f", "${Package} ${Version} ${Architecture}\n"));
    }

    [Fact]
    public async Task A_database_that_was_removed_makes_the_image_partial()
    {
        _layout.Image("1", [Status(("a", "1")), new TarBytes().Whiteout("var/lib/dpkg").End()]);

        var document = await InspectAsync();

        document.Packages.ShouldBeEmpty();
        document.Completeness.ShouldBe(Completeness.Partial);
        document.Notes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(note => note.Layer.ShouldBe(1), note => note.Reason.ShouldContain("removed"));
    }

    [Fact]
    public async Task A_database_that_was_not_read_makes_the_image_partial()
    {
        _layout.Image("1", [new TarBytes().File("opt/packages", Stanza("a", "1")).Symlink("var/lib/dpkg/status", "/opt/packages").End()]);

        var document = await InspectAsync();

        document.Completeness.ShouldBe(Completeness.Partial);
        document.Notes.ShouldHaveSingleItem().Path.ShouldBe("/var/lib/dpkg/status");
    }

    [Fact]
    public async Task A_damaged_database_counts_only_where_it_is_in_force()
    {
        _layout.Image("1", [new TarBytes().File("var/lib/dpkg/status", "rubbish\n").File("srv/lib/dpkg/status", "rubbish\n").End(), Status(("a", "1"))]);
        (await InspectAsync()).Completeness.ShouldBe(Completeness.Complete);

        _layout.Image("2", [Status(("a", "1")), new TarBytes().File("var/lib/dpkg/status", Stanza("a", "1") + "\nrubbish\n").End()]);
        var document = await InspectAsync("2");

        document.Completeness.ShouldBe(Completeness.Partial);
        document.Packages.ShouldHaveSingleItem();
        document.Notes.ShouldHaveSingleItem().Layer.ShouldBe(1);
    }

    [Fact]
    public async Task Notes_packages_that_are_neither_installed_nor_absent()
    {
        _layout.Image("1", [new TarBytes().File("var/lib/dpkg/status", Stanza("a", "1").Replace("ok installed", "ok half-configured")).End()]);

        var document = await InspectAsync();

        document.Packages.ShouldBeEmpty();
        document.Notes.ShouldHaveSingleItem().Reason.ShouldStartWith("a 1 is half-configured");
    }

    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"\nNAME=\"Debian GNU/Linux\"\n", "pkg:deb/debian/a@1?arch=amd64&distro=debian-12")]
    [InlineData("ID=ubuntu\nVERSION_ID='24.04'\n", "pkg:deb/ubuntu/a@1?arch=amd64&distro=ubuntu-24.04")]
    [InlineData("ID=debian\nVERSION_CODENAME=forky\n", "pkg:deb/debian/a@1?arch=amd64&distro=debian-forky")]
    [InlineData("", "pkg:deb/debian/a@1?arch=amd64")]
    public async Task Names_the_distribution_in_package_urls(string osRelease, string purl)
    {
        _layout.Image("1", [new TarBytes().File("usr/lib/os-release", osRelease).Symlink("etc/os-release", "../usr/lib/os-release").File("var/lib/dpkg/status", Stanza("a", "1")).End()]);

        (await InspectAsync()).Packages.ShouldHaveSingleItem().Purl.ShouldBe(purl);
    }

    [Fact]
    public async Task Ties_history_lines_to_layers_and_leaves_out_those_without_one()
    {
        _layout.Image("1", [Status(("a", "1")), Status(("a", "2"))], config => config["history"] = new JsonArray(
            new JsonObject { ["created_by"] = "ADD rootfs" }, new JsonObject { ["created_by"] = "ENV A=b", ["empty_layer"] = true }, new JsonObject { ["created_by"] = "RUN apt-get upgrade" }));

        var document = await InspectAsync();

        document.Layers.Select(layer => layer.CreatedBy).ShouldBe(["ADD rootfs", "RUN apt-get upgrade"]);
        document.Image.History.Select(entry => entry.Layer).ShouldBe([0, null, 1]);
    }

    [Fact]
    public async Task Finds_a_false_diff_id()
    {
        var (descriptor, _) = _layout.Layer(Status(("a", "1")));
        _layout.Tag("1", _layout.Manifest([(descriptor, Digest.EmptyJson.Value)]));

        var document = await InspectAsync();

        var finding = document.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Layer, finding.Severity).ShouldBe((FindingKinds.DigestMismatch, 0, Severity.High));
        document.Layers[0].DiffId.ShouldBe(Digest.Of(Status(("a", "1"))));
        document.Packages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Finds_a_layer_that_was_packed_anew_by_its_size_though_the_same_is_inside()
    {
        var (tar, packed) = (Status(("a", "1")), Packed.Gzip(Status(("a", "1"))));
        var layer = _layout.Layer(tar, packed, "+gzip");
        _layout.Tag("1", _layout.Manifest([layer]));
        (await InspectAsync()).Findings.ShouldBeEmpty();

        File.WriteAllBytes(Path.Combine(_directory.Path, "blobs/sha256", Digest.Of(packed).Hex), [.. Packed.Gzip(tar[..512]), .. Packed.Gzip(tar[512..])]);
        var document = await InspectAsync();

        document.Findings.ShouldHaveSingleItem().Reason.ShouldContain("the bytes of the layer have the digest");
        document.Layers[0].DiffId.ShouldBe(Digest.Of(tar));
        document.Packages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Proves_no_layer_by_a_configuration_that_is_not_the_one_of_the_manifest()
    {
        var (tar, evil) = (Status(("a", "1")), Status(("b", "2")));
        _layout.Image("1", [tar]);
        foreach (var blob in Directory.GetFiles(Path.Combine(_directory.Path, "blobs/sha256")))
        {
            var bytes = File.ReadAllBytes(blob);
            if (bytes.AsSpan().SequenceEqual(tar)) File.WriteAllBytes(blob, evil);
            else if (Encoding.UTF8.GetString(bytes) is var text && text.Contains("diff_ids", StringComparison.Ordinal)) File.WriteAllText(blob, text.Replace(Digest.Of(tar).Hex, Digest.Of(evil).Hex, StringComparison.Ordinal));
        }

        var document = await InspectAsync();

        document.Findings.Select(finding => (finding.Kind, finding.Layer)).ShouldBe([(FindingKinds.DigestMismatch, null), (FindingKinds.DigestMismatch, 0)]);
    }

    [Fact]
    public async Task Finds_stored_bytes_that_are_not_those_of_the_digest_and_keeps_no_facts_of_them()
    {
        var layer = Status(("a", "1"));
        _layout.Image("1", [layer]);
        File.WriteAllBytes(Path.Combine(_directory.Path, "blobs/sha256", Digest.Of(layer).Hex), Status(("evil", "1")));
        var cache = new MemoryCache();

        var document = await InspectAsync(cache: cache);

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.DigestMismatch && finding.Path == Digest.Of(layer).Value);
        document.Completeness.ShouldBe(Completeness.Partial);
        cache.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keeps_no_facts_under_the_digest_of_a_layer_for_which_only_a_configuration_made_for_it_speaks()
    {
        var known = Packed.Gzip(Status(("a", "10")));
        var evil = Enumerable.Range(11, 80).Select(version => Status(("a", $"{version}"))).First(tar => Packed.Gzip(tar).Length == known.Length);
        _layout.Tag("1", _layout.Manifest([(_layout.Layer(evil, known, "+gzip").Descriptor, Digest.Of(evil).Value)]));
        File.WriteAllBytes(Path.Combine(_directory.Path, "blobs/sha256", Digest.Of(known).Hex), Packed.Gzip(evil));
        var cache = new MemoryCache();

        var document = await InspectAsync(cache: cache);

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.DigestMismatch && finding.Path == Digest.Of(known).Value);
        cache.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_layer_that_is_not_there_makes_the_image_partial()
    {
        var layer = Status(("a", "1"));
        _layout.Image("1", [layer, new TarBytes().File("x").End()]);
        File.Delete(Path.Combine(_directory.Path, "blobs/sha256", Digest.Of(layer).Hex));

        var document = await InspectAsync();

        document.Completeness.ShouldBe(Completeness.Partial);
        document.Notes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(note => note.Layer.ShouldBe(0), note => note.Reason.ShouldContain("not there"));
        document.Layers[1].Files.ShouldBe(1);
    }

    [Fact]
    public async Task Opens_a_layer_once_and_gives_the_same_document_from_kept_facts()
    {
        _layout.Image("1", [Status(("a", "1")), new TarBytes().File("../out").HardLink("x", "nowhere").Whiteout("y").File("caf\u00e9").End()]);
        var cache = new MemoryCache();

        var first = await InspectAsync(cache: cache);
        File.Delete(Path.Combine(_directory.Path, "blobs/sha256", first.Layers[0].Digest!.Value.Hex));
        var second = await InspectAsync(cache: cache);

        cache.Kept.Count.ShouldBe(2);
        second.ToJson().ShouldBe(first.ToJson());
    }

    [Fact]
    public async Task Opens_a_layer_again_when_kept_facts_are_damaged()
    {
        _layout.Image("1", [Status(("a", "1"))]);
        var cache = new MemoryCache();
        var first = await InspectAsync(cache: cache);
        foreach (var digest in cache.Kept.Keys.ToArray()) cache.Kept[digest] = "damaged"u8.ToArray();

        (await InspectAsync(cache: cache)).ToJson().ShouldBe(first.ToJson());
    }

    [Theory]
    [InlineData(null, "chosen by host or first")]
    [InlineData("linux/arm64", "arm64")]
    [InlineData("arm64", "arm64")]
    [InlineData("linux/arm64/v8", "arm64")]
    [InlineData("linux/amd64", "amd64")]
    public async Task Chooses_the_image_of_a_platform(string? asked, string architecture)
    {
        var attestation = _layout.Manifest([], "unknown");
        attestation["platform"] = new JsonObject { ["os"] = "unknown", ["architecture"] = "unknown" };
        var index = _layout.Index(attestation, _layout.Manifest([_layout.Layer(Status(("arm64", "1")))], "arm64"), _layout.Manifest([_layout.Layer(Status(("amd64", "1")))], "amd64"));
        _layout.Tag("1", index);

        var document = await InspectAsync(options: InspectOptions.Default with { Platform = asked is null ? null : PlatformChoice.Parse(asked) });

        var expected = asked is null ? PlatformChoice.Host.Architecture == "amd64" ? "amd64" : "arm64" : architecture;
        document.Image.Platform.ShouldBe("linux/" + expected);
        document.Packages.ShouldHaveSingleItem().Name.ShouldBe(expected);
        document.Image.Index!.Value.Value.ShouldBe((string)index["digest"]!);
        document.Image.Platforms.ShouldBe(["linux/arm64", "linux/amd64"]);
    }

    [Fact]
    public async Task Says_which_platforms_there_are()
    {
        _layout.Tag("1", _layout.Index(_layout.Manifest([], "arm64"), _layout.Manifest([], "s390x")));

        (await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync(options: InspectOptions.Default with { Platform = PlatformChoice.Parse("linux/amd64") })))
            .Message.ShouldBe("there is no image for linux/amd64; there are linux/arm64, linux/s390x");
        (await InspectAsync()).Image.Platform.ShouldBe("linux/arm64");
    }

    [Theory]
    [InlineData("application/vnd.cncf.helm.config.v1+json", "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "a Helm chart", true)]
    [InlineData("application/vnd.oci.empty.v1+json", "application/vnd.dev.cosign.simplesigning.v1+json", "an artifact of type application/vnd.oci.empty.v1+json", true)]
    [InlineData("application/vnd.wasm.config.v0+json", "application/wasm", "an artifact of type application/vnd.wasm.config.v0+json", false)]
    public async Task Says_what_an_artifact_is_that_is_no_image(string configType, string layerType, string what, bool complete)
    {
        _layout.Tag("1", _layout.Manifest([(_layout.Blob("content"u8.ToArray(), layerType), "")], manifest: manifest => manifest["config"] = _layout.Blob("{}"u8.ToArray(), configType)));

        var document = await InspectAsync();

        document.Packages.ShouldBeEmpty();
        document.Notes[0].Reason.ShouldBe("not a container image: " + what);
        document.Completeness.ShouldBe(complete ? Completeness.Complete : Completeness.Partial);
        document.Layers.ShouldHaveSingleItem().Size.ShouldBe(7);
    }

    [Fact]
    public async Task Opens_a_layer_of_an_unknown_type_in_an_image_by_its_bytes()
    {
        var tar = Status(("a", "1"));
        _layout.Tag("1", _layout.Manifest([(_layout.Blob(tar, "application/vnd.example.layer"), Digest.Of(tar).Value)]));
        (await InspectAsync()).Packages.ShouldHaveSingleItem();

        _layout.Tag("2", _layout.Manifest([(_layout.Blob("module"u8.ToArray(), "application/wasm"), Digest.Of("module"u8).Value)]));
        var document = await InspectAsync("2");
        document.Completeness.ShouldBe(Completeness.Partial);
        document.Notes.ShouldHaveSingleItem().Reason.ShouldContain("not a file system layer");
    }

    [Fact]
    public async Task Survives_sizes_that_are_lies()
    {
        var (descriptor, diffId) = _layout.Layer(Status(("a", "1")));
        descriptor["size"] = long.MaxValue;
        _layout.Tag("1", _layout.Manifest([(descriptor, diffId), (descriptor, diffId)]));

        var document = await InspectAsync();

        document.Image.Size.ShouldBe(long.MaxValue);
        document.Findings.Count.ShouldBe(2);
        document.Findings.ShouldAllBe(finding => finding.Kind == FindingKinds.DigestMismatch && finding.Reason.Contains("the manifest says"));
    }

    [Fact]
    public async Task Stops_merging_an_image_of_too_many_files()
    {
        _layout.Image("1", [new TarBytes().File("a").File("b").End(), new TarBytes().File("c").File("d").End()]);

        var document = await InspectAsync(options: InspectOptions.Default with { MaxEntries = 3 });

        document.Completeness.ShouldBe(Completeness.Partial);
        document.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(finding => finding.Kind.ShouldBe(FindingKinds.Bomb), finding => finding.Layer.ShouldBe(1));
    }

    [Fact]
    public async Task Writes_the_fields_that_scripts_read()
    {
        _layout.Image("1", [Status(("a", "1"))]);

        var json = JsonNode.Parse((await InspectAsync()).ToJson())!;

        json.AsObject().Select(field => field.Key).ShouldBe(["image", "completeness", "layers", "packages", "findings", "notes"]);
        json["completeness"]!.GetValue<string>().ShouldBe("complete");
        json["layers"]![0]!.AsObject().Select(field => field.Key).ShouldBe(["index", "digest", "diffId", "mediaType", "size", "uncompressedSize", "files"]);
        json["packages"]![0]!.AsObject().Select(field => field.Key).ShouldBe(["type", "name", "version", "arch", "purl", "layer", "location", "licenceClass", "licenceFrom", "confidence", "introducedIn"]);
        InspectionDocument.FromJson((await InspectAsync()).ToJson()).ToJson().ShouldBe((await InspectAsync()).ToJson());
    }

    private async Task<InspectionDocument> InspectAsync(string tag = "1", InspectOptions? options = null, ILayerFactsCache? cache = null)
    {
        _layout.Write();
        await using var content = OciLayoutContent.OpenDirectory(_directory.Path, tag);
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, options ?? InspectOptions.Default, cache, CancellationToken.None);
    }

    private static byte[] Status(params (string Name, string Version)[] packages) =>
        new TarBytes().File("var/lib/dpkg/status", string.Join('\n', packages.Select(package => Stanza(package.Name, package.Version)))).End();

    private static string Stanza(string package, string version) => $"Package: {package}\nStatus: install ok installed\nMaintainer: m\nArchitecture: amd64\nVersion: {version}\nDescription: d\n";

    private sealed class MemoryCache : ILayerFactsCache
    {
        public Dictionary<Digest, byte[]> Kept { get; } = [];

        public ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Kept.TryGetValue(layer, out var facts) ? facts : (ReadOnlyMemory<byte>?)null);

        public Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken)
        {
            Kept[layer] = facts.ToArray();
            return Task.CompletedTask;
        }
    }
}
