using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Tests.Core.Rules;

public sealed class SemanticVersionTests
{
    /// <summary>The example of semver.org 2.0.0, section 11, with what sections 9 and 11 say around it.</summary>
    private static readonly string[] Ordered =
    [
        "0.0.9", "1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0",
        "2.0.0", "10.0.0", "99999999999999999999.0.0",
    ];

    [Fact]
    public void Follows_the_order_of_the_specification()
    {
        foreach (var (a, i) in Ordered.Select((v, i) => (Of(v), i)))
        {
            foreach (var (b, j) in Ordered.Select((v, j) => (Of("v" + v), j))) Math.Sign(SemanticVersion.Precedence.Compare(a, b)).ShouldBe(Math.Sign(i.CompareTo(j)), $"{Ordered[i]} and {Ordered[j]}");
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.03")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-a_b")]
    [InlineData("V1.2.3")]
    [InlineData("latest")]
    [InlineData("1.2.x")]
    public void Is_no_version(string tag) => SemanticVersion.Of(Tag.Parse(tag)).ShouldBeNull();

    [Fact]
    public void Knows_its_lines()
    {
        Of("v1.22.3-rc.1").LineOf(VersionLine.Major).ShouldBe("1");
        Of("v1.22.3-rc.1").LineOf(VersionLine.Minor).ShouldBe("1.22");
        Of("v1.22.3-rc.1").LineOf(VersionLine.All).ShouldBe("");
    }

    private static SemanticVersion Of(string text) => SemanticVersion.Of(Tag.Parse(text)).ShouldNotBeNull();
}
