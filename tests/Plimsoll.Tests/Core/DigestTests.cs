using Plimsoll.Core;

namespace Plimsoll.Tests.Core;

public sealed class DigestTests
{
    // From the SHA test vectors of FIPS 180-4 for "abc".
    private const string AbcSha256 = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string AbcSha512 = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

    [Theory]
    [InlineData(AbcSha256, DigestAlgorithm.Sha256)]
    [InlineData(AbcSha512, DigestAlgorithm.Sha512)]
    public void Hashes_content_as_the_standard_says(string expected, DigestAlgorithm algorithm)
    {
        var digest = Digest.Of("abc"u8, algorithm);

        digest.Value.ShouldBe(expected);
        digest.Algorithm.ShouldBe(algorithm);
        digest.Hex.ShouldBe(expected[7..]);
        digest.ShouldBe(Digest.Parse(expected));
    }

    [Fact]
    public void Knows_the_well_known_contents()
    {
        Digest.EmptyBlob.ShouldBe(Digest.Of([]));
        Digest.EmptyJson.ShouldBe(Digest.Of("{}"u8));
    }

    public static TheoryData<string> Malformed() =>
    [
        "", ":", "sha256", "sha256:", "sha256:baddigeststring", AbcSha256[..^1], AbcSha256 + "0", AbcSha256.ToUpperInvariant(), "SHA256:" + AbcSha256[7..],
        "sha256:" + AbcSha256[7..].ToUpperInvariant(), "sha512:" + AbcSha256[7..], "sha256:" + AbcSha512[7..], "sha384:" + AbcSha256[7..], "md5:900150983cd24fb0d6963f7d28e17f72",
        " " + AbcSha256, AbcSha256 + " ", AbcSha256[..^1] + "g", AbcSha256[..^1] + "\n", AbcSha256[..^1] + "０", "sha256-" + AbcSha256[7..], "sha256+b64:" + AbcSha256[7..], AbcSha256[..70] + "\0",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Refuses_what_is_no_digest(string text)
    {
        Digest.TryParse(text, out var digest).ShouldBeFalse();
        digest.IsDefault.ShouldBeTrue();
        Should.Throw<FormatException>(() => Digest.Parse(text));
    }

    [Fact]
    public void Orders_by_the_text_so_that_rows_are_locked_in_one_order()
    {
        var low = Digest.Parse("sha256:" + new string('0', 64));
        var high = Digest.Parse("sha256:" + new string('f', 64));
        var other = Digest.Parse("sha512:" + new string('0', 128));

        new[] { other, high, low }.Order().ShouldBe([low, high, other]);
        (low < high).ShouldBeTrue();
        (high >= other).ShouldBeFalse();
    }

    [Fact]
    public void A_default_digest_has_no_value() => Should.Throw<InvalidOperationException>(() => default(Digest).Value);

    [Theory]
    [InlineData("sha256", true)]
    [InlineData("sha512", true)]
    [InlineData("sha384", false)]
    [InlineData("SHA256", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Knows_two_algorithms(string? text, bool known) => Digest.TryParseAlgorithm(text, out _).ShouldBe(known);

    [Fact]
    public void A_hash_of_the_wrong_length_is_no_digest() => Should.Throw<ArgumentException>(() => Digest.FromHash(DigestAlgorithm.Sha512, new byte[32]));
}
