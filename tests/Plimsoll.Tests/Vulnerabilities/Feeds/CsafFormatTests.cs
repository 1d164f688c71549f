using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Vulnerabilities.Feeds;

public sealed class CsafFormatTests : IDisposable
{
    private readonly FeedFixture _feed = new();

    public void Dispose() => _feed.Dispose();

    private static string Document(string publisher, string relationships, string vulnerability, string id = "CVE-2024-24786") => $$"""
        {"document":{"category":"csaf_vex","csaf_version":"2.0","title":"t","publisher":{"name":"P","namespace":"{{publisher}}"},"tracking":{"id":"{{id}}","version":"1","current_release_date":"2025-08-13T15:14:45+00:00"} },
        "product_tree":{"branches":[
        {"category":"product_name","product":{"name":"RHEL 8 AppStream","product_id":"AppStream-8","product_identification_helper":{"cpe":"cpe:/a:redhat:enterprise_linux:8::appstream"} } },
        {"category":"product_name","product":{"name":"RHEL 9.4 EUS","product_id":"EUS","product_identification_helper":{"cpe":"cpe:/a:redhat:rhel_eus:9.4::appstream"} } },
        {"category":"product_name","product":{"name":"RHEL 8","product_id":"rhel_8","product_identification_helper":{"cpe":"cpe:/o:redhat:enterprise_linux:8"} } },
        {"category":"product_version","product":{"name":"ruby:2.5","product_id":"ruby:2.5:8090:b46","product_identification_helper":{"purl":"pkg:rpmmod/redhat/ruby@2.5:8090:b46"} } },
        {"category":"product_version","product":{"name":"m1","product_id":"ruby-0:2.5.9-111.x86_64","product_identification_helper":{"purl":"pkg:rpm/redhat/ruby@2.5.9-111?arch=x86_64&epoch=1"} } },
        {"category":"product_version","product":{"name":"m2","product_id":"ruby-0:2.5.9-111.s390x","product_identification_helper":{"purl":"pkg:rpm/redhat/ruby@2.5.9-111?arch=s390x&epoch=1"} } },
        {"category":"product_version","product":{"name":"m3","product_id":"ruby-rpmmod","product_identification_helper":{"purl":"pkg:rpm/redhat/ruby@2.5.9-111?arch=x86_64&epoch=1&rpmmod=ruby:2.5:8090:b46"} } },
        {"category":"product_version","product":{"name":"o","product_id":"openssl","product_identification_helper":{"purl":"pkg:rpm/redhat/openssl"} } },
        {"category":"product_version","product":{"name":"n","product_id":"nodejs:18/nodejs"} },
        {"category":"product_version","product":{"name":"c","product_id":"ubi9","product_identification_helper":{"purl":"pkg:oci/ubi@sha256:aa?repository_url=registry.access.redhat.com/ubi9&arch=amd64"} } }],
        "relationships":[{{relationships}}]},"vulnerabilities":[{{vulnerability}}]}
        """;

    private static string Relation(string component, string place, string id) =>
        $$"""{"category":"default_component_of","product_reference":"{{component}}","relates_to_product_reference":"{{place}}","full_product_name":{"name":"x","product_id":"{{id}}"} }""";

    [Fact]
    public void Finds_modules_in_both_forms_and_collapses_architectures()
    {
        var relations = string.Join(',', Relation("ruby:2.5:8090:b46", "AppStream-8", "M"), Relation("ruby-0:2.5.9-111.x86_64", "M", "A1"), Relation("ruby-0:2.5.9-111.s390x", "M", "A2"), Relation("ruby-rpmmod", "EUS", "A3"));
        var record = _feed.Records("cve.json", Document("https://www.redhat.com", relations, """{"cve":"CVE-2024-24786","product_status":{"fixed":["A1","A2","A3"]},"remediations":[{"category":"vendor_fix","product_ids":["A1","A2","A3"],"url":"https://access.redhat.com/errata/RHSA-2024:1"}]}""")).ShouldHaveSingleItem();

        record.Affected.Select(s => (s.Namespace, s.Name, s.Module, string.Join(' ', s.Architectures), FeedFixture.Text(s), s.VendorStatus, s.Products[0])).ShouldBe(
        [
            ("rpm:rhel:8", "ruby", "ruby:2.5", "s390x x86_64", "[0 fixed 1:2.5.9-111]", "RHSA-2024:1", "cpe:/a:redhat:enterprise_linux:8::appstream"),
            ("rpm:rhel:9:eus-9.4", "ruby", "ruby:2.5", "x86_64", "[0 fixed 1:2.5.9-111]", "RHSA-2024:1", "cpe:/a:redhat:rhel_eus:9.4::appstream"),
        ]);
    }

