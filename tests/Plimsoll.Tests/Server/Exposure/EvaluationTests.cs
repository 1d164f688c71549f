using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Exposure.Vex;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Server.Exposure;

/// <summary>Cases of the rulebook that only a whole image decides: who owns files, whose word counts, what a container is.</summary>
public sealed class EvaluationTests : IAsyncLifetime
{
    private const string Bookworm = "deb:debian:12";
    private static readonly OsFacts Debian = new() { Id = "debian", VersionId = "12" };
    private static readonly OsFacts RedHat = new() { Id = "rhel", VersionId = "9.4" };

    private readonly TemporaryDirectory _folder = new();
    private readonly ManualClock _clock = new();
    private readonly SqliteMetadataStore _metadata;

    public EvaluationTests() => _metadata = SqliteMetadataStore.Open(Path.Combine(_folder.Path, "x.db"), _clock);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        _folder.Dispose();
    }

    private static PackageFacts Package(string type, string name, string version) => new() { Type = type, Name = name, Version = version, Purl = Purl.Build(type, type is "deb" ? "debian" : null, name, version).ToString(), Layer = 0 };

    private static Advisory Says(string source, string id, AffectedPackage affected, params string[] aliases) => new() { Source = source, Id = id, Aliases = aliases, Affected = [affected] };

    private static AffectedPackage Below(string @namespace, string name, string mended, AffectedStatus status = AffectedStatus.Affected) => new() { Namespace = @namespace, Name = name, Status = status, Ranges = [AffectedRange.From("0", mended)] };

    private async Task PutAsync(params Advisory[] advisories)
    {
        foreach (var group in advisories.GroupBy(advisory => advisory.Source))
        {
            await _metadata.Advisories.PutAsync(group.Key, [.. group], default);
            await _metadata.Advisories.EndRunAsync(new() { Feed = group.Key, At = _clock.GetUtcNow() }, default);
        }
    }

    private Task<ImageFindings> RunAsync(OsFacts? os, params PackageFacts[] packages) => RunAsync(new ImageFacts { Digest = Digest.EmptyBlob }, os, "", packages);

    private Task<ImageFindings> RunAsync(ImageFacts image, OsFacts? os, string repository, params PackageFacts[] packages) =>
        new ImageEvaluation(_metadata.Advisories, ImageEvaluation.Matcher, _clock, TimeSpan.FromDays(3)).RunAsync(
            "image", new InspectionDocument { Image = image, Os = os, Completeness = Completeness.Complete, Packages = packages }, null, new ImageStatements(repository, [], []), default);

    /// <summary>aquasecurity/trivy#3194, #1610: a release is its ID with its number, testing and sid have none; what nobody looks after any more is said.</summary>
    [Theory]
    [InlineData("debian", "12", "bookworm", "deb:debian:12", null)]
    [InlineData("debian", null, "forky", "deb:debian:14", null)]
    [InlineData("debian", null, "sid", "deb:debian:sid", null)]
    [InlineData("debian", "9", "stretch", "deb:debian:9", "end-of-life")]
    [InlineData("debian", null, null, "deb:debian:12", "no-data")]
    [InlineData("ubuntu", "22.04", "jammy", "deb:debian:12", "unknown-distribution")]
    public async Task A_release_is_judged_by_its_own_advisories_or_not_at_all(string id, string? version, string? codename, string @namespace, string? gap)
    {
        await PutAsync(Says("Debian", "CVE-2024-1", Below(@namespace, "openssl", "3.0.9-2")));

        var found = await RunAsync(new OsFacts { Id = id, VersionId = version, VersionCodename = codename }, Package("deb", "openssl", "3.0.9-1"));

        found.Findings.Count.ShouldBe(gap is null or "end-of-life" ? 1 : 0);
        found.NotEvaluated.Select(entry => entry.Kind).ShouldBe(gap is null ? [] : [gap]);
    }

    /// <summary>CVE-2021-3807 in the rpm npm 1:9.8.1 was labelled false: the distribution mends without the versions of the ecosystem.</summary>
    [Fact]
    public async Task Files_of_a_package_of_the_distribution_are_judged_by_its_word_and_what_the_ecosystem_says_is_kept()
    {
        await PutAsync(Says("PyPA", "PYSEC-2021-142", Below("pypi", "pyyaml", "5.4"), "CVE-2020-14343"), Says("Debian", "CVE-2020-14343", Below(Bookworm, "pyyaml", "5.3.1-4", AffectedStatus.Fixed)));
        var wheel = Package("pypi", "PyYAML", "5.3.1") with { OwnedBy = "deb:python3-yaml" };
        var owner = Package("deb", "python3-yaml", "5.3.1-5") with { Source = "pyyaml" };

        var mended = await RunAsync(Debian, wheel, owner);
        mended.Findings.ShouldAllBe(finding => finding.IsSettled);
        var kept = mended.Findings.Single(finding => finding.Package.Type == "pypi");
        (kept.Status, kept.Package.OwnedBy, kept.Evidence.Record).ShouldBe(("not_affected", "deb:python3-yaml", "PYSEC-2021-142"));
        kept.Evidence.Comparison.ShouldContain("its files belong to deb:python3-yaml, and what the distribution says of that decides");

        var open = await RunAsync(Debian, wheel, owner with { Version = "5.3.1-3" });
        open.Findings.Single(finding => finding.IsPresent).Package.Name.ShouldBe("python3-yaml");
        // Nobody owns it: the ecosystem decides.
        (await RunAsync(Debian, wheel with { OwnedBy = null })).Findings.ShouldHaveSingleItem().Status.ShouldBe("affected");
    }

    [Fact]
    public async Task Where_no_feed_speaks_for_the_owner_nobody_decides()
    {
        await PutAsync(Says("PyPA", "PYSEC-2021-142", Below("pypi", "pyyaml", "5.4")));

        var found = await RunAsync(Debian, Package("pypi", "PyYAML", "5.3.1") with { OwnedBy = "deb:python3-yaml" }, Package("deb", "python3-yaml", "5.3.1-5"));

        found.Findings.ShouldHaveSingleItem().Status.ShouldBe("undetermined");
        found.NotEvaluated.ShouldContain(gap => gap.Kind == "unknown-distribution" && gap.Namespace == Bookworm);
    }

    /// <summary>NodeSource's nodejs owns npm and all it depends on, and Debian says nothing of them.</summary>
    [Fact]
    public async Task Files_of_a_foreign_package_are_judged_by_their_ecosystem()
    {
        await PutAsync(Says("GHSA", "GHSA-1", Below("npm", "tar", "6.2.1")), Says("Debian", "CVE-1", Below(Bookworm, "nodejs", "99")));

        var found = await RunAsync(Debian, Package("npm", "tar", "6.1.0") with { OwnedBy = "deb:nodejs" }, Package("deb", "nodejs", "18.17.1-1nodesource1"));

        found.Findings.Single(finding => finding.IsPresent).Id.ShouldBe("GHSA-1");
        found.NotEvaluated.ShouldContain(gap => gap.Kind == "foreign" && gap.Reason.Contains("NodeSource", StringComparison.Ordinal));
    }

    /// <summary>aquasecurity/trivy-db#380: an advisory is listed before its fix is released.</summary>
    [Fact]
    public async Task Debians_tracker_is_right_where_its_lists_say_something_else()
    {
        await PutAsync(
            new Advisory { Source = "Debian advisories", Id = "DSA-5000-1", Upstream = ["CVE-2024-1"], Affected = [Below(Bookworm, "openssl", "3.0.9-2", AffectedStatus.Fixed)] },
            Says("Debian", "CVE-2024-1", new AffectedPackage { Namespace = Bookworm, Name = "openssl", Status = AffectedStatus.Deferred, VendorStatus = "postponed", Ranges = [AffectedRange.All] }));

        var finding = (await RunAsync(Debian, Package("deb", "openssl", "3.0.9-1"))).Findings.ShouldHaveSingleItem();

        (finding.Id, finding.Status, finding.VendorStatus, finding.Evidence.Source).ShouldBe(("CVE-2024-1", "deferred", "postponed", "Debian"));
        finding.Aliases.ShouldBe(["DSA-5000-1"]);
    }

    /// <summary>zlib and its minizip, which Debian does not even build.</summary>
    [Fact]
    public async Task What_debian_takes_for_unimportant_is_a_finding_that_is_neither_listed_nor_counted()
    {
        await PutAsync(Says("Debian", "CVE-2023-45853", new AffectedPackage { Namespace = Bookworm, Name = "zlib", VendorStatus = "unimportant", Ranges = [AffectedRange.All], Severities = [new() { Origin = "Debian", Word = "unimportant" }] }));

        var finding = (await RunAsync(Debian, Package("deb", "zlib1g", "1:1.2.13.dfsg-1") with { Source = "zlib" })).Findings.ShouldHaveSingleItem();

        (finding.Status, finding.Severity, finding.IsPresent, finding.IsListed, finding.IsCounted).ShouldBe(("affected", "negligible", true, false, false));
    }

    [Theory]
    [InlineData(AffectedStatus.WillNotFix, "will_not_fix", true)]
    [InlineData(AffectedStatus.UnderInvestigation, "under_investigation", false)]
    [InlineData(AffectedStatus.EndOfLife, "end_of_life", true)]
    [InlineData(AffectedStatus.Deferred, "deferred", true)]
    public async Task Statuses_of_a_vendor_are_kept_apart(AffectedStatus said, string status, bool isPresent)
    {
        await PutAsync(Says("Red Hat", "CVE-1", new AffectedPackage { Namespace = "rpm:rhel:9", Name = "openssl", Status = said, Ranges = [AffectedRange.All] }));

        var finding = (await RunAsync(RedHat, Package("rpm", "openssl", "1:3.0.7-18.el9"))).Findings.ShouldHaveSingleItem();

        (finding.Status, finding.IsPresent, finding.IsActionable, finding.FixedIn).ShouldBe((status, isPresent, false, null));
    }

    /// <summary>Errata of the main stream and of an extended one are records of their own: the one of the image's stream decides.</summary>
    [Fact]
    public async Task An_erratum_of_the_stream_of_an_image_comes_before_that_of_the_main_stream()
    {
        await PutAsync(
            new Advisory { Source = "Red Hat", Id = "RHSA-2024:2", Upstream = ["CVE-2024-1"], Affected = [Below("rpm:rhel:9", "openssl", "1:3.0.7-27.el9", AffectedStatus.Fixed)] },
            new Advisory { Source = "Red Hat", Id = "RHSA-2024:1", Upstream = ["CVE-2024-1"], Affected = [Below("rpm:rhel:9:eus-9.2", "openssl", "1:3.0.7-16.el9_2.1", AffectedStatus.Fixed)] });
        var image = new ImageFacts { Digest = Digest.EmptyBlob, Labels = new Dictionary<string, string> { ["cpe"] = "cpe:/a:redhat:rhel_eus:9.2::appstream" } };

        var finding = (await RunAsync(image, RedHat, "", Package("rpm", "openssl", "1:3.0.7-16.el9_2.1"))).Findings.ShouldHaveSingleItem();
        (finding.Status, finding.Evidence.Record).ShouldBe(("fixed", "RHSA-2024:1"));
        (await RunAsync(RedHat, Package("rpm", "openssl", "1:3.0.7-16.el9"))).Findings.ShouldHaveSingleItem().Status.ShouldBe("affected");
    }

    /// <summary>quay/claircore#809, aquasecurity/trivy#3576: the repositories of an image tell its streams; what <c>.el9_2</c> suggests is not asked where they do.</summary>
    [Theory]
    [InlineData("rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_2", "1:3.0.7-16.el9_2.1", "fixed", "RHSA-2024:1")]
    [InlineData("rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_2", "1:3.0.7-16.el9", "affected", "RHSA-2024:1")]
    [InlineData("rhel-9-for-x86_64-baseos-rpms", "1:3.0.7-16.el9_2.1", "affected", "RHSA-2024:2")]
    [InlineData("somebody-elses-rpms", "1:3.0.7-16.el9_2.1", "fixed", "RHSA-2024:1")]
    public async Task The_repositories_of_an_image_tell_which_stream_decides(string repository, string version, string status, string record)
    {
        await PutAsync(
            new Advisory { Source = "Red Hat", Id = "RHSA-2024:2", Upstream = ["CVE-2024-1"], Affected = [Below("rpm:rhel:9", "openssl", "1:3.0.7-27.el9", AffectedStatus.Fixed)] },
            new Advisory { Source = "Red Hat", Id = "RHSA-2024:1", Upstream = ["CVE-2024-1"], Affected = [Below("rpm:rhel:9:eus-9.2", "openssl", "1:3.0.7-16.el9_2.1", AffectedStatus.Fixed)] });

        var finding = (await RunAsync(RedHat with { ContentSets = [repository] }, Package("rpm", "openssl", version))).Findings.ShouldHaveSingleItem();

        (finding.Status, finding.Evidence.Record).ShouldBe((status, record));
    }

    /// <summary>quay/claircore#1894: Red Hat says of a container that a vulnerability of a package in it does not reach it.</summary>
    [Theory]
    [InlineData("registry.access.redhat.com/ubi9/ubi", null, "not_affected")]
    [InlineData("mirror.example/ubi9/ubi", null, null)]
    [InlineData("mirror.example/ubi9/ubi", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "not_affected")]
    [InlineData("mirror.example/ubi9/ubi", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "none")]
    public async Task What_is_said_of_a_container_counts_for_all_packages_in_it_and_for_no_other_container(string repository, string? version, string? status)
    {
        var container = new AffectedPackage
        {
            Namespace = "oci",
            Name = "registry.access.redhat.com/ubi9/ubi",
            Status = AffectedStatus.NotAffected,
            Justification = "vulnerable_code_not_in_execute_path",
            Ranges = version is null ? [AffectedRange.All] : [],
            Versions = version is null ? [] : [version],
        };
        await PutAsync(new Advisory { Source = "Red Hat", Id = "CVE-1", Affected = [new AffectedPackage { Namespace = "rpm:rhel:9", Name = "openssl", Ranges = [AffectedRange.All] }, container] });

        var finding = (await RunAsync(new ImageFacts { Digest = Digest.EmptyBlob }, RedHat, repository, Package("rpm", "openssl", "1:3.0.7-18.el9"))).Findings.ShouldHaveSingleItem();

        finding.Status.ShouldBe("affected");
        if (status == "none")
        {
            finding.Vex.ShouldBeNull();
            return;
        }
        var said = finding.Vex.ShouldNotBeNull();
        (said.Status, said.Statements[0].Origin, said.Statements[0].Justification, said.Statements[0].IsTrusted).ShouldBe((status, "vendor", "vulnerable_code_not_in_execute_path", status is not null));
        finding.IsCounted.ShouldBe(status is null);
    }

    /// <summary>Go vulndb names functions; what the linker left out cannot be reached. Where the program does not tell, that is said, and the finding counts.</summary>
    [Theory]
    [InlineData("golang.org/x/net/html.Parse", null, true, "the program may have golang.org/x/net/html.Parse")]
    [InlineData("golang.org/x/net/http2.Server.ServeConn", "not_affected", false, "the program has none of the functions that GO-2024-1 names: golang.org/x/net/html.Parse, golang.org/x/net/html.Tokenizer.Next")]
    [InlineData(null, null, true, "which functions are in the program is not known")]
    public async Task Functions_that_a_program_does_not_have_are_a_statement_beside_the_finding(string? function, string? vex, bool isCounted, string words)
    {
        await PutAsync(new Advisory { Source = "Go", Id = "GO-2024-1", Aliases = ["CVE-2024-1"], Affected = [Below("golang", "golang.org/x/net", "0.20.0") with { Symbols = [new AffectedSymbols { Path = "golang.org/x/net/html", Symbols = ["Parse", "Tokenizer.Next"] }] }] });
        var module = Package("golang", "golang.org/x/net", "v0.1.0");
        if (function is not null) module = module with { Properties = new Dictionary<string, string> { [SymbolFilter.Property] = SymbolFilter.Write([function])! } };

        var finding = (await RunAsync(null, module)).Findings.ShouldHaveSingleItem();

        (finding.Status, finding.Vex?.Status, finding.IsCounted).ShouldBe(("affected", vex, isCounted));
        finding.Evidence.Comparison.ShouldContain(words);
        if (vex is not null) (finding.Vex!.Justification, finding.Vex.Statements[0].Origin).ShouldBe(("vulnerable_code_not_present", "analysis"));
    }

    /// <summary>83 % of what scanners found in such files by CPE was wrong: a small table is asked, and how sure it is is said.</summary>
    [Fact]
    public async Task Programs_that_nobody_packaged_are_judged_by_a_table_and_what_it_does_not_have_is_unknown()
    {
        PackageFacts Program(string name, string version) => Package("generic", name, version) with { Confidence = Confidence.Medium };

        var found = await RunAsync(null, Program("openssl", "1.0.1f"), Program("nginx", "99.0.0"), Program("tini", "0.19.0"));

        var heartbleed = found.Findings.Single(finding => finding is { Id: "CVE-2014-0160", IsPresent: true });
        (heartbleed.FixedIn, heartbleed.Package.Confidence, heartbleed.Evidence.Source).ShouldBe(("1.0.1g", "medium", "Known programs"));
        found.Findings.ShouldNotContain(finding => finding.IsPresent && finding.Package.Name == "nginx");
        found.NotEvaluated.Single(gap => gap.Namespace == "generic").Reason.ShouldContain("tini");
        (await AdvisoryDetails.FindAsync(_metadata.Advisories, "CVE-2014-0160", default)).ShouldNotBeNull().Records.ShouldHaveSingleItem().Advisory.Affected[0].Name.ShouldBe("openssl");
        (await RunAsync(null, Program("openssl", "1.0.1g"))).Findings.ShouldNotContain(finding => finding.Id == "CVE-2014-0160" && finding.IsPresent);
    }

    [Fact]
    public async Task Names_of_one_vulnerability_are_one_finding_with_all_of_them()
    {
        await PutAsync(
            Says("GHSA", "GHSA-aaaa", Below("golang", "example.com/m", "1.2.0"), "CVE-2024-1"), Says("Go", "GO-2024-1", Below("golang", "example.com/m", "1.1.0"), "CVE-2024-1", "GHSA-aaaa"),
            Says("PyPA", "PYSEC-1", Below("pypi", "m", "2")));

        var finding = (await RunAsync(null, Package("golang", "example.com/m", "v1.1.5"))).Findings.ShouldHaveSingleItem();

        (finding.Id, finding.Status, finding.FixedIn).ShouldBe(("CVE-2024-1", "affected", "1.2.0"));
        finding.Aliases.ShouldBe(["GHSA-aaaa", "GO-2024-1"]);
    }

    /// <summary>What is exploited comes first, then probability times score, then severity; what nobody estimated comes after what has an estimate.</summary>
    [Fact]
    public async Task The_most_urgent_comes_first()
    {
        Advisory Scored(string id, string word) => Says("GHSA", id, Below("npm", "a", "2.0.0")) with { Severities = [new() { Origin = "GHSA", Word = word }] };
        await PutAsync(Scored("CVE-1", "CRITICAL"), Scored("CVE-2", "LOW"), Scored("CVE-3", "HIGH"), Scored("CVE-4", "MODERATE"), Scored("CVE-5", "HIGH"));
        await _metadata.Advisories.PutKevAsync("KEV", [new KevEntry { Cve = "CVE-2", Added = new(2024, 1, 1) }], default);
        await _metadata.Advisories.PutEpssAsync("EPSS", [new EpssEntry("CVE-3", 0.01, 0.5, new(2026, 1, 1)), new EpssEntry("CVE-4", 0.9, 0.99, new(2026, 1, 1))], default);

        (await RunAsync(null, Package("npm", "a", "1.0.0"))).Findings.Select(finding => finding.Id).ShouldBe(["CVE-2", "CVE-4", "CVE-3", "CVE-1", "CVE-5"]);
    }

    /// <summary>RustSec's notices are no vulnerabilities: they are told, in a class of their own.</summary>
    [Fact]
    public async Task What_is_only_unmaintained_is_told_and_not_counted()
    {
        await PutAsync(Says("RustSec", "RUSTSEC-2024-1", new AffectedPackage { Namespace = "cargo", Name = "a", Ranges = [AffectedRange.All] }) with { Informational = "unmaintained" });

        var found = await RunAsync(null, Package("cargo", "a", "1.0.0"));

        (found.Findings.ShouldHaveSingleItem().Informational, found.Findings[0].IsListed, found.Counted.Values.Sum()).ShouldBe(("unmaintained", true, 0));
    }

    /// <summary>Closing what was found before, with an event, is MatchingContract's.</summary>
    [Fact]
    public async Task What_was_withdrawn_is_no_finding()
    {
        var record = Says("GHSA", "GHSA-1", Below("npm", "a", "2.0.0"));
        await PutAsync(record);
        (await RunAsync(null, Package("npm", "a", "1.0.0"))).Findings.ShouldHaveSingleItem();

        await PutAsync(record with { Withdrawn = _clock.GetUtcNow() });

        (await RunAsync(null, Package("npm", "a", "1.0.0"))).Findings.ShouldBeEmpty();
    }
}
