using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Tests.Inspection.Sbom;

public sealed class SbomWriterTests
{
    [Theory]
    [InlineData(SbomFormat.SpdxJson)]
    [InlineData(SbomFormat.Spdx3Json)]
    [InlineData(SbomFormat.CycloneDxJson)]
    [InlineData(SbomFormat.CycloneDxXml)]
    public void Writes_the_same_bytes_for_the_same_image(SbomFormat format)
    {
        var first = SbomWriter.ToBytes(SampleImage.Rich, new SbomOptions(format));

        SbomWriter.ToBytes(Plimsoll.Core.Facts.InspectionDocument.FromJson(SampleImage.Rich.ToJson()), new SbomOptions(format)).ShouldBe(first);
        SbomWriter.ToBytes(SampleImage.Rich with { Image = SampleImage.Rich.Image with { Digest = SampleImage.DigestOf("another") } }, new SbomOptions(format)).ShouldNotBe(first);
        Encoding.UTF8.GetString(first).ShouldContain("2026-02-03T03:05:06Z");
    }

    [Fact]
    public void Takes_the_time_that_is_given_before_that_of_the_image_and_none_from_the_clock()
    {
        var given = new SbomOptions(SbomFormat.SpdxJson) { Timestamp = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000) };

        Json(SbomWriter.ToBytes(SampleImage.Rich, given))["creationInfo"]!["created"]!.GetValue<string>().ShouldBe("2001-09-09T01:46:40Z");
        Spdx(SampleImage.Empty)["creationInfo"]!["created"]!.GetValue<string>().ShouldBe("1970-01-01T00:00:00Z");
    }

    [Fact]
    public void Gives_each_format_and_time_an_identity_of_its_own()
    {
        string Serial(SbomOptions options) => Json(SbomWriter.ToBytes(SampleImage.Rich, options))["serialNumber"]!.GetValue<string>();
        var plain = Serial(new SbomOptions(SbomFormat.CycloneDxJson));

        Serial(new SbomOptions(SbomFormat.CycloneDxJson) { Files = SampleImage.Files }).ShouldNotBe(plain);
        Serial(new SbomOptions(SbomFormat.CycloneDxJson) { Timestamp = DateTimeOffset.UnixEpoch }).ShouldNotBe(plain);
        plain.ShouldMatch("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
    }

    [Fact]
    public void Says_in_spdx_which_layer_brought_a_package()
    {
        var package = Spdx(SampleImage.Rich)["packages"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == "libc6")!;
        var lines = package["annotations"]![0]!["comment"]!.GetValue<string>().Split('\n');

        lines.ShouldContain("plimsoll:layer:index=0");
        lines.ShouldContain($"plimsoll:layer:digest={SampleImage.DigestOf("layer 0")}");
        lines.ShouldContain("plimsoll:source:name=glibc");
        package["sourceInfo"]!.GetValue<string>().ShouldBe("read from /var/lib/dpkg/status, brought by layer 0");
    }

    [Fact]
    public void Turns_licences_that_are_no_expression_into_references_with_their_text()
    {
        var spdx = Spdx(SampleImage.Rich);
        var texts = spdx["hasExtractedLicensingInfos"]!.AsArray().ToDictionary(t => t!["licenseId"]!.GetValue<string>(), t => t!["extractedText"]!.GetValue<string>());
        (string? Concluded, string? Declared) Of(string name) =>
            spdx["packages"]!.AsArray().First(p => p!["name"]!.GetValue<string>() == name) is { } p ? (p["licenseConcluded"]?.GetValue<string>(), p["licenseDeclared"]?.GetValue<string>()) : default;

        Of("left-pad").ShouldBe(("WTFPL", "WTFPL"));
        Of("stdlib").ShouldBe(("NOASSERTION", "NOASSERTION"));
        Of("python3-six").Concluded.ShouldBe("MIT");
        texts[Of("python3-six").Declared!].ShouldBe("Expat");
        texts["LicenseRef-debian-carnegie"].ShouldBe("LGPL-2.1+, GPL-2 with exception, carnegie");
    }

    [Fact]
    public void Relates_packages_to_the_image_to_their_owners_and_to_their_sources()
    {
        var spdx = Spdx(SampleImage.Rich);
        string IdOf(string name) => spdx["packages"]!.AsArray().First(p => p!["name"]!.GetValue<string>() == name)!["SPDXID"]!.GetValue<string>();
        var relationships = spdx["relationships"]!.AsArray().Select(r => $"{r!["spdxElementId"]} {r["relationshipType"]} {r["relatedSpdxElement"]}").ToList();

        relationships.ShouldContain("SPDXRef-DOCUMENT DESCRIBES SPDXRef-Image");
        relationships.ShouldContain($"SPDXRef-DOCUMENT DESCRIBES {IdOf("@shop/api")}");
        relationships.ShouldContain($"SPDXRef-Image CONTAINS {IdOf("libc6")}");
        relationships.ShouldContain($"{IdOf("python3-six")} CONTAINS {IdOf("six")}");
        relationships.ShouldContain($"{IdOf("libc6")} GENERATED_FROM {IdOf("glibc")}");
        spdx["packages"]!.AsArray().Select(p => p!["SPDXID"]!.GetValue<string>()).ShouldBeUnique();
    }

    [Fact]
    public void Says_in_cyclonedx_where_a_package_was_found_and_that_not_everything_was_read()
    {
        var bom = Json(SbomWriter.ToBytes(SampleImage.Rich, new SbomOptions(SbomFormat.CycloneDxJson)));
        var package = bom["components"]!.AsArray().Single(c => c!["purl"]?.GetValue<string>() == "pkg:npm/%40shop/api")!;

        (package["group"]!.GetValue<string>(), package["name"]!.GetValue<string>(), package["type"]!.GetValue<string>()).ShouldBe(("@shop", "api", "application"));
        package["evidence"]!["occurrences"]![0]!["location"]!.GetValue<string>().ShouldBe("/app/package.json");
        package["properties"]!.AsArray().Select(p => $"{p!["name"]}={p["value"]}").ShouldContain("plimsoll:layer:index=1");
        bom["compositions"]![0]!["aggregate"]!.GetValue<string>().ShouldBe("incomplete");
    }

    [Theory]
    [InlineData("sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==", "SHA-512", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e")]
    [InlineData("md5:D41D8CD98F00B204E9800998ECF8427E", "MD5", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("h1:abc=", null, null)]
    [InlineData("sha256-short", null, null)]
    [InlineData("", null, null)]
    public void Reads_digests_as_ecosystems_write_them(string integrity, string? function, string? hex) =>
        (Plimsoll.Inspection.Sbom.Writing.PackageHash.Of(integrity) is { } hash ? (hash.Dashed, hash.Hex) : (null, null)).ShouldBe((function, hex));

    private static JsonNode Spdx(Plimsoll.Core.Facts.InspectionDocument document) => Json(SbomWriter.ToBytes(document, new SbomOptions(SbomFormat.SpdxJson)));

    private static JsonNode Json(byte[] bytes) => JsonNode.Parse(bytes)!;
}
