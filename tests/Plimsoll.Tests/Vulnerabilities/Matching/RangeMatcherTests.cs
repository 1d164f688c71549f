using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Vulnerabilities.Matching;

/// <summary>What ranges and states of records come to.</summary>
public sealed class RangeMatcherTests
{
    private static readonly AdvisoryKey Record = new("Debian", "CVE-2026-1");
    private readonly RangeMatcher _matcher = new();

    private static Component Deb(string version, string? sourceVersion = null) =>
        new() { Namespace = "deb:debian:12", Name = "libssl3", Version = version, Source = "openssl", SourceVersion = sourceVersion, Arch = "amd64" };

    private static AffectedPackage Openssl(params AffectedRange[] ranges) => new() { Namespace = "deb:debian:12", Name = "openssl", Level = PackageLevel.Source, Ranges = ranges };

    private ComponentMatch? Match(Component component, AffectedPackage affected) => _matcher.Match(component, [new AdvisoryStatement(Record, affected)]).SingleOrDefault();

    [Theory]
    [InlineData("3.0.1-1", true)]
    [InlineData("3.0.5-1~deb12u1", true)]
    [InlineData("3.0.5-1", false)]
    [InlineData("1:0.1", false)]
    public void Holds_below_the_fix_by_the_order_of_the_package_manager(string version, bool holds)
    {
        var match = Match(Deb(version), Openssl(AffectedRange.From("0", "3.0.5-1")));
        (match is not null).ShouldBe(holds);
        if (holds) (match!.Status, match.FixedIn).ShouldBe((AffectedStatus.Affected, "3.0.5-1"));
    }

    [Fact]
    public void Compares_the_version_of_the_source_where_the_record_speaks_of_sources()
    {
        Match(Deb("9-1+b1", "3.0.1-1"), Openssl(AffectedRange.From("0", "3.0.5-1"))).ShouldNotBeNull();
        Match(Deb("9-1+b1", "3.0.1-1"), Openssl(AffectedRange.From("0", "3.0.5-1")) with { Level = PackageLevel.Binary }).ShouldBeNull();
    }

    [Fact]
    public void Knows_ranges_that_begin_again_in_whatever_order_they_are_told()
    {
        var range = new AffectedRange { Events = [new(RangeEventKind.Fixed, "2.1"), new(RangeEventKind.Introduced, "3.0"), new(RangeEventKind.Introduced, "0"), new(RangeEventKind.LastAffected, "3.2")] };
        foreach (var (version, holds) in new[] { ("1.0", true), ("2.1", false), ("2.9", false), ("3.0", true), ("3.2", true), ("3.3", false) }) (Match(Deb(version), Openssl(range)) is not null).ShouldBe(holds, version);
    }

    [Fact]
    public void What_cannot_be_compared_is_undetermined_and_not_clean() =>
        Match(Deb("not a version"), Openssl(AffectedRange.From("1.0", "3.0"))).ShouldNotBeNull().Status.ShouldBe(AffectedStatus.Undetermined);

    [Fact]
    public void Says_nothing_of_other_architectures_modules_and_of_what_is_not_affected()
    {
        var all = Openssl(AffectedRange.All);
        Match(Deb("1"), all).ShouldNotBeNull();
        Match(Deb("1"), all with { Architectures = ["arm64"] }).ShouldBeNull();
        Match(Deb("1"), all with { Module = "nodejs:18" }).ShouldBeNull();
        Match(Deb("1"), all with { Status = AffectedStatus.NotAffected }).ShouldBeNull();
        Match(Deb("1"), all with { Status = AffectedStatus.WillNotFix }).ShouldNotBeNull().Status.ShouldBe(AffectedStatus.WillNotFix);
        Match(Deb("1"), Openssl() with { Versions = ["1"] }).ShouldNotBeNull().Range.ShouldBe("= 1");
    }
}
