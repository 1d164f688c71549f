using Plimsoll.Core.Advisories;

namespace Plimsoll.Tests.Vulnerabilities.Feeds;

public sealed class OsvFormatTests : IDisposable
{
    private readonly FeedFixture _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Keeps_ranges_that_overlap_as_they_are()
    {
        // GHSA-65x7-c272-7g7r lists two ranges of which one holds the other: by the letter of OSV their union counts.
        var record = _feed.Records("GHSA-65x7-c272-7g7r.json", """
            {"schema_version":"1.4.0","id":"GHSA-65x7-c272-7g7r","aliases":["CVE-2024-27929","GHSA-65x7-c272-7g7r"],"published":"2024-03-05T16:00:00Z","modified":"2024-03-06T15:00:00Z",
            "database_specific":{"severity":"HIGH","github_reviewed":true},"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}],
            "affected":[{"package":{"ecosystem":"NuGet","name":"SixLabors.ImageSharp"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"3.1.3"}]}]},
            {"package":{"ecosystem":"NuGet","name":"SixLabors.ImageSharp"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2.1.7"}]}]}]}
            """).ShouldHaveSingleItem();

        (record.Source, record.Id, record.Modified).ShouldBe(("GHSA", "GHSA-65x7-c272-7g7r", new DateTimeOffset(2024, 3, 6, 15, 0, 0, TimeSpan.Zero)));
        record.Aliases.ShouldBe(["CVE-2024-27929"], "its own name is no alias");
        record.Affected.Select(FeedFixture.Text).ShouldBe(["[0 fixed 3.1.3]", "[0 fixed 2.1.7]"]);
        record.Affected[0].Key().ShouldBe(new PackageKey("nuget", "sixlabors.imagesharp"));
        record.Severities.Select(s => (s.Scale, s.Vector, s.Word)).ShouldBe([(SeverityScale.CvssV3, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", null), (SeverityScale.Word, null, "HIGH")]);
    }

    [Fact]
    public void Takes_the_cves_of_an_erratum_for_what_it_mends()
    {
        var record = _feed.Records("ALSA.json", """
            {"id":"ALSA-2025:10195","summary":"Important: thunderbird security update","modified":"2025-07-03T07:55:03Z","related":["CVE-2025-5986","RHSA-2025:10195"],
            "affected":[{"package":{"ecosystem":"AlmaLinux:10","name":"thunderbird"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"128.12.0-1.el10_0.alma.1"}]}]}]}
            """).ShouldHaveSingleItem();

        (record.Upstream, record.Related, record.Aliases).ShouldSatisfyAllConditions(r => r.Upstream.ShouldBe(["CVE-2025-5986"]), r => r.Related.ShouldBe(["RHSA-2025:10195"]), r => r.Aliases.ShouldBeEmpty());
        (record.Affected[0].Namespace, record.Affected[0].Level).ShouldBe(("rpm:almalinux:10", PackageLevel.Binary));
        record.Severities.ShouldHaveSingleItem().Word.ShouldBe("Important");
    }

    [Theory]
    [InlineData("npm", "npm")]
    [InlineData("Go", "golang")]
    [InlineData("crates.io", "cargo")]
    [InlineData("Debian:12", "deb:debian:12")]
    [InlineData("Ubuntu:22.04:LTS", "deb:ubuntu:22.04")]
    [InlineData("Ubuntu:25.10", "deb:ubuntu:25.10")]
    [InlineData("Ubuntu:Pro:16.04:LTS", "deb:ubuntu:16.04:pro")]
    [InlineData("Ubuntu:Pro:FIPS-updates:18.04:LTS", "deb:ubuntu:18.04:pro-fips-updates")]
    [InlineData("Alpine:v3.18", "apk:alpine:v3.18")]
    [InlineData("Rocky Linux:8", "rpm:rocky:8")]
    [InlineData("Red Hat:enterprise_linux:9::appstream", "rpm:rhel:9")]
    [InlineData("Red Hat:rhel_eus:9.4::baseos", "rpm:rhel:9:eus-9.4")]
    [InlineData("SUSE:Linux Enterprise Server 15 SP5", "rpm:sles:15.5")]
    [InlineData("SUSE:Linux Enterprise Module for Basesystem 15 SP5", "rpm:sles:15.5:module-for-basesystem")]
    [InlineData("openSUSE:Leap 15.4", "rpm:opensuse-leap:15.4")]
    [InlineData("openSUSE:Tumbleweed", "rpm:opensuse-tumbleweed")]
    [InlineData("Some New One:7", "some-new-one:7")]
    public void Finds_the_namespace_of_an_ecosystem(string ecosystem, string expected) => _feed.Statement("X-1.json", FeedFixture.Osv("X-1", ecosystem)).Namespace.ShouldBe(expected);

    [Theory]
    [InlineData("RubyGems", """{"patched":["~> 2.1.5",">= 2.2"],"unaffected":["< 1.0"]}""", "[0] mended [~> 2.1.5] mended [>= 2.2] not [< 1.0]")]
    [InlineData("RubyGems", """{"patched":[],"unaffected":[]}""", "[0]")]
    [InlineData("npm", """{"vulnerable":"<=2.1.1","patched":">=3.0.0"}""", "[<=2.1.1] mended [>=3.0.0]")]
    [InlineData("Packagist", """{"branches":[{"branch":"4.x","versions":[">=4.0","<4.4.1"]},{"branch":"5.x","versions":[">=5.0","<5.1"]}]}""", "[>=4.0,<4.4.1] [>=5.0,<5.1]")]
    [InlineData("Maven", """{"vulnerable":["<=1.8.2,1.8","==1.9"],"fixedin":[">=1.8.3,1.8",">=2.0"],"unaffected":["<=1.7,1.7"]}""",
        "[1.8 lastaffected 1.8.2] [1.9 lastaffected 1.9] mended [1.8.3 limit 1.9] mended [2.0] not [1.7 lastaffected 1.7]")]
    public void Reads_the_constraints_databases_keep_in_the_language_of_their_ecosystem(string ecosystem, string own, string expected) => FeedFixture.Text(_feed.Statement("X-1.json", $$"""
        {"id":"X-1","modified":"2024-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"{{ecosystem}}","name":"a"},"database_specific":{{own}} }]}
        """)).ShouldBe(expected);

    [Theory]
    [InlineData("<= 2.5", "[0 lastaffected 2.5]")]
    [InlineData("< 2.5", "[0 limit 2.5]")]
    public void Ends_a_range_without_a_fix_where_github_says_it_ends(string last, string expected) => FeedFixture.Text(_feed.Statement("GHSA-x.json", $$"""
        {"id":"GHSA-x","modified":"2024-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}],
        "database_specific":{"last_known_affected_version_range":"{{last}}"} }]}
        """)).ShouldBe(expected);

    [Fact]
    public void Keeps_symbols_of_go_and_withdrawals()
    {
        var record = _feed.Records("GO-2020-0007.json", """
            {"schema_version":"1.3.1","id":"GO-2020-0007","modified":"0001-01-01T00:00:00Z","withdrawn":"2024-05-01T00:00:00Z","aliases":["CVE-2017-18367"],"affected":[{"package":{"name":"github.com/seccomp/libseccomp-golang",
            "ecosystem":"Go"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"0.9.1-0.20170424173420-06e7a29f36a3"}]}],"ecosystem_specific":{"imports":[{"path":"github.com/seccomp/libseccomp-golang",
            "goos":["linux"],"symbols":["ScmpFilter.AddRule"]}]}}],"database_specific":{"review_status":"UNREVIEWED"}}
            """).ShouldHaveSingleItem();

        record.Modified.ShouldBeNull("the year 1 means that nobody knows");
        record.Withdrawn.ShouldNotBeNull();
        record.Review.ShouldBe("UNREVIEWED");
        var symbols = record.Affected[0].Symbols.ShouldHaveSingleItem();
        (symbols.Path, string.Join(' ', symbols.Symbols), string.Join(' ', symbols.Platforms)).ShouldBe(("github.com/seccomp/libseccomp-golang", "ScmpFilter.AddRule", "linux"));
    }

    [Fact]
    public void Reads_records_of_rustsec_rubysec_friends_of_php_and_pypa_in_their_own_form()
    {
        var rust = _feed.Statement("RUSTSEC-2021-0001.md", """
            ```toml
            [advisory]
            id = "RUSTSEC-2021-0001" # the id
            package = "mdbook"
            date = "2021-01-04"
            aliases = ["CVE-2020-26297"]
            informational = "unsound"
            [versions]
            patched = [
              ">= 0.4.5", # fixed here
            ]
            unaffected = ["< 0.1.4"]
            [affected.functions]
            "mdbook::a" = ["< 0.4.5"]
            ```

            # XSS in mdBook
            """);
        FeedFixture.Text(rust).ShouldBe("[0] mended [>= 0.4.5] not [< 0.1.4]");
        rust.Symbols.ShouldHaveSingleItem().Path.ShouldBe("mdbook::a");
        FeedFixture.Text(_feed.Statement("gems/rack/CVE-2024-1.yml", "---\ngem: rack\ncve: 2024-1\ntitle: T\ndate: 2024-02-01\npatched_versions:\n  - \"~> 2.2.8\"\n  - \">= 3.0.9\"\n")).ShouldBe("[0] mended [~> 2.2.8] mended [>= 3.0.9]");
        FeedFixture.Text(_feed.Statement("CVE-2018-1.yaml", "title: T\nlink: http://example\ncve: CVE-2018-1\nbranches:\n  1.x:\n    time: 2018-03-06 15:40:00\n    versions: ['>=1.0', '<1.5']\nreference: composer://Acme/Lib\n"))
            .ShouldBe("[>=1.0,<1.5]");
        var python = _feed.Statement("PYSEC-2005-1.yaml", "id: PYSEC-2005-1\nmodified: 2021-07-16T01:31:33Z\naffected:\n- package:\n    name: Trac\n    ecosystem: PyPI\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: '0'\n    - fixed: '0.10'\n  versions:\n  - 0.8.4\n  - '0.9'\n");
        (python.Key().ToString(), FeedFixture.Text(python), string.Join(' ', python.Versions)).ShouldBe(("pypi trac", "[0 fixed 0.10]", "0.8.4 0.9"));
    }
}
