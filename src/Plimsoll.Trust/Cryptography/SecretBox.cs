using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Plimsoll.Trust.Cryptography;

/// <summary>
/// NaCl's secretbox, XSalsa20 with Poly1305 (Bernstein, "Extending the Salsa20 nonce" and "The Poly1305-AES message-authentication code"): only opened, and only
/// for key files of cosign, which know no other cipher. The framework has neither part.
/// </summary>
internal static class SecretBox
{
    private const int TagLength = 16;
    private const int Block = 64;

    private static readonly uint[] Sigma = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];

    /// <summary>The content; null when the key is not the one it was sealed with.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        if (box.Length < TagLength || nonce.Length != 24 || key.Length != 32) return null;
        var derived = HSalsa20(key, nonce[..16]);
        var tag = box[..TagLength];
        var content = box[TagLength..];
        var stream = Stream(derived, nonce[16..], 32 + content.Length);
        if (!CryptographicOperations.FixedTimeEquals(tag, Poly1305(content, stream.AsSpan(0, 32)))) return null;
        var plain = new byte[content.Length];
        for (var i = 0; i < plain.Length; i++) plain[i] = (byte)(content[i] ^ stream[32 + i]);
        return plain;
    }

    private static byte[] Stream(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, int length)
    {
        var output = new byte[(length + Block - 1) / Block * Block];
        Span<byte> place = stackalloc byte[16];
        nonce.CopyTo(place);
        for (var i = 0; i < output.Length / Block; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(place[8..], (ulong)i);
            var start = State(key, place);
            var words = Rounds(start);
            for (var w = 0; w < 16; w++) BinaryPrimitives.WriteUInt32LittleEndian(output.AsSpan(i * Block + w * 4), unchecked(words[w] + start[w]));
        }
        return output;
    }

    private static byte[] HSalsa20(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        var words = Rounds(State(key, nonce));
        var output = new byte[32];
        int[] chosen = [0, 5, 10, 15, 6, 7, 8, 9];
        for (var i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32LittleEndian(output.AsSpan(i * 4), words[chosen[i]]);
        return output;
    }

    private static uint[] State(ReadOnlySpan<byte> key, ReadOnlySpan<byte> place)
    {
        var state = new uint[16];
        for (var i = 0; i < 4; i++)
        {
            state[i * 5] = Sigma[i];
            state[1 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(i * 4)..]);
            state[6 + i] = BinaryPrimitives.ReadUInt32LittleEndian(place[(i * 4)..]);
            state[11 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(16 + i * 4)..]);
        }
        return state;
    }

    private static uint[] Rounds(uint[] start)
    {
        var x = (uint[])start.Clone();
        for (var round = 0; round < 20; round += 2)
        {
            for (var i = 0; i < 4; i++) Quarter(x, i * 5, (i * 5 + 4) % 16, (i * 5 + 8) % 16, (i * 5 + 12) % 16);
            for (var i = 0; i < 4; i++) Quarter(x, i * 5, i * 4 + (i + 1) % 4, i * 4 + (i + 2) % 4, i * 4 + (i + 3) % 4);
        }
        return x;
    }

    private static void Quarter(uint[] x, int a, int b, int c, int d)
    {
        unchecked
        {
            x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
            x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
            x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
            x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
        }
    }

    private static byte[] Poly1305(ReadOnlySpan<byte> message, ReadOnlySpan<byte> key)
    {
        var prime = (BigInteger.One << 130) - 5;
        var clamped = key[..16].ToArray();
        foreach (var i in (int[])[3, 7, 11, 15]) clamped[i] &= 15;
        foreach (var i in (int[])[4, 8, 12]) clamped[i] &= 252;
        var (r, sum) = (new BigInteger(clamped, isUnsigned: true), BigInteger.Zero);
        for (; !message.IsEmpty; message = message[Math.Min(16, message.Length)..])
        {
            byte[] block = [.. message[..Math.Min(16, message.Length)], 1];
            sum = (sum + new BigInteger(block, isUnsigned: true)) * r % prime;
        }
        var tag = new byte[TagLength];
        ((sum + new BigInteger(key[16..], isUnsigned: true)) & ((BigInteger.One << 128) - 1)).TryWriteBytes(tag, out _, isUnsigned: true);
        return tag;
    }
}
