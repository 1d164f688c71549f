using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Tests.Inspection.Sbom;

/// <summary>Against documents that other tools wrote, and against damage.</summary>
public sealed class SbomReaderTests
{
    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    [InlineData("1.4")]
    [InlineData("1.5")]
    [InlineData("1.6")]
    public void Reads_cyclonedx_of_every_version_as_json_and_as_xml(string version)
    {
        Check("json", ("com.acme/tomcat-catalina", "9.0.14", "pkg:npm/acme/component@1.0.0", "library"), ("org.example/mylibrary", "1.0.0", null, "library"));
        Check("xml", ("com.acme/tomcat-catalina", "9.0.14", "pkg:maven/com.acme/tomcat-catalina@9.0.14?packaging=jar", "application"),
            ("org.example/mylibrary", "1.0.0", "pkg:maven/com.example/myapplication@1.0.0?packaging=war", "library"),
            ("com.example/myframework", "1.0.0", "pkg:maven/com.example/myframework@1.0.0?packaging=war", "framework"));

        void Check(string ending, params (string, string?, string?, string?)[] packages)
        {
            var document = Read($"cyclonedx-{version}.{ending}");
            (document.Format, document.Version, document.Name).ShouldBe(("CycloneDX", version, "Acme Application"));
            document.Packages.Select(p => (p.Name, p.Version, p.Purl, p.Kind)).ShouldBe(packages);
            document.Problems.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("cyclonedx-nested.json")]
    [InlineData("cyclonedx-nested.xml")]
    public void Reads_components_in_components_and_no_services(string name) =>
        Read(name).Packages.Select(p => p.Name).ShouldBe(["acme-library-a", "acme-library-b"], ignoreOrder: true);

    [Theory]
    [InlineData("spdx-2.2.json", "2.2", 4)]
    [InlineData("spdx-2.3.json", "2.3", 5)]
    [InlineData("spdx-2.2.spdx", "2.2", 4)]
    [InlineData("spdx-2.3.spdx", "2.3", 5)]
    public void Reads_spdx_2_as_json_and_as_tags(string name, string version, int packages)
    {
        var document = Read(name);

        (document.Format, document.Version).ShouldBe(("SPDX", version));
        document.Packages.Count.ShouldBe(packages);
        document.Packages.ShouldContain(p => p.Name == "Jena" && p.Version == "3.12.0" && p.Purl == "pkg:maven/org.apache.jena/apache-jena@3.12.0");
        document.Packages.ShouldContain(p => p.Name == "glibc" && p.Version == "2.11.1" && p.Purl == null);
        document.Problems.ShouldBeEmpty();
        document.Tools.ShouldContain(t => t.StartsWith("LicenseFind", StringComparison.Ordinal));
    }

    [Fact]
    public void Reads_spdx_3()
    {
        var document = Read("spdx-3.0.1.json");

        (document.Format, document.Version).ShouldBe(("SPDX", "3.0.1"));
        document.Packages.Select(p => (p.Name, p.Version)).ShouldBe([("my-package", "1.0.0")]);
    }

    [Theory]
    [InlineData("trivy-cyclonedx.json")]
    [InlineData("trivy.spdx")]
    public void Reads_what_trivy_writes(string name)
    {
        var packages = Read(name).Packages;

        packages.Count(p => p.Purl?.StartsWith("pkg:deb/debian/", StringComparison.Ordinal) == true).ShouldBe(96);
        packages.Count(p => p.Purl?.StartsWith("pkg:npm/", StringComparison.Ordinal) == true).ShouldBe(118);
        packages.ShouldContain(p => p.Name == "apt" && p.Version == "2.6.2" && p.Purl == "pkg:deb/debian/apt@2.6.2?arch=amd64&distro=debian-12.15");
    }

    [Theory]
    [InlineData(SbomFormat.SpdxJson)]
    [InlineData(SbomFormat.Spdx3Json)]
    [InlineData(SbomFormat.CycloneDxJson)]
    [InlineData(SbomFormat.CycloneDxXml)]
    public void Reads_what_it_writes(SbomFormat format)
    {
        var document = Read(SbomWriter.ToBytes(SampleImage.Rich, new SbomOptions(format)))!;

        foreach (var package in SampleImage.Rich.Packages) document.Packages.ShouldContain(p => p.Purl == package.Purl && (p.Version ?? "") == package.Version);
        document.Name.ShouldBe("Shop <api> & \"more\"");
    }

    [Fact]
    public void Finds_the_document_in_statements_envelopes_and_bundles()
    {
        var bom = JsonNode.Parse(Samples.Read("cyclonedx-1.5.json"))!;
        var statement = new JsonObject { ["_type"] = "https://in-toto.io/Statement/v1", ["predicateType"] = "https://cyclonedx.org/bom", ["predicate"] = bom };
        var envelope = new JsonObject { ["payload"] = Convert.ToBase64String(Bytes(statement)), ["payloadType"] = "application/vnd.in-toto+json", ["signatures"] = new JsonArray() };
        var bundle = new JsonObject { ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json", ["dsseEnvelope"] = envelope.DeepClone() };
        var text = new JsonObject { ["predicateType"] = "cosign.sigstore.dev/attestation/v1", ["predicate"] = new JsonObject { ["Data"] = bom.ToJsonString(), ["Timestamp"] = "2024" } };

        foreach (var wrapped in (JsonObject[])[statement, envelope, bundle, text]) Read(Bytes(wrapped))!.Packages.Count.ShouldBe(2);
        Read(Bytes(new JsonObject { ["_type"] = "https://in-toto.io/Statement/v1", ["predicateType"] = "https://slsa.dev/provenance/v1", ["predicate"] = new JsonObject { ["buildDefinition"] = new JsonObject() } })).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("{\"name\":\"app\",\"version\":\"1\",\"components\":3}")]
    [InlineData("<html/>")]
    public void Is_silent_about_what_is_no_bill_of_materials(string text) => Read(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Fact]
    public void Keeps_what_it_read_before_the_damage_and_says_so()
    {
        var whole = Samples.Read("spdx-maven.json");
        var document = Read(whole[..(whole.Length / 2)])!;

        document.Packages.Count.ShouldBeGreaterThan(0);
        document.Problems.ShouldBe(["it breaks off, or is damaged: the rest was not read"]);
    }

    [Fact]
    public void Follows_no_entity_and_no_document_type()
    {
        var bomb = "<!DOCTYPE bom [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"><components><component type=\"library\"><name>&b;&f;</name></component></components></bom>";

        Read(Encoding.UTF8.GetBytes(bomb)).ShouldBeNull();
    }

    [Fact]
    public void Stops_at_its_limits()
    {
        var many = "{\"bomFormat\":\"CycloneDX\",\"components\":[" + string.Join(',', Enumerable.Range(0, 50).Select(i => $"{{\"name\":\"n{i}\"}}")) + "]}";
        var few = SbomReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(many)), new SbomLimits { MaxPackages = 10 })!;
        var cut = SbomReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(many)), new SbomLimits { MaxBytes = 200 })!;
        var wide = Read(Encoding.UTF8.GetBytes("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\",\"version\":\"" + new string('x', 5000) + "\"}]}"))!;

        (few.Packages.Count, few.Problems.Single()).ShouldBe((10, "it names more than 10 packages; the rest was not read"));
        cut.Problems.Single().ShouldStartWith("it has more than 200 bytes");
        (wide.Packages.Single().Version, wide.Problems.Single()).ShouldBe((null, "a text in it is too long to be true"));
        Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"predicate\":", 100_000))))?.Packages.ShouldBeEmpty();
        Read(Encoding.UTF8.GetBytes("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">" + string.Concat(Enumerable.Repeat("<components><component>", 20_000))))!.Problems.ShouldNotBeEmpty();
    }

    [Fact]
    public void Returns_for_any_damage()
    {
        var random = new Random(7);
        foreach (var sample in Samples.Names().Where(name => name != "spdx-maven.json" && !name.StartsWith("trivy", StringComparison.Ordinal)).Select(Samples.Read))
        {
            for (var i = 0; i < 200; i++)
            {
                var bytes = sample.ToArray();
                for (var flips = random.Next(1, 8); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                Should.NotThrow(() => SbomReader.Read(new MemoryStream(bytes, 0, random.Next(bytes.Length)), SbomLimits.Default));
            }
        }
    }

    private static SbomDocument Read(string sample) => Read(Samples.Read(sample))!;

    private static SbomDocument? Read(byte[] bytes) => SbomReader.Read(new MemoryStream(bytes), SbomLimits.Default);

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
