using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Tests.Vulnerabilities.Vex;

/// <summary>Which statements are about a package of an image, and which of them counts.</summary>
public sealed class VexTests
{
    private const string Digest1 = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    private const string Digest2 = "sha256:2222222222222222222222222222222222222222222222222222222222222222";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly Purl Openssl = Purl.Parse("pkg:deb/debian/openssl@3.0.1-1?arch=amd64&distro=debian-12");
    private static readonly VexImage Image = new("registry.example/shop/api", [Digest1], [Openssl, Purl.Parse("pkg:golang/example.com/app@v1.2.0")]);

    private static VexDocument Document(string format, string json) =>
        new() { Format = format, Id = "https://example.com/1", Author = "Example", Timestamp = Now, Digest = Digest.Of(Encoding.UTF8.GetBytes(json)), Content = Encoding.UTF8.GetBytes(json) };

    private static VexStatement Open(string products, string status = "not_affected", string time = "2026-01-01T00:00:00Z") => VexReader.Read(Document("openvex",
        $$"""{"@context":"https://openvex.dev/ns/v0.2.0","statements":[{"vulnerability":{"name":"CVE-2026-1","aliases":["GHSA-1"]},"products":{{products}},"status":"{{status}}","justification":"vulnerable_code_not_present","timestamp":"{{time}}"}]}""")).Single();

    /// <summary>The table of conformance (aquasecurity/trivy#6077: scanners disagree about it).</summary>
    [Theory]
    [InlineData("""[{"@id":"pkg:oci/api@sha256%3A1111111111111111111111111111111111111111111111111111111111111111","subcomponents":[{"@id":"pkg:deb/debian/openssl"}]}]""", VexSpecificity.PackageInImage)]
    [InlineData("""[{"@id":"pkg:oci/api@sha256%3A1111111111111111111111111111111111111111111111111111111111111111?repository_url=registry.example/shop/api","subcomponents":[{"@id":"pkg:deb/debian/openssl@3.0.1-1"}]}]""", VexSpecificity.PackageInImage)]
    [InlineData("""[{"@id":"pkg:oci/api@sha256%3A1111111111111111111111111111111111111111111111111111111111111111?repository_url=registry.example/shop","subcomponents":[]}]""", VexSpecificity.Image)]
    [InlineData("""[{"@id":"pkg:oci/api@sha256%3A1111111111111111111111111111111111111111111111111111111111111111?repository_url=elsewhere.example/shop/api"}]""", VexSpecificity.None)]
    [InlineData("""[{"@id":"pkg:oci/api@sha256%3A2222222222222222222222222222222222222222222222222222222222222222"}]""", VexSpecificity.None)]
    [InlineData("""[{"@id":"pkg:oci/api?repository_url=registry.example/shop/api","subcomponents":[{"@id":"pkg:deb/debian/openssl"}]}]""", VexSpecificity.PackageInImage)]
    [InlineData("""[{"@id":"pkg:oci/api"}]""", VexSpecificity.Image)]
    [InlineData("""[{"@id":"pkg:oci/web"}]""", VexSpecificity.None)]
    [InlineData("""[{"@id":"pkg:oci/api","subcomponents":[{"@id":"pkg:deb/debian/zlib"}]}]""", VexSpecificity.None)]
    [InlineData("""[{"@id":"pkg:deb/debian/openssl"}]""", VexSpecificity.Package)]
    [InlineData("""[{"@id":"pkg:deb/debian/openssl@3.0.1-1"}]""", VexSpecificity.PackageVersion)]
    [InlineData("""[{"@id":"pkg:deb/debian/openssl@3.0.2-1"}]""", VexSpecificity.None)]
    [InlineData("""[{"@id":"pkg:deb/debian/openssl@3.0.1-1?arch=arm64"}]""", VexSpecificity.None)]
    [InlineData("""[{"@id":"pkg:deb/ubuntu/openssl"}]""", VexSpecificity.None)]
    [InlineData("""[{"identifiers":{"purl":"pkg:deb/debian/openssl"}}]""", VexSpecificity.Package)]
    [InlineData("""["pkg:deb/debian/openssl"]""", VexSpecificity.Package)]
    [InlineData("""[{"@id":"pkg:golang/example.com/app","subcomponents":[{"@id":"pkg:deb/debian/openssl"}]}]""", VexSpecificity.PackageInPackage)]
    [InlineData("""[{"@id":"pkg:golang/example.com/other","subcomponents":[{"@id":"pkg:deb/debian/openssl"}]}]""", VexSpecificity.None)]
    public void Products_are_found_in_both_ways_that_they_are_written(string products, VexSpecificity specificity) => VexProducts.Match(Open(products), Image, Openssl).ShouldBe(specificity);

    /// <summary>Ubuntu writes the code name of the release where package URLs have its number.</summary>
    [Theory]
    [InlineData("pkg:deb/debian/openssl@3.0.1-1?arch=amd64&distro=bookworm", VexSpecificity.PackageVersion)]
    [InlineData("pkg:deb/debian/openssl@3.0.1-1?arch=amd64&distro=bullseye", VexSpecificity.None)]
    [InlineData("pkg:deb/debian/openssl@3.0.1-1?arch=amd64&distro=debian-12", VexSpecificity.PackageVersion)]
    public void Releases_are_known_by_their_code_names(string product, VexSpecificity specificity) =>
        VexProducts.Match(Open($$"""["{{product}}"]"""), Image with { Codename = "bookworm" }, Openssl).ShouldBe(specificity);

