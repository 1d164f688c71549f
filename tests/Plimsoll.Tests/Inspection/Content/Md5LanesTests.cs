using System.Security.Cryptography;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Tests.Inspection.Content;

public sealed class Md5LanesTests
{
    /// <summary>Lengths around the ends of blocks, where the padding of RFC 1321 differs, and some that leave most lanes idle.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 55)]
    [InlineData(3, 56)]
    [InlineData(7, 63)]
    [InlineData(8, 64)]
    [InlineData(9, 119)]
    [InlineData(40, 128)]
    [InlineData(700, 3000)]
    public void Hashes_as_the_framework_does(int messages, int longest)
    {
        var random = new Random(messages);
        var buffer = new byte[200_000 + (messages * longest)];
        random.NextBytes(buffer);
        int[] starts = new int[messages], lengths = new int[messages];
        for (var (i, at) = (0, 0); i < messages; at += lengths[i++]) (starts[i], lengths[i]) = (at, i == 0 ? longest : random.Next(longest + 1));
        var digests = new byte[messages * Md5Lanes.DigestSize];
        if (Md5Lanes.IsSupported) Md5Lanes.HashInLanes(buffer, starts, lengths, digests);
        else Md5Lanes.HashAll(buffer, starts, lengths, digests);
        for (var i = 0; i < messages; i++)
            digests.AsSpan(i * Md5Lanes.DigestSize, Md5Lanes.DigestSize).ToArray().ShouldBe(ByFramework(buffer.AsSpan(starts[i], lengths[i])), $"message {i} of {lengths[i]} bytes");
    }

    [Fact]
    public void Takes_one_long_message_among_short_ones()
    {
        var buffer = new byte[3 << 20];
        new Random(5).NextBytes(buffer);
        int[] starts = [0, 10, 20, 1 << 20], lengths = [10, 10, 0, 2 << 20];
        var digests = new byte[4 * Md5Lanes.DigestSize];
        Md5Lanes.HashAll(buffer, starts, lengths, digests);
        for (var i = 0; i < starts.Length; i++) digests.AsSpan(i * 16, 16).ToArray().ShouldBe(ByFramework(buffer.AsSpan(starts[i], lengths[i])));
    }

    private static byte[] ByFramework(ReadOnlySpan<byte> message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(message);
        return hash.GetHashAndReset();
    }
}
