using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Vulnerabilities.Matching;

/// <summary>Cases in which other scanners were wrong, by the issue that tells of them.</summary>
public sealed class RulebookTests
{
    private static readonly AdvisoryKey Record = new("Feed", "CVE-2026-1");
    private readonly RangeMatcher _matcher = new();

    private static Component Of(string @namespace, string name, string version, string? module = null) => new() { Namespace = @namespace, Name = name, Version = version, Module = module };

    private AffectedStatus? Status(Component component, params AffectedRange[] ranges) => Status(component, new AffectedPackage { Namespace = component.Namespace, Name = component.Name, Ranges = ranges });

    private AffectedStatus? Status(Component component, AffectedPackage affected) => _matcher.Match(component, [new AdvisoryStatement(Record, affected)]).SingleOrDefault()?.Status;

    /// <summary>aquasecurity/trivy#722 and #403: packages of the same names from other repositories.</summary>
    [Theory]
    [InlineData("8.2.10-2+0~20230906.21+debian12~1.gbp1b1b1b+deb.sury.org~1")]
    [InlineData("15.4-1.pgdg120+1")]
    [InlineData("18.17.1-1nodesource1")]
    public void What_others_built_is_not_judged_by_what_the_distribution_says(string version) =>
        Status(Of("deb:debian:12", "postgresql-15", version), AffectedRange.From("0", "99")).ShouldBe(AffectedStatus.Undetermined);

    /// <summary>anchore/grype#820, aquasecurity/trivy#749 and #771, quay/clair#891: a label on one side only is no match.</summary>
    [Theory]
    [InlineData(null, null, true)]
    [InlineData("nodejs:18", "nodejs:18", true)]
    [InlineData("nodejs:18", "nodejs:16", false)]
    [InlineData("nodejs:18", null, false)]
    [InlineData(null, "nodejs:18", false)]
    public void Modules_must_have_the_same_label(string? installed, string? told, bool holds) =>
        (Status(Of("rpm:almalinux:9", "npm", "1:9.8.1-1.18.18.2.2.module_el9", installed), new AffectedPackage { Namespace = "rpm:almalinux:9", Name = "npm", Module = told, Ranges = [AffectedRange.From("0", "1:9.9.0-1")] }) is not null).ShouldBe(holds);

    /// <summary>ELSA: 61 of 81 matches were wrong because of flavours.</summary>
    [Fact]
    public void Flavours_are_compared_within_themselves()
    {
        var plain = Of("rpm:ol:8", "openssl", "1:1.1.1k-9.el8_7");
        Status(plain, AffectedRange.From("0", "2:1.1.1k-12.ksplice1.el8_9")).ShouldBeNull();
        Status(plain, AffectedRange.From("0", "10:1.1.1k-12.el8_9_fips")).ShouldBeNull();
        Status(plain, AffectedRange.From("0", "1:1.1.1k-12.el8_9")).ShouldBe(AffectedStatus.Affected);
        Status(Of("rpm:ol:8", "openssl", "2:1.1.1k-9.ksplice1.el8_7"), AffectedRange.From("0", "2:1.1.1k-12.ksplice1.el8_9")).ShouldBe(AffectedStatus.Affected);
    }

    /// <summary>Anchore's missing-epoch-strategy: an epoch that is not there is zero.</summary>
    [Fact]
    public void A_missing_epoch_is_zero() => Status(Of("rpm:almalinux:9", "bind", "9.16.23-1.el9"), AffectedRange.From("0", "32:9.16.23-2.el9")).ShouldBe(AffectedStatus.Affected);

    /// <summary>anchore/grype#817, #892, #899: names are taken whole, within their ecosystem.</summary>
    [Fact]
    public void Another_package_whose_name_is_alike_is_another_package()
    {
        Status(Of("npm", "platform", "1.3.6"), new AffectedPackage { Namespace = "npm", Name = "platform-tools", Ranges = [AffectedRange.All] }).ShouldBeNull();
        _matcher.KeysOf(Of("pypi", "Zope.Interface", "5")).ShouldBe([new PackageKey("pypi", "zope-interface")]);
        _matcher.KeysOf(Of("nuget", "SixLabors.ImageSharp", "2")).ShouldBe([new PackageKey("nuget", "sixlabors.imagesharp")]);
    }

