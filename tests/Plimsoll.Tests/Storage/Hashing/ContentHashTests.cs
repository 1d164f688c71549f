using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;

namespace Plimsoll.Tests.Storage.Hashing;

public sealed class ContentHashTests
{
    private const string TwoBlocks256 = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    private const string TwoBlocks512 = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

    /// <summary>The examples of NIST for FIPS 180-4 (csrc.nist.gov, "Example Values", SHA256.pdf and SHA512.pdf) and the empty message.</summary>
    public static TheoryData<DigestAlgorithm, string, string> Examples => new()
    {
        { DigestAlgorithm.Sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { DigestAlgorithm.Sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { DigestAlgorithm.Sha256, TwoBlocks256, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { DigestAlgorithm.Sha512, "", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e" },
        { DigestAlgorithm.Sha512, "abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
        { DigestAlgorithm.Sha512, TwoBlocks512, "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909" },
    };

    [Theory, MemberData(nameof(Examples))]
    public void Gives_the_examples_of_the_standard(DigestAlgorithm algorithm, string message, string expected)
    {
        foreach (var exportable in new[] { true, false })
        {
            using var hash = ContentHash.Start(algorithm, exportable);
            hash.Append(Encoding.ASCII.GetBytes(message));
            hash.Finish().Hex.ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData(DigestAlgorithm.Sha256, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")]
    [InlineData(DigestAlgorithm.Sha512, "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b")]
    public void Gives_the_example_of_a_million_letters_over_many_resumes(DigestAlgorithm algorithm, string expected)
    {
        var message = Enumerable.Repeat((byte)'a', 1_000_000).ToArray();
        var hash = ContentHash.Start(algorithm);
        for (var at = 0; at < message.Length; at += 3333)
        {
            hash.Append(message.AsSpan(at, Math.Min(3333, message.Length - at)));
            var state = hash.SaveState();
            hash.Dispose();
            hash = ContentHash.Resume(algorithm, state);
        }
        hash.Length.ShouldBe(1_000_000);
        hash.Finish().Hex.ShouldBe(expected);
        hash.Dispose();
    }

    [Theory]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512)]
    public void Resumes_at_every_offset(DigestAlgorithm algorithm)
    {
        var message = RandomNumberGenerator.GetBytes(400);
        var expected = Digest.Of(message, algorithm);
        for (var cut = 0; cut <= message.Length; cut++)
        {
            using var first = ContentHash.Start(algorithm);
            first.Append(message.AsSpan(0, cut));
            using var second = ContentHash.Resume(algorithm, first.SaveState());
            second.Length.ShouldBe(cut);
            second.Append(message.AsSpan(cut));
            second.Finish().ShouldBe(expected);
        }
    }

    /// <summary>The counter of SHA-256 is kept as two words of bits; 2^29 bytes are the first that need the second one.</summary>
    [Fact]
    public void Resumes_where_the_count_of_bits_no_longer_fits_one_word()
    {
        var piece = new byte[1 << 20];
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hash = ContentHash.Start(DigestAlgorithm.Sha256);
        for (var i = 0; i < 513; i++)
        {
            expected.AppendData(piece);
            hash.Append(piece);
        }
        using var resumed = ContentHash.Resume(DigestAlgorithm.Sha256, hash.SaveState());
        expected.AppendData([1, 2, 3]);
        resumed.Append([1, 2, 3]);
        resumed.Finish().ShouldBe(Digest.FromHash(DigestAlgorithm.Sha256, expected.GetHashAndReset()));
        hash.Dispose();
    }

    [Fact]
    public void Saving_does_not_disturb_the_hash()
    {
        using var hash = ContentHash.Start(DigestAlgorithm.Sha512);
        foreach (var part in new[] { "a", "b", "c" })
        {
            hash.Append(Encoding.ASCII.GetBytes(part));
            hash.SaveState();
        }
        hash.Finish().ShouldBe(Digest.Of("abc"u8, DigestAlgorithm.Sha512));
    }

    [Fact]
    public void The_saved_form_does_not_change()
    {
        using var hash = ContentHash.Start(DigestAlgorithm.Sha256);
        hash.Append("abc"u8);
        // Version 1, SHA-256, the initial state words of FIPS 180-4 section 5.3.3, length 3, the pending bytes.
        Convert.ToHexStringLower(hash.SaveState()).ShouldBe(
            "0100" + "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19" + "0000000000000003" + "616263");
    }

    [Fact]
    public void Refuses_a_state_that_is_damaged_or_of_another_kind()
    {
        using var hash = ContentHash.Start(DigestAlgorithm.Sha256);
        hash.Append("abc"u8);
        var state = hash.SaveState();
        byte[][] bad = [state[..^1], [.. state, 0], [2, .. state[1..]], [1], RandomNumberGenerator.GetBytes(state.Length - 4)];
        foreach (var other in bad) Should.Throw<FormatException>(() => ContentHash.Resume(DigestAlgorithm.Sha256, other));
        Should.Throw<FormatException>(() => ContentHash.Resume(DigestAlgorithm.Sha512, state));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reads_the_stored_bytes_again_where_there_is_no_state(bool exportable)
    {
        using (var plain = ContentHash.Start(DigestAlgorithm.Sha256, exportable))
        {
            (plain.SaveState().Length > 0).ShouldBe(exportable);
        }
        var content = RandomNumberGenerator.GetBytes(700_001);
        await using var reader = await StoreAsync(content);
        using var hash = await ContentHash.ResumeFromBytesAsync(DigestAlgorithm.Sha512, reader, 600_000, default);
        hash.Append(content.AsSpan(600_000));
        hash.Finish().ShouldBe(Digest.Of(content, DigestAlgorithm.Sha512));
    }

    [Fact]
    public async Task Says_so_when_fewer_bytes_are_stored_than_were_acknowledged()
    {
        await using var reader = await StoreAsync(new byte[10]);
        await Should.ThrowAsync<EndOfStreamException>(() => ContentHash.ResumeFromBytesAsync(DigestAlgorithm.Sha256, reader, 11, default));
    }

    [Fact]
    public void Refuses_to_go_on_when_finished()
    {
        using var hash = ContentHash.Start(DigestAlgorithm.Sha256);
        hash.Finish();
        Should.Throw<InvalidOperationException>(() => hash.Append("a"u8));
        Should.Throw<InvalidOperationException>(() => hash.SaveState());
        Should.Throw<InvalidOperationException>(() => hash.Finish());
    }

    private static async Task<IBlobReader> StoreAsync(byte[] content)
    {
        var store = new MemoryBlobStore();
        var key = StorageKey.New(TimeProvider.System);
        await using (var writer = await store.CreateAsync(key, null, default)) await writer.WriteAsync(content, default);
        return (await store.OpenAsync(key, default))!;
    }
}