    [Fact]
    public void The_more_exact_statement_counts_then_the_later_one_and_what_contradicts_is_shown()
    {
        var wide = new VexVoice(Open("""["pkg:deb/debian/openssl"]""", "affected", "2026-06-01T00:00:00Z"), VexOrigin.Author, true);
        var exact = new VexVoice(Open("""["pkg:deb/debian/openssl@3.0.1-1"]"""), VexOrigin.Author, true);
        var later = new VexVoice(Open("""["pkg:deb/debian/openssl@3.0.1-1"]""", "under_investigation", "2026-02-01T00:00:00Z"), VexOrigin.Author, true);

        Of(wide, exact).Decided.ShouldBe(exact);
        Of(wide, exact).Contradicting.ShouldBe([wide]);
        Of(exact, later).Decided.ShouldBe(later);
        Of(later, exact).Decided.ShouldBe(later);
    }

    [Fact]
    public void People_here_come_before_authors_before_vendors_before_hubs_until_their_word_expires()
    {
        var statement = Open("""["pkg:deb/debian/openssl"]""");
        VexVoice[] voices = [new(statement, VexOrigin.Hub, true), new(statement, VexOrigin.Vendor, true), new(statement, VexOrigin.Author, true), new(statement, VexOrigin.Triage, true, Now.AddDays(1))];

        Of(voices).Decided!.Origin.ShouldBe(VexOrigin.Triage);
        VexVerdict.Of(voices, ["CVE-2026-1"], Image, Openssl, Now.AddDays(2)).Decided!.Origin.ShouldBe(VexOrigin.Author);
        Of(voices).All.Select(voice => voice.Origin).ShouldBe([VexOrigin.Triage, VexOrigin.Author, VexOrigin.Vendor, VexOrigin.Hub]);
    }

    [Fact]
    public void What_nobody_trusts_is_shown_and_decides_nothing()
    {
        var verdict = Of(new VexVoice(Open("""["pkg:deb/debian/openssl"]"""), VexOrigin.Author, false));

        verdict.Decided.ShouldBeNull();
        verdict.All.Count.ShouldBe(1);
    }

    [Fact]
    public void A_statement_counts_under_every_name_of_the_vulnerability()
    {
        var voice = new VexVoice(Open("""["pkg:deb/debian/openssl"]"""), VexOrigin.Author, true);

        VexVerdict.Of([voice], ["GHSA-1"], Image, Openssl, Now).Decided.ShouldBe(voice);
        VexVerdict.Of([voice], ["CVE-2026-2"], Image, Openssl, Now).All.ShouldBeEmpty();
    }

    [Fact]
    public void Statements_of_csaf_name_components_of_images_and_their_reasons()
    {
        var statements = VexReader.Read(Document("csaf",
            """
            {"document":{"category":"csaf_vex"},
             "product_tree":{"branches":[{"branches":[
               {"product":{"product_id":"image","product_identification_helper":{"purl":"pkg:oci/api@sha256%3A1111111111111111111111111111111111111111111111111111111111111111"}}},
               {"product":{"product_id":"ssl","product_identification_helper":{"purl":"pkg:deb/debian/openssl"}}}]}],
              "relationships":[{"category":"default_component_of","product_reference":"ssl","relates_to_product_reference":"image","full_product_name":{"product_id":"image:ssl"}}]},
             "vulnerabilities":[{"cve":"CVE-2026-1","product_status":{"known_not_affected":["image:ssl"],"fixed":["unknown"]},"flags":[{"label":"component_not_present","product_ids":["image:ssl"]}],
              "threats":[{"category":"impact","details":"Not built in.","product_ids":["image:ssl"]}]}]}
            """));

        var statement = statements.ShouldHaveSingleItem();
        (statement.Status, statement.Justification, statement.Note).ShouldBe((VexStatus.NotAffected, "component_not_present", "Not built in."));
        VexProducts.Match(statement, Image, Openssl).ShouldBe(VexSpecificity.PackageInImage);
        VexProducts.Match(statement, Image with { Digests = [Digest2] }, Openssl).ShouldBe(VexSpecificity.None);
    }

    [Fact]
    public void Analyses_of_CycloneDX_are_statements()
    {
        var statements = VexReader.Read(Document("cyclonedx",
            """
            {"bomFormat":"CycloneDX","components":[{"bom-ref":"ssl","purl":"pkg:deb/debian/openssl@3.0.1-1"}],
             "vulnerabilities":[{"id":"CVE-2026-1","analysis":{"state":"false_positive","justification":"code_not_reachable","detail":"No."},"affects":[{"ref":"ssl"},{"ref":"urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#ssl"}]}]}
            """));

        var statement = statements.ShouldHaveSingleItem();
        (statement.Status, statement.Justification, statement.Products.Count).ShouldBe((VexStatus.NotAffected, "code_not_reachable", 2));
        VexProducts.Match(statement, Image, Openssl).ShouldBe(VexSpecificity.PackageVersion);
    }

    [Theory]
    [InlineData("openvex", "{")]
    [InlineData("word", "{}")]
    public void What_is_no_document_is_refused(string format, string json) => Should.Throw<FormatException>(() => VexReader.Read(Document(format, json)));

    private static VexVerdict Of(params VexVoice[] voices) => VexVerdict.Of(voices, ["CVE-2026-1"], Image, Openssl, Now);
}
