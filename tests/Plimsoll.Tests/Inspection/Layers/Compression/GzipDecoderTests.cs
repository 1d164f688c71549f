using System.IO.Compression;
using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Layers.Compression;

/// <summary>Members of gzip, pigz and zlib at all levels and with all kinds of blocks come out whole, and nothing that is damaged does.</summary>
public sealed class GzipDecoderTests
{
    private static readonly byte[] Words = Gzips.Words(120_000);
    private static readonly byte[] Small = Packed.Gzip(Gzips.Words(700));

    public static TheoryData<string, string> Packers => new()
    {
        { "gzip", "-1" },
        { "gzip", "-9" },
        { "pigz", "-9 -p 3 -b 128" },
        { "pigz", "-i -b 128" },
    };

    [Theory]
    [MemberData(nameof(Packers))]
    public void Unpacks_what_is_packed_by(string program, string options)
    {
        foreach (var plain in new byte[][] { [], Words, [.. Gzips.Noise(32_768), .. Gzips.Noise(32_768), .. new byte[300_000]] })
        {
            var packed = Tool.Run(program, ["-c", .. options.Split(' ')], plain);

            Whole(packed).ShouldBe(plain);
        }
    }

    [Theory]
    [InlineData(ZLibCompressionStrategy.Default)]
    [InlineData(ZLibCompressionStrategy.HuffmanOnly)]
    [InlineData(ZLibCompressionStrategy.RunLengthEncoding)]
    [InlineData(ZLibCompressionStrategy.Fixed)]
    public void Unpacks_every_level_in_pieces_of_any_size(ZLibCompressionStrategy strategy)
    {
        using var decoder = new GzipDecoder();
        foreach (var level in new[] { 0, 1, 5, 9 })
        {
            foreach (var plain in new[] { Words[..40_000], Gzips.Noise(3_000) })
            {
                var packed = Gzips.Pack(plain, level, strategy);
                foreach (var (input, output) in new[] { (1, 1 << 18), (1 << 16, 1 << 18), (7, 3), (1000, 33_000) })
                {
                    var (bytes, consumed) = Gzips.Member(decoder, [.. packed, 0x1f, 0x8b, 8], input, output);

                    bytes.ShouldBe(plain);
                    consumed.ShouldBe(packed.Length);
                    decoder.Reset();
                }
            }
        }
    }

    [Fact]
    public void Never_takes_a_member_that_is_cut_for_whole()
    {
        using var decoder = new GzipDecoder();
        for (var length = 0; length < Small.Length; length++)
        {
            Gzips.TryMember(decoder, Small[..length], 1 + length, 5000).IsWhole.ShouldBeFalse($"{length} bytes");
            decoder.Reset();
        }
        Gzips.Member(decoder, Small, 9, 9).Bytes.Length.ShouldBe(700);
    }

    [Fact]
    public void Refuses_every_other_bit_in_checksum_and_length()
    {
        using var decoder = new GzipDecoder();
        for (var bit = 0; bit < 64; bit++)
        {
            var damaged = Small.ToArray();
            damaged[^(1 + (bit / 8))] ^= (byte)(1 << (bit % 8));

            foreach (var pieces in new[] { 1, 5, damaged.Length })
            {
                Should.Throw<InvalidDataException>(() => Gzips.TryMember(decoder, damaged, pieces, 5000)).Message.ShouldStartWith("the gzip data is damaged: incorrect ");
                decoder.Reset();
            }
        }
        Gzips.Member(decoder, Small, 100, 100).Bytes.Length.ShouldBe(700);
    }

    [Fact]
    public void Goes_on_to_refuse_what_it_refused_until_it_is_reset()
    {
        using var decoder = new GzipDecoder();
        foreach (var at in new[] { 0, 3, 12, Small.Length - 2 })
        {
            var damaged = Small.ToArray();
            damaged[at] ^= 0xe4;
            Should.Throw<InvalidDataException>(() => Gzips.TryMember(decoder, damaged, damaged.Length, 5000));

            Should.Throw<InvalidDataException>(() => decoder.Decode(Small, new byte[5000], out _, out _));

            decoder.Reset();
            Gzips.Member(decoder, Small, Small.Length, 5000).Bytes.Length.ShouldBe(700);
            decoder.Reset();
        }
    }

    /// <summary>FTEXT, FHCRC, FEXTRA, FNAME and FCOMMENT, alone and together.</summary>
    [Fact]
    public void Reads_over_everything_that_a_header_may_hold()
    {
        using var decoder = new GzipDecoder();
        for (var flags = 0; flags < 32; flags++)
        {
            foreach (var extra in new[] { 0, 1, 300, 65_535 })
            {
                var packed = Gzips.WithHeader(Small, (byte)flags, extra);
                foreach (var input in new[] { 1, 11, packed.Length })
                {
                    var (bytes, consumed) = Gzips.Member(decoder, packed, input, 5000);

                    bytes.Length.ShouldBe(700, $"flags {flags}");
                    consumed.ShouldBe(packed.Length);
                    decoder.Reset();
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 0x1e, "incorrect header check")]
    [InlineData(1, 0x8a, "incorrect header check")]
    [InlineData(2, 7, "unknown compression method")]
    [InlineData(3, 0x20, "unknown header flags set")]
    [InlineData(3, 0x40, "unknown header flags set")]
    [InlineData(3, 0x80, "unknown header flags set")]
    [InlineData(4, 9, "header crc mismatch")]
    [InlineData(30, 1, "header crc mismatch")]
    public void Refuses_a_header_that_is_none(int at, byte value, string reason)
    {
        var packed = at > 3 ? Gzips.WithHeader(Small, 0x1e, 40) : Small.ToArray();
        packed[at] = value;
        foreach (var input in new[] { 1, packed.Length })
        {
            using var decoder = new GzipDecoder();
            Should.Throw<InvalidDataException>(() => Gzips.TryMember(decoder, packed, input, 5000)).Message.ShouldBe("the gzip data is damaged: " + reason);
        }
    }

    [Fact]
    public void Unpacks_thousands_of_members_and_tells_what_follows_them()
    {
        var empty = Tool.Run("gzip", ["-c"], []);
        byte[] stored = [.. Enumerable.Range(0, 3000).SelectMany(i => i % 3 == 0 ? empty : Small), .. "no gzip"u8];
        using var frames = new FramedStream(new MemoryStream(stored), new GzipDecoder());
        using var plain = new MemoryStream();

        frames.CopyTo(plain);

        plain.Length.ShouldBe(2000 * 700);
        frames.HasTrailingBytes.ShouldBeTrue();
    }

    /// <summary>RFC 1951 section 3.2.4: the complement of the length of a stored block is there to be checked, and no distance leads to before the beginning.</summary>
    [Theory]
    [InlineData("010400faff6161616100000000")]
    [InlineData("4b0412000000000000000000")]
    [InlineData("0700000000000000000000")]
    public void Refuses_deflate_data_that_is_none(string hexadecimal)
    {
        byte[] packed = [.. Small.AsSpan(0, 10), .. Convert.FromHexString(hexadecimal)];
        using var decoder = new GzipDecoder();

        Should.Throw<InvalidDataException>(() => Gzips.TryMember(decoder, packed, packed.Length, 5000)).Message.ShouldStartWith("the gzip data is damaged: ");
    }

    private byte[] Whole(byte[] packed)
    {
        using var frames = new FramedStream(new MemoryStream(packed), new GzipDecoder());
        using var plain = new MemoryStream();
        frames.CopyTo(plain);
        frames.HasTrailingBytes.ShouldBeFalse();
        return plain.ToArray();
    }
}
