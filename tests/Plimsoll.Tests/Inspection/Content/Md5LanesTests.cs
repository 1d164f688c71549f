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
    [InlineData(16, 64)]
    [InlineData(17, 119)]
    [InlineData(40, 128)]
    [InlineData(700, 3000)]
    public void Hashes_as_the_framework_does(int messages, int longest)
    {
        var random = new Random(messages);
        var texts = new byte[messages][];
        for (var i = 0; i < messages; i++) random.NextBytes(texts[i] = new byte[i == 0 ? longest : random.Next(longest + 1)]);
        Check(texts, 200_000 + (messages * longest), most: 1);
        Check(texts, 200_000 + (messages * longest), most: 0);
    }

    [Fact]
    public void Takes_one_long_message_among_short_ones() => Check([new byte[10], [.. Enumerable.Range(0, 10).Select(i => (byte)i)], [], Random(2 << 20)], 3 << 20, most: 1);

    [Theory]
    [InlineData(4 << 20)]
    [InlineData(1 << 20)]
    [InlineData(400_000)]
    public void Goes_on_with_long_messages_when_others_have_come(int most)
    {
        var random = new Random(most);
        var texts = new byte[600][];
        for (var i = 0; i < texts.Length; i++) texts[i] = Random(random.Next(10) == 0 ? random.Next(1 << 20) : random.Next(40_000));
        Check(texts, 5 << 20, most);
    }

    /// <summary>Fills a buffer again and again, as often as there is no more room in it.</summary>
    private static void Check(byte[][] texts, int room, int most)
    {
        var digests = new byte[texts.Length][];
        var lanes = new Md5Lanes((number, digest) => digests[number] = digest);
        var buffer = new byte[room];
        var end = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            if (room - end < texts[i].Length)
            {
                end = lanes.Run(buffer, Math.Min(most, room - texts[i].Length));
                end.ShouldBeLessThanOrEqualTo(Math.Min(most, room - texts[i].Length));
                buffer.AsSpan(end).Fill(0xee);
            }
            texts[i].CopyTo(buffer, end);
            lanes.Add(i, end, texts[i].Length);
            end += texts[i].Length;
        }
        if (most > 0) lanes.Run(buffer, most);
        lanes.Run(buffer, 0).ShouldBe(0);
        for (var i = 0; i < texts.Length; i++) digests[i].ShouldBe(ByFramework(texts[i]), $"message {i} of {texts[i].Length} bytes");
    }

    private static byte[] ByFramework(byte[] message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(message);
        return hash.GetHashAndReset();
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