    [Fact]
    public void Keeps_the_states_of_a_vendor_apart()
    {
        var relations = string.Join(',', Relation("openssl", "rhel_8", "B1"), Relation("openssl", "AppStream-8", "B2"), Relation("openssl", "EUS", "B3"), Relation("nodejs:18/nodejs", "rhel_8", "B4"), Relation("ubi9", "AppStream-8", "B5"));
        var record = _feed.Records("cve.json", Document("https://www.redhat.com", relations, """
            {"cve":"CVE-2024-24786","product_status":{"known_affected":["B1","B2","B3"],"under_investigation":["B4"],"known_not_affected":["B5"]},"flags":[{"label":"vulnerable_code_not_present","product_ids":["B5"]}],
            "remediations":[{"category":"no_fix_planned","details":"Will not fix","product_ids":["B1"]},{"category":"no_fix_planned","details":"Out of support scope","product_ids":["B2"]},{"category":"none_available","details":"Fix deferred","product_ids":["B3"]}]}
            """)).ShouldHaveSingleItem();

        record.Affected.Select(s => (s.Namespace, s.Name, s.Module, s.Status, s.Justification, string.Join(' ', s.Versions))).ShouldBe(
        [
            ("rpm:rhel:8", "openssl", null, AffectedStatus.WillNotFix, null, ""),
            ("rpm:rhel:8", "openssl", null, AffectedStatus.EndOfLife, null, ""),
            ("rpm:rhel:9:eus-9.4", "openssl", null, AffectedStatus.Deferred, null, ""),
            ("rpm:rhel:8", "nodejs", "nodejs:18", AffectedStatus.UnderInvestigation, null, ""),
            ("oci", "registry.access.redhat.com/ubi9", null, AffectedStatus.NotAffected, "vulnerable_code_not_present", "sha256:aa"),
        ]);
    }

    [Fact]
    public void An_erratum_is_one_record_for_all_cves_that_reach_the_same_packages()
    {
        var relations = string.Join(',', Relation("ruby-0:2.5.9-111.x86_64", "AppStream-8", "A"), Relation("openssl", "AppStream-8", "B"));
        var records = _feed.Records("rhsa.json", Document("https://www.redhat.com", relations, """
            {"cve":"CVE-1-1111","product_status":{"fixed":["A"]}},{"cve":"CVE-1-2222","product_status":{"fixed":["A"]}},{"cve":"CVE-1-3333","product_status":{"known_not_affected":["B"]}}
            """, "RHSA-2023:3821"));

        records.Select(r => (r.Id, r.Part, string.Join(' ', r.Upstream))).ShouldBe([("RHSA-2023:3821", "CVE-1-1111", "CVE-1-1111 CVE-1-2222"), ("RHSA-2023:3821", "CVE-1-3333", "CVE-1-3333")]);
    }

    [Fact]
    public void Does_not_follow_relationships_in_a_circle()
    {
        var relations = string.Join(',', Relation("openssl", "Y", "X"), Relation("openssl", "X", "Y"));
        _feed.Records("cve.json", Document("https://www.redhat.com", relations, """{"cve":"CVE-2024-24786","product_status":{"fixed":["X"]}}""")).ShouldHaveSingleItem().Affected.ShouldBeEmpty();
    }

    [Fact]
    public void Keeps_documents_of_strangers_openvex_and_cyclonedx_as_they_came()
    {
        var csaf = Document("https://vendor.example", "", """{"cve":"CVE-2024-24786","product_status":{"known_affected":["openssl"]}}""");
        var kept = _feed.Read("a.json", csaf).ShouldHaveSingleItem().ShouldBeOfType<VexItem>().Document;
        (kept.Format, kept.Id, kept.Author, kept.Statements).ShouldBe(("csaf", "CVE-2024-24786", "P", 1));
        System.Text.Encoding.UTF8.GetString(kept.Content.Span).ShouldBe(csaf);
        _feed.Read("b.json", """{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://x/1","author":"A","timestamp":"2026-05-20T15:02:47Z","version":5,"statements":[{"vulnerability":{"name":"CVE-1"},"status":"fixed"}]}""")
            .ShouldHaveSingleItem().ShouldBeOfType<VexItem>().Document.Version.ShouldBe("5");
        _feed.Read("c.json", """{"bomFormat":"CycloneDX","specVersion":"1.5","serialNumber":"urn:uuid:1","vulnerabilities":[{"id":"CVE-1"}]}""").ShouldHaveSingleItem().ShouldBeOfType<VexItem>().Document.Format.ShouldBe("cyclonedx");
        _feed.Read("d.json", """{"bomFormat":"CycloneDX","specVersion":"1.5","serialNumber":"urn:uuid:1"}""").ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().Record.ShouldBe("urn:uuid:1");
    }
}