    /// <summary>secdb has a file for each repository of a release, and a package does not say which one it came from.</summary>
    [Fact]
    public void Alpine_is_asked_by_origin_in_both_repositories() =>
        _matcher.KeysOf(new Component { Namespace = "apk:alpine:v3.18", Name = "libssl3", Version = "3.1.0-r0", Source = "openssl" }).ShouldBe(
            [.. new[] { "", ":main", ":community" }.SelectMany(channel => new PackageKey[] { new("apk:alpine:v3.18" + channel, "libssl3"), new("apk:alpine:v3.18" + channel, "openssl") })]);

    /// <summary>GHSA-65x7-c272-7g7r: the ranges of both branches overlap, and by the letter of OSV the version that mends one is still in the other.</summary>
    [Fact]
    public void Overlapping_ranges_are_taken_together()
    {
        AffectedRange[] ranges = [AffectedRange.From("0", "3.1.3"), AffectedRange.From("0", "2.1.7")];

        Status(Of("nuget", "SixLabors.ImageSharp", "2.1.7"), new AffectedPackage { Namespace = "nuget", Name = "sixlabors.imagesharp", Ranges = ranges }).ShouldBe(AffectedStatus.Affected);
        Status(Of("nuget", "SixLabors.ImageSharp", "3.1.3"), new AffectedPackage { Namespace = "nuget", Name = "sixlabors.imagesharp", Ranges = ranges }).ShouldBeNull();
    }

    [Fact]
    public void Nothing_from_a_limit_on_is_in_a_range()
    {
        AffectedRange Range(params string[] limits) => new() { Events = [new(RangeEventKind.Introduced, "1.0.0"), new(RangeEventKind.Introduced, "3.0.0"), .. limits.Select(limit => new RangeEvent(RangeEventKind.Limit, limit))] };

        Status(Of("npm", "a", "1.5.0"), Range("2.0.0")).ShouldBe(AffectedStatus.Affected);
        Status(Of("npm", "a", "2.0.0"), Range("2.0.0")).ShouldBeNull();
        Status(Of("npm", "a", "3.1.0"), Range("2.0.0")).ShouldBeNull();
        Status(Of("npm", "a", "3.1.0"), Range("2.0.0", "4.0.0")).ShouldBe(AffectedStatus.Affected);
        Status(Of("npm", "a", "3.1.0"), Range("*")).ShouldBe(AffectedStatus.Affected);
    }

    /// <summary>Debian and Alpine write "0" for the version that mends what never was broken.</summary>
    [Fact]
    public void What_was_mended_in_0_never_was_affected() => Status(Of("apk:alpine:v3.18:main", "openssl", "3.1.0-r0"), AffectedRange.From("0", "0")).ShouldBeNull();

    /// <summary>anchore/grype#1894: what has no place in the order is not ordered.</summary>
    [Theory]
    [InlineData("golang", "example.com/app", "(devel)", "1.2.0")]
    [InlineData("apk:alpine:v3.18:main", "openssh", "9.3p1-r1", "9.3_p2-r0")]
    [InlineData("npm", "a", "github:user/repo", "1.2.0")]
    public void What_the_package_manager_does_not_take_for_a_version_is_undetermined(string @namespace, string name, string version, string mended) =>
        Status(Of(@namespace, name, version), AffectedRange.From("0", mended)).ShouldBe(AffectedStatus.Undetermined);

    /// <summary>States of the vendor stay apart from "affected".</summary>
    [Theory]
    [InlineData(AffectedStatus.WillNotFix)]
    [InlineData(AffectedStatus.Deferred)]
    [InlineData(AffectedStatus.EndOfLife)]
    [InlineData(AffectedStatus.UnderInvestigation)]
    public void What_the_vendor_says_of_it_is_kept(AffectedStatus status) =>
        Status(Of("deb:debian:12", "zlib1g", "1:1.2.13.dfsg-1"), new AffectedPackage { Namespace = "deb:debian:12", Name = "zlib1g", Status = status, Ranges = [AffectedRange.All] }).ShouldBe(status);
}
