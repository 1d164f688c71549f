using System.Text;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;

namespace Plimsoll.Tests.Trust.InToto;

/// <summary>A layout and a link that in-toto 1.3.1 made.</summary>
public sealed class LayoutVectorTests
{
    private const string Alice = "9d025e75ad42cff312b45d2f0f4e20e1048aed8841a3b4df6d172b3034d8cae3";
    private const string LinkName = "build.f0d67637.link";

    private static readonly byte[] Layout = TrustVectors.Bytes("made-here/in-toto/root.layout");
    private static readonly byte[] Link = TrustVectors.Bytes("made-here/in-toto/build.f0d67637.link");
    private static readonly string Product = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(TrustVectors.Bytes("made-here/in-toto/foo.o")));

    [Fact]
    public void Verifies_the_chain_to_its_product() => Verify(Layout, Link, ("foo.o", Product)).ShouldBeOfType<Verdict.Verified>().Signer.Identity.ShouldBe("in-toto:" + Alice);

    [Fact]
    public void Refuses_another_product() => Verify(Layout, Link, ("foo.o", new string('0', 64))).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("not what came out");

    [Fact]
    public void Refuses_a_link_that_was_edited() => Verify(Layout, Edited(Link, "\"return-value\": 0", "\"return-value\": 1"), null).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("requires at least 1 links validly signed");

    [Fact]
    public void Refuses_a_layout_that_was_edited() => Verify(Edited(Layout, "DISALLOW", "ALLOW"), Link, null).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("not signed by enough");

    [Fact]
    public void Refuses_a_layout_that_expired() =>
        new LayoutVerifier(Owners(), TrustClock.At(TrustClock.Then.AddYears(1))).Verify(Layout, new Dictionary<string, byte[]> { [LinkName] = Link }, null).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("expired");

    [Fact]
    public void Refuses_a_chain_whose_step_nobody_did() => new LayoutVerifier(Owners(), TrustClock.At(TrustClock.Then)).Verify(Layout, new Dictionary<string, byte[]>(), null).ShouldBeOfType<Verdict.Refused>();

    [Fact]
    public void Refuses_to_verify_for_nobody() =>
        new LayoutVerifier(new Dictionary<string, PublicKey>(), TrustClock.At(TrustClock.Then)).Verify(Layout, new Dictionary<string, byte[]> { [LinkName] = Link }, null).ShouldBeOfType<Verdict.Refused>();

    [Theory]
    [InlineData("foo.o", "DISALLOW")]
    [InlineData("foo.c", "REQUIRE")]
    [InlineData("[a-z]oo.o", "DISALLOW")]
    public void Refuses_files_that_the_rules_do_not_allow(string pattern, string verb)
    {
        var link = new Link("build", new Dictionary<string, string>(), new Dictionary<string, string> { ["foo.o"] = "1" });

        Should.Throw<RefusedException>(() => ArtifactRules.Apply([[verb, pattern]], link.Products, link, new Dictionary<string, Link>()));
    }

    [Fact]
    public void Matches_files_with_those_of_another_step()
    {
        var first = new Link("first", new Dictionary<string, string>(), new Dictionary<string, string> { ["out/a"] = "1", ["out/b"] = "2" });
        var second = new Link("second", new Dictionary<string, string> { ["a"] = "1", ["b"] = "3" }, new Dictionary<string, string>());
        var steps = new Dictionary<string, Link> { ["first"] = first, ["second"] = second };
        string[] match = ["MATCH", "*", "WITH", "PRODUCTS", "IN", "out", "FROM", "first"];

        ArtifactRules.Apply([match, ["DISALLOW", "a"]], second.Materials, second, steps);
        Should.Throw<RefusedException>(() => ArtifactRules.Apply([match, ["DISALLOW", "*"]], second.Materials, second, steps)).Message.ShouldContain("has b");
    }

    private static Dictionary<string, PublicKey> Owners() => new() { [Alice] = LayoutVerifier.ReadKey(TrustVectors.Bytes("made-here/in-toto/alice.pub")) };

    private static Verdict Verify(byte[] layout, byte[] link, (string, string)? product) =>
        new LayoutVerifier(Owners(), TrustClock.At(TrustClock.Then)).Verify(layout, new Dictionary<string, byte[]> { [LinkName] = link }, product);

    private static byte[] Edited(byte[] document, string from, string to) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(document).Replace(from, to));
}
