using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Vulnerabilities.Feeds;

public sealed class DistributionFormatTests : IDisposable
{
    private readonly FeedFixture _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Keeps_the_states_of_debians_tracker_apart()
    {
        var record = _feed.Records("debian.json", """
            {"curl":{"CVE-2023-1":{"description":"d","releases":{
            "bullseye":{"status":"resolved","repositories":{"bullseye":"1"},"fixed_version":"7.74.0-1.3+deb11u8","urgency":"high**"},
            "bookworm":{"status":"open","repositories":{"bookworm":"1"},"urgency":"unimportant"},
            "trixie":{"status":"open","repositories":{"trixie":"1"},"urgency":"low","nodsa":"Minor issue","nodsa_reason":""},
            "buster":{"status":"open","repositories":{"buster":"1"},"urgency":"end-of-life"},
            "stretch":{"status":"open","repositories":{"stretch":"1"},"urgency":"low","nodsa":"Too old","nodsa_reason":"ignored"},
            "jessie":{"status":"undetermined","repositories":{"jessie":"1"},"urgency":"not yet assigned"},
            "sid":{"status":"resolved","repositories":{"sid":"1"},"fixed_version":"0","urgency":"low"}}}}}
            """).ShouldHaveSingleItem();

        (record.Source, record.Id, record.Part).ShouldBe(("Debian", "CVE-2023-1", "curl"));
        record.Affected.Select(s => (s.Namespace, s.Status, s.VendorStatus, s.Severities is [var first, ..] ? first.Word : null)).ShouldBe(
        [
            ("deb:debian:11", AffectedStatus.Fixed, null, "high"),
            ("deb:debian:12", AffectedStatus.Affected, "unimportant", "unimportant"),
            ("deb:debian:13", AffectedStatus.Deferred, "no-dsa", "low"),
            ("deb:debian:10", AffectedStatus.EndOfLife, null, "end-of-life"),
            ("deb:debian:9", AffectedStatus.WillNotFix, "ignored", "low"),
            ("deb:debian:8", AffectedStatus.Undetermined, null, null),
            ("deb:debian:sid", AffectedStatus.NotAffected, null, "low"),
        ]);
        FeedFixture.Text(record.Affected[0]).ShouldBe("[0 fixed 7.74.0-1.3+deb11u8]");
        record.Affected.ShouldAllBe(statement => statement.Level == PackageLevel.Source);
    }

    [Fact]
    public void Reads_debians_lists_in_both_forms()
    {
        var list = _feed.Records("DSA/list", "[05 Aug 2002] DSA-140 libpng - buffer overflow\n\t{CVE-2002-0660 CVE-2002-0728}\n\t[woody] - libpng 1.0.12-3.woody.2\n\t[woody] - libpng3 <not-affected> (Not there)\n[16 Dec 2013] DSA-2819-1 iceape - several\n");
        list[2].Id.ShouldBe("DSA-2819-1");
        list[2].Affected.ShouldBeEmpty();
        list.RemoveAt(2);
        var table = _feed.Records("dsa.tsv", "advisory\tdate\tsource_package\trelease\tfixed_version\tcves\nDSA-140\t05 Aug 2002\tlibpng\twoody\t1.0.12-3.woody.2\tCVE-2002-0660 CVE-2002-0728\nDSA-140\t05 Aug 2002\tlibpng3\twoody\t<not-affected>\tCVE-2002-0660 CVE-2002-0728\n");

        foreach (var records in new[] { list, table })
        {
            records.Select(r => (r.Id, r.Part, r.Published?.ToString("yyyy-MM-dd"), string.Join(' ', r.Upstream))).ShouldBe(
                [("DSA-140", "woody/libpng", "2002-08-05", "CVE-2002-0660 CVE-2002-0728"), ("DSA-140", "woody/libpng3", "2002-08-05", "CVE-2002-0660 CVE-2002-0728")]);
            records.Select(r => (r.Affected[0].Status, FeedFixture.Text(r.Affected[0]))).ShouldBe([(AffectedStatus.Fixed, "[0 fixed 1.0.12-3.woody.2]"), (AffectedStatus.NotAffected, "[0]")]);
        }
    }

