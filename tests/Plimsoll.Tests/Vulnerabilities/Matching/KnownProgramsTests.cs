using Plimsoll.Core.Advisories;
using Plimsoll.Inspection.Ecosystems.VersionStrings;
using Plimsoll.Vulnerabilities.Matching.Programs;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Tests.Vulnerabilities.Matching;

/// <summary>The table of programs that nobody packaged is whole: each line names a program that can be told by its version, and ranges that begin before they end.</summary>
public sealed class KnownProgramsTests
{
    [Fact]
    public void Every_line_is_about_a_program_that_tells_its_version()
    {
        var products = KnownVersions.All.Select(rule => rule.Product).ToHashSet();

        KnownPrograms.All.Count.ShouldBeGreaterThan(800);
        KnownPrograms.All.ShouldAllBe(record => record.References[0].Url.StartsWith("https://", StringComparison.Ordinal));
        KnownPrograms.All.ShouldAllBe(record => products.Contains(record.Part!) && record.Id.StartsWith("CVE-", StringComparison.Ordinal) && record.Severities[0].Word != null);
        KnownPrograms.All.Select(record => (record.Part, record.Id)).ShouldBeUnique();
    }

    [Fact]
    public void Every_range_begins_before_it_ends()
    {
        var scheme = VersionSchemes.For(KnownPrograms.Namespace)!;
        foreach (var range in KnownPrograms.All.SelectMany(record => record.Affected[0].Ranges))
        {
            var (from, until) = (range.Events[0].Version, range.Events[1].Version);
            scheme.Compare(from, until).ShouldBeLessThan(0, $"{from} {until}");
        }
        KnownPrograms.Of(PackageKey.Of(KnownPrograms.Namespace, "openssl")).ShouldNotBeEmpty();
        KnownPrograms.Of(PackageKey.Of("npm", "openssl")).ShouldBeEmpty();
    }
}
