using Plimsoll.Core;
using Plimsoll.Trust;
using Plimsoll.Trust.Tuf;

namespace Plimsoll.Tests.Trust.Tuf;

/// <summary>The metadata of a repository that notary 0.7 made.</summary>
public sealed class NotaryVectorTests
{
    private static readonly string[] Roles = ["root", "timestamp", "snapshot", "targets"];

    [Fact]
    public void Reads_what_each_tag_is_bound_to() =>
        NotaryRepository.Verify(Files(), [], TrustClock.Then).Tags.ShouldBe(new Dictionary<string, Digest> { ["1"] = Digest.Parse("sha256:641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe") });

    [Fact]
    public void Trusts_the_root_key_that_was_pinned()
    {
        var key = NotaryRepository.Verify(Files(), [], TrustClock.Then).Signer.Identity["notary:".Length..];

        NotaryRepository.Verify(Files(), [key], TrustClock.Then).Tags.Count.ShouldBe(1);
        Should.Throw<RefusedException>(() => NotaryRepository.Verify(Files(), [new string('a', 64)], TrustClock.Then)).Message.ShouldContain("none of the trusted keys");
    }

    [Fact]
    public void Refuses_a_timestamp_that_expired() =>
        Should.Throw<RefusedException>(() => NotaryRepository.Verify(Files(), [], TrustClock.Then.AddDays(30))).Message.ShouldContain("timestamp expired");

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public void Refuses_a_file_that_is_missing_or_in_which_a_bit_is_another_one(string role)
    {
        var files = Files();
        files.Remove(role);
        Should.Throw<RefusedException>(() => NotaryRepository.Verify(files, [], TrustClock.Then));
        var original = TrustVectors.Bytes($"made-here/notary-v1/{role}.json");
        for (var bit = 0; bit < original.Length * 8; bit += 37)
        {
            files[role] = (byte[])original.Clone();
            files[role][bit / 8] ^= (byte)(1 << (bit % 8));
            if (Accepts(files) is { } tags) tags.ShouldBe(Accepts(Files())!, $"bit {bit}");
        }
    }

    private static IReadOnlyDictionary<string, Digest>? Accepts(Dictionary<string, byte[]> files)
    {
        try
        {
            return NotaryRepository.Verify(files, [], TrustClock.Then).Tags;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static Dictionary<string, byte[]> Files() => Roles.ToDictionary(role => role, role => TrustVectors.Bytes($"made-here/notary-v1/{role}.json"));
}