    [Fact]
    public void Reads_alpines_secdb_as_json_as_yaml_and_of_many_repositories()
    {
        const string Json = """
            {"distroversion":"v3.15","reponame":"main","urlprefix":"https://dl-cdn.alpinelinux.org/alpine","apkurl":"x","packages":[{"pkg":{"name":"xen","secfixes":{"4.8-r1":["CVE-2016-9932 XSA-200"],"4.9-r0":["CVE-2016-9932 XSA-200","XSA-207"],"0":["CVE-2020-1"]}}}]}
            """;
        const string Yaml = "distroversion: v3.15\nreponame: main\nurlprefix: https://dl-cdn.alpinelinux.org/alpine\napkurl: 'x'\npackages:\n- pkg:\n    name: xen\n    secfixes:\n      4.8-r1:\n      - CVE-2016-9932 XSA-200\n      4.9-r0:\n      - CVE-2016-9932 XSA-200\n      - XSA-207\n      '0':\n      - CVE-2020-1\n";
        foreach (var records in new[] { _feed.Records("main.json", Json), _feed.Records("main.yaml", Yaml), _feed.Records("all.json", $$"""{"v3.15/main":{{Json}} }""") })
        {
            records.Select(r => (r.Id, string.Join(' ', r.Aliases), r.Affected[0].Namespace, r.Affected[0].Status, FeedFixture.Text(r.Affected[0]))).ShouldBe(
            [
                ("CVE-2016-9932", "XSA-200", "apk:alpine:v3.15:main", AffectedStatus.Fixed, "[0 fixed 4.8-r1] [0 fixed 4.9-r0]"),
                ("XSA-207", "", "apk:alpine:v3.15:main", AffectedStatus.Fixed, "[0 fixed 4.9-r0]"),
                ("CVE-2020-1", "", "apk:alpine:v3.15:main", AffectedStatus.NotAffected, "[0]"),
            ]);
        }
    }

    [Fact]
    public void Reads_errata_of_yum_repositories()
    {
        var record = _feed.Records("updateinfo.xml", """
            <?xml version="1.0" ?><updates><update author="linux-security@amazon.com" from="linux-security@amazon.com" status="final" type="security" version="1.4"><id>ALASKERNEL-5.10-2022-001</id><title>Amazon Linux 2: important priority</title>
            <issued date="2022-01-20 19:26"/><severity>important</severity><references><reference href="http://x" id="CVE-2021-1234" type="cve"/></references>
            <pkglist><collection short="amazon-linux-2"><name>Amazon Linux 2</name><package arch="x86_64" name="kernel" version="5.10.82" release="83.359.amzn2" epoch="0"/><package arch="aarch64" name="kernel" version="5.10.82" release="83.359.amzn2" epoch="0"/>
            <package arch="src" name="kernel" version="5.10.82" release="83.359.amzn2" epoch="0"/></collection></pkglist></update></updates>
            """).ShouldHaveSingleItem();

        (record.Source, record.Id, string.Join(' ', record.Upstream)).ShouldBe(("Amazon", "ALASKERNEL-5.10-2022-001", "CVE-2021-1234"));
        var statement = record.Affected.ShouldHaveSingleItem();
        (statement.Namespace, FeedFixture.Text(statement), string.Join(' ', statement.Architectures)).ShouldBe(("rpm:amzn:2:kernel-5.10", "[0 fixed 5.10.82-83.359.amzn2]", "aarch64 x86_64"));
    }

