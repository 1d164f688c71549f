using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Tests.Core.Manifests;

public sealed class ManifestReaderTests
{
    private const string Sha = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Config = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Sha}}","size":3}""";

    [Fact]
    public void Reads_what_a_registry_needs_of_an_image()
    {
        var manifest = Read($$$"""
            {"schemaVersion":2,"mediaType":"{{{MediaTypes.OciManifest}}}","artifactType":"application/x.sbom","config":{{{Config}}},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{{Sha}}}","size":9007199254740993,"urls":["https://a"],"annotations":{"k":"v"}}],
             "subject":{"mediaType":"{{{MediaTypes.OciManifest}}}","digest":"{{{Sha}}}","size":3},"annotations":{"org.example":"größe"},"org.unknown":[{"deep":true}]}
            """, MediaTypes.OciManifest);

        manifest.MediaType.ShouldBe(MediaTypes.OciManifest);
        manifest.IsIndex.ShouldBeFalse();
        manifest.Config!.Digest.Value.ShouldBe(Sha);
        manifest.Layers.ShouldHaveSingleItem().Size.ShouldBe(9007199254740993);
        manifest.Layers[0].Urls.ShouldBe(["https://a"]);
        manifest.Layers[0].Annotations["k"].ShouldBe("v");
        manifest.Subject!.Digest.Value.ShouldBe(Sha);
        manifest.Annotations["org.example"].ShouldBe("größe");
        manifest.ReferrerArtifactType.ShouldBe("application/x.sbom");
    }

    [Fact]
    public void Reads_what_a_registry_needs_of_an_index()
    {
        var manifest = Read($$$"""
            {"schemaVersion":2,"manifests":[{"mediaType":"{{{MediaTypes.OciManifest}}}","digest":"{{{Sha}}}","size":3,"platform":{"os":"linux","architecture":"arm","variant":"v7"}}]}
            """, MediaTypes.OciIndex);

        manifest.IsIndex.ShouldBeTrue();
        manifest.Config.ShouldBeNull();
        manifest.Manifests.ShouldHaveSingleItem().Platform!.ToString().ShouldBe("linux/arm/v7");
        manifest.ReferrerArtifactType.ShouldBeNull();
    }

    [Fact]
    public void The_type_of_the_config_stands_in_for_a_missing_artifact_type() =>
        Read(Image(), MediaTypes.OciManifest).ReferrerArtifactType.ShouldBe("application/vnd.oci.image.config.v1+json");

    [Theory]
    [InlineData(MediaTypes.OciManifest, null)]
    [InlineData(MediaTypes.OciIndex, null)]
    public void Guesses_the_type_only_where_nobody_says_it(string expected, string? contentType) =>
        Read(expected == MediaTypes.OciIndex ? Index() : Image(), contentType).MediaType.ShouldBe(expected);

    [Fact]
    public void Lists_may_be_null_because_Go_writes_them_so()
    {
        Read(Image("\"layers\":null,\"annotations\":null,\"subject\":null"), null).Layers.ShouldBeEmpty();
        Read("""{"schemaVersion":2,"manifests":null}""", MediaTypes.OciIndex).Manifests.ShouldBeEmpty();
    }

    [Fact]
    public void Embedded_data_is_checked_against_its_digest()
    {
        const string Abc = $$"""{"mediaType":"text/plain","digest":"{{Sha}}","size":3,"data":"YWJj"}""";

        Read(Image($"\"layers\":[{Abc}]"), null).Layers[0].Size.ShouldBe(3);
        Refused(Image($"\"layers\":[{Abc.Replace("YWJj", "YWJk", StringComparison.Ordinal)}]")).ShouldContain("data");
        Refused(Image($"\"layers\":[{Abc.Replace(":3", ":4", StringComparison.Ordinal)}]")).ShouldContain("data");
        Refused(Image($"\"layers\":[{Abc.Replace("YWJj", "*", StringComparison.Ordinal)}]")).ShouldContain("base64");
    }

    [Fact]
    public void Refuses_every_document_of_the_table()
    {
        foreach (var (why, document, contentType) in MalformedManifests.All)
        {
            var thrown = Should.Throw<ManifestException>(() => ManifestReader.Read(document, contentType), why);
            thrown.Message.Length.ShouldBeInRange(10, 600, why);
        }
    }

    [Fact]
    public void Refuses_more_than_four_mebibytes()
    {
        var head = Encoding.UTF8.GetBytes(Image());

        ManifestReader.Read(Padded(head, ManifestReader.MaxSize), null);
        Should.Throw<ManifestException>(() => ManifestReader.Read(Padded(head, ManifestReader.MaxSize + 1), null));
    }

    private static byte[] Padded(byte[] head, int size)
    {
        var bytes = new byte[size];
        bytes.AsSpan().Fill((byte)' ');
        head.CopyTo(bytes, 0);
        return bytes;
    }

    private static string Image(string more = "\"layers\":[]") => $$"""{"schemaVersion":2,"config":{{Config}},{{more}}}""";

    private static string Index() => """{"schemaVersion":2,"manifests":[]}""";

    private static Manifest Read(string json, string? contentType) => ManifestReader.Read(Encoding.UTF8.GetBytes(json), contentType);

    private static string Refused(string json) => Should.Throw<ManifestException>(() => Read(json, null)).Message;
}
