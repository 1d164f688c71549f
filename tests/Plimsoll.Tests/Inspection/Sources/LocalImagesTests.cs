using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Sources;

public sealed class LocalImagesTests : IDisposable
{
    private static readonly byte[] Lower = new TarBytes().File("var/lib/dpkg/status", Stanza("a")).End();
    private static readonly byte[] Upper = new TarBytes().File("var/lib/dpkg/status", Stanza("a") + "\n" + Stanza("b")).End();

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Opens_what_docker_save_wrote_before_layouts(string packing)
    {
        var config = Config(Lower, Upper, Lower);
        var tar = new TarBytes().Directory("one").File("one/layer.tar", Lower).File("two/layer.tar", Upper).Symlink("three/layer.tar", "../one/layer.tar").File("config.json", config)
            .File("manifest.json", """[{"Config":"config.json","RepoTags":["shop/api:1"],"Layers":["one/layer.tar","two/layer.tar","three/layer.tar"]}]""").End();
        var path = _directory.Write("saved.tar", packing switch { "gzip" => Packed.Gzip(tar), "zstd" => Packed.Zstd(tar), _ => tar });

        var document = await InspectAsync("docker-archive:" + path);

        document.Completeness.ShouldBe(Completeness.Complete);
        document.Findings.ShouldAllBe(finding => finding.Kind.StartsWith("config-"));
        document.Image.Digest.ShouldBeNull();
        document.Image.Config!.Digest.ShouldBe(Digest.Of(config));
        document.Layers.Select(layer => layer.DiffId).ShouldBe([Digest.Of(Lower), Digest.Of(Upper), Digest.Of(Lower)]);
        document.Packages.ShouldHaveSingleItem().Name.ShouldBe("a");
    }

    [Fact]
    public async Task Finds_the_real_manifest_in_what_docker_save_writes_now()
    {
        var layout = new LayoutBuilder(_directory.Path);
        var manifest = layout.Manifest([layout.Layer(Lower, Packed.Gzip(Lower), "+gzip")]);
        layout.Tag("1", layout.Manifest([layout.Layer(Upper)], "arm64")).Tag("1", manifest).Write();
        var configDigest = JsonNode.Parse(File.ReadAllBytes(BlobPath((string)manifest["digest"]!)))!["config"]!["digest"]!.ToString();
        _directory.Write("manifest.json", Encoding.UTF8.GetBytes(
            $$"""[{"Config":"blobs/sha256/{{configDigest[7..]}}","RepoTags":null,"Layers":["blobs/sha256/{{Digest.Of(Packed.Gzip(Lower)).Hex}}"]}]"""));

        var document = await InspectAsync("docker-archive:" + Archive());

        document.Image.Digest!.Value.Value.ShouldBe((string)manifest["digest"]!);
        document.Layers.ShouldHaveSingleItem().MediaType.ShouldBe("application/vnd.oci.image.layer.v1.tar+gzip");
        document.Packages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Finds_a_layer_of_an_archive_that_is_not_what_the_configuration_says()
    {
        var path = _directory.Write("saved.tar", new TarBytes().File("layer.tar", Upper).File("config.json", Config(Lower))
            .File("manifest.json", """[{"Config":"config.json","Layers":["layer.tar"]}]""").End());

        (await InspectAsync("docker-archive:" + path)).Findings.ShouldContain(finding => finding.Kind == FindingKinds.DigestMismatch && finding.Layer == 0);
    }

    [Fact]
    public async Task Chooses_an_image_of_an_archive_by_name()
    {
        var path = _directory.Write("saved.tar", new TarBytes().File("l", Lower).File("u", Upper).File("lc", Config(Lower)).File("uc", Config(Upper))
            .File("manifest.json", """[{"Config":"lc","RepoTags":["shop/api:1"],"Layers":["l"]},{"Config":"uc","RepoTags":["docker.io/shop/api:2"],"Layers":["u"]}]""").End());

        (await InspectAsync($"docker-archive:{path}:shop/api:1")).Packages.Count.ShouldBe(1);
        (await InspectAsync($"docker-archive:{path}:shop/api:2")).Packages.Count.ShouldBe(2);
        (await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync($"docker-archive:{path}:shop/api:3"))).Message.ShouldContain("it has shop/api:1, docker.io/shop/api:2");
        (await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync("docker-archive:" + path))).Message.ShouldContain("name one");
    }

    [Fact]
    public async Task Opens_a_layout_in_a_tar()
    {
        new LayoutBuilder(_directory.Path).Image("1", [Lower, Upper]).Write();

        var document = await InspectAsync($"oci-archive:{Archive()}:1");

        document.Packages.Count.ShouldBe(2);
        document.ToJson().ShouldBe((await InspectAsync($"oci:{_directory.Path}:1")).ToJson());
    }

    [Fact]
    public async Task Chooses_an_image_of_a_layout_by_tag_or_digest()
    {
        new LayoutBuilder(_directory.Path).Image("1", [Lower]).Image("docker.io/shop/api:2", [Upper]).Write();

        (await InspectAsync($"oci:{_directory.Path}:1")).Packages.Count.ShouldBe(1);
        (await InspectAsync($"oci:{_directory.Path}:2")).Packages.Count.ShouldBe(2);
        (await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync($"oci:{_directory.Path}:3"))).Message.ShouldContain("it has 1, docker.io/shop/api:2");
        (await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync($"oci:{_directory.Path}"))).Message.ShouldContain("name one");
    }

    [Theory]
    [InlineData("oci:")]
    [InlineData("oci-archive:")]
    [InlineData("docker-archive:")]
    public async Task Says_that_there_is_no_image(string kind)
    {
        await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync(kind + Path.Combine(_directory.Path, "missing.tar")));
        await Should.ThrowAsync<Exception>(() => InspectAsync(kind + _directory.Write("rubbish.tar", new byte[3000])));
    }

    [Fact]
    public async Task Says_that_an_archive_is_damaged()
    {
        var path = _directory.Write("damaged.tar", [.. Enumerable.Repeat((byte)'x', 3000)]);

        await Should.ThrowAsync<InvalidDataException>(() => InspectAsync("docker-archive:" + path));
    }

    [Fact]
    public async Task Does_not_read_files_outside_of_an_archive()
    {
        var path = _directory.Write("saved.tar", new TarBytes().File("config.json", Config(Lower)).Symlink("layer.tar", "../../../../etc/passwd")
            .File("manifest.json", """[{"Config":"config.json","Layers":["layer.tar"]}]""").End());

        await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync("docker-archive:" + path));
    }

    private string Archive()
    {
        // The archive must not hold itself.
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Tool.Run("tar", ["-c", "-f", path, "-C", _directory.Path, "."]);
        File.Move(path, Path.Combine(_directory.Path, "archive.tar"));
        return Path.Combine(_directory.Path, "archive.tar");
    }

    private string BlobPath(string digest) => Path.Combine(_directory.Path, "blobs", "sha256", digest[7..]);

    private static async Task<InspectionDocument> InspectAsync(string reference)
    {
        await using var content = LocalImages.Open(ImageReference.Parse(reference))!;
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }

    private static byte[] Config(params byte[][] layers) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["os"] = "linux",
        ["architecture"] = "amd64",
        ["rootfs"] = new JsonObject { ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)Digest.Of(layer).Value)]) },
    }.ToJsonString());

    private static string Stanza(string package) => $"Package: {package}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n";
}