    [Fact]
    public void Reads_the_earlier_than_of_oval()
    {
        var record = _feed.Records("azure-linux-3.0-oval.xml", """
            <oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" xmlns:l="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"><definitions>
            <definition class="vulnerability" id="oval:com.microsoft.azurelinux:def:1" version="1"><metadata><title>CVE-2023-29404 affecting package golang for versions less than 1.20.7-1</title><affected family="unix"><platform>Azure Linux</platform></affected>
            <reference ref_id="CVE-2023-29404" ref_url="https://nvd" source="CVE"/><severity>Critical</severity></metadata><criteria operator="AND">
            <criterion comment="earlier" test_ref="t1"/><criterion comment="greater" test_ref="t2"/></criteria></definition></definitions>
            <tests><l:rpminfo_test id="t1"><l:object object_ref="o"/><l:state state_ref="s1"/></l:rpminfo_test><l:rpminfo_test id="t2"><l:object object_ref="o"/><l:state state_ref="s2"/></l:rpminfo_test></tests>
            <objects><l:rpminfo_object id="o"><l:name>golang</l:name></l:rpminfo_object></objects>
            <states><l:rpminfo_state id="s1"><l:evr datatype="evr_string" operation="less than">0:1.20.7-1.azl3</l:evr></l:rpminfo_state>
            <l:rpminfo_state id="s2"><l:evr datatype="evr_string" operation="greater than">0:1.19.0.azl3</l:evr></l:rpminfo_state></states></oval_definitions>
            """).ShouldHaveSingleItem();

        var statement = record.Affected.ShouldHaveSingleItem();
        (record.Id, statement.Namespace, statement.Name, FeedFixture.Text(statement)).ShouldBe(("CVE-2023-29404", "rpm:azurelinux:3.0", "golang", "[0 fixed 0:1.20.7-1.azl3] not [0 lastaffected 0:1.19.0.azl3]"));
    }

    [Fact]
    public void Reads_photons_list_and_the_enrichments()
    {
        _feed.Records("cve_data_photon4.0.json", """
            [{"cve_id":"CVE-2023-38545","pkg":"curl","cve_score":9.8,"aff_ver":"all versions before 7.88.1-4.ph4 are vulnerable","res_ver":"7.88.1-4.ph4","status":"Fixed"},
            {"cve_id":"CVE-2023-44487","pkg":"httpd","cve_score":null,"aff_ver":"","res_ver":"NA","status":"Not Affected"}]
            """)
            .Select(r => (r.Affected[0].Namespace, r.Affected[0].Status, FeedFixture.Text(r.Affected[0]))).ShouldBe(
                [("rpm:photon:4.0", AffectedStatus.Fixed, "[0 fixed 7.88.1-4.ph4]"), ("rpm:photon:4.0", AffectedStatus.NotAffected, "[0]")]);
        var kev = _feed.Read("kev.json", """{"catalogVersion":"2025","count":2,"vulnerabilities":[{"cveID":"CVE-2025-1","vendorProject":"Git","product":"Git","dateAdded":"2025-08-25","dueDate":"2025-09-15","knownRansomwareCampaignUse":"Known"},{"cveID":"x"}]}""");
        var entry = kev.OfType<KevItem>().ShouldHaveSingleItem().Entry;
        (entry.Cve, entry.Added, entry.Due, entry.Ransomware).ShouldBe(("CVE-2025-1", new DateOnly(2025, 8, 25), new DateOnly(2025, 9, 15), true));
        kev.OfType<FeedProblem>().ShouldHaveSingleItem().Record.ShouldBe("x");
        var epss = _feed.Read("epss.csv", "#model_version:v2023.03.01,score_date:2025-02-20T00:00:00+0000\ncve,epss,percentile\nCVE-1999-0001,0.00383,0.73075\nCVE-1999-0002,2,0.5\n");
        epss.OfType<EpssItem>().ShouldHaveSingleItem().Entry.ShouldBe(new EpssEntry("CVE-1999-0001", 0.00383, 0.73075, new DateOnly(2025, 2, 20)));
        epss.OfType<FeedProblem>().ShouldHaveSingleItem().Record.ShouldBe("CVE-1999-0002");
        _feed.Read("undated.csv", "#model_version:v2023.03.01\ncve,epss,percentile\nCVE-1999-0001,0.1,0.1\n").ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().Reason.ShouldContain("score_date");
    }
}
