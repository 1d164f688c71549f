using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Plimsoll.Inspection.Content;

/// <summary>The 64 steps of MD5 (RFC 1321 section 3.4) on eight blocks at once, one in each lane of a vector.</summary>
internal static unsafe class Md5Blocks
{
    /// <summary>Blocks that are worked on at once.</summary>
    public const int Lanes = 8;

    /// <summary>Adds blocks to the state of each lane.</summary>
    /// <param name="state">The four words of all lanes: those that are called A, then B, C, D.</param>
    /// <param name="at">Where the blocks of each lane start.</param>
    /// <param name="blocks">How many of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(uint* state, byte** at, int blocks)
    {
        var words = stackalloc Vector256<uint>[16];
        var (a, b, c, d) = (Vector256.Load(state), Vector256.Load(state + Lanes), Vector256.Load(state + (2 * Lanes)), Vector256.Load(state + (3 * Lanes)));
        for (nint offset = 0, end = (nint)blocks * 64; offset < end; offset += 64)
        {
            Turn(at, offset, words);
            Turn(at, offset + 32, words + 8);
            var (a0, b0, c0, d0) = (a, b, c, d);
            a = F(a, b, c, d, words[0], 0xd76aa478, 7); d = F(d, a, b, c, words[1], 0xe8c7b756, 12); c = F(c, d, a, b, words[2], 0x242070db, 17); b = F(b, c, d, a, words[3], 0xc1bdceee, 22);
            a = F(a, b, c, d, words[4], 0xf57c0faf, 7); d = F(d, a, b, c, words[5], 0x4787c62a, 12); c = F(c, d, a, b, words[6], 0xa8304613, 17); b = F(b, c, d, a, words[7], 0xfd469501, 22);
            a = F(a, b, c, d, words[8], 0x698098d8, 7); d = F(d, a, b, c, words[9], 0x8b44f7af, 12); c = F(c, d, a, b, words[10], 0xffff5bb1, 17); b = F(b, c, d, a, words[11], 0x895cd7be, 22);
            a = F(a, b, c, d, words[12], 0x6b901122, 7); d = F(d, a, b, c, words[13], 0xfd987193, 12); c = F(c, d, a, b, words[14], 0xa679438e, 17); b = F(b, c, d, a, words[15], 0x49b40821, 22);
            a = G(a, b, c, d, words[1], 0xf61e2562, 5); d = G(d, a, b, c, words[6], 0xc040b340, 9); c = G(c, d, a, b, words[11], 0x265e5a51, 14); b = G(b, c, d, a, words[0], 0xe9b6c7aa, 20);
            a = G(a, b, c, d, words[5], 0xd62f105d, 5); d = G(d, a, b, c, words[10], 0x02441453, 9); c = G(c, d, a, b, words[15], 0xd8a1e681, 14); b = G(b, c, d, a, words[4], 0xe7d3fbc8, 20);
            a = G(a, b, c, d, words[9], 0x21e1cde6, 5); d = G(d, a, b, c, words[14], 0xc33707d6, 9); c = G(c, d, a, b, words[3], 0xf4d50d87, 14); b = G(b, c, d, a, words[8], 0x455a14ed, 20);
            a = G(a, b, c, d, words[13], 0xa9e3e905, 5); d = G(d, a, b, c, words[2], 0xfcefa3f8, 9); c = G(c, d, a, b, words[7], 0x676f02d9, 14); b = G(b, c, d, a, words[12], 0x8d2a4c8a, 20);
            a = H(a, b, c, d, words[5], 0xfffa3942, 4); d = H(d, a, b, c, words[8], 0x8771f681, 11); c = H(c, d, a, b, words[11], 0x6d9d6122, 16); b = H(b, c, d, a, words[14], 0xfde5380c, 23);
            a = H(a, b, c, d, words[1], 0xa4beea44, 4); d = H(d, a, b, c, words[4], 0x4bdecfa9, 11); c = H(c, d, a, b, words[7], 0xf6bb4b60, 16); b = H(b, c, d, a, words[10], 0xbebfbc70, 23);
            a = H(a, b, c, d, words[13], 0x289b7ec6, 4); d = H(d, a, b, c, words[0], 0xeaa127fa, 11); c = H(c, d, a, b, words[3], 0xd4ef3085, 16); b = H(b, c, d, a, words[6], 0x04881d05, 23);
            a = H(a, b, c, d, words[9], 0xd9d4d039, 4); d = H(d, a, b, c, words[12], 0xe6db99e5, 11); c = H(c, d, a, b, words[15], 0x1fa27cf8, 16); b = H(b, c, d, a, words[2], 0xc4ac5665, 23);
            a = I(a, b, c, d, words[0], 0xf4292244, 6); d = I(d, a, b, c, words[7], 0x432aff97, 10); c = I(c, d, a, b, words[14], 0xab9423a7, 15); b = I(b, c, d, a, words[5], 0xfc93a039, 21);
            a = I(a, b, c, d, words[12], 0x655b59c3, 6); d = I(d, a, b, c, words[3], 0x8f0ccc92, 10); c = I(c, d, a, b, words[10], 0xffeff47d, 15); b = I(b, c, d, a, words[1], 0x85845dd1, 21);
            a = I(a, b, c, d, words[8], 0x6fa87e4f, 6); d = I(d, a, b, c, words[15], 0xfe2ce6e0, 10); c = I(c, d, a, b, words[6], 0xa3014314, 15); b = I(b, c, d, a, words[13], 0x4e0811a1, 21);
            a = I(a, b, c, d, words[4], 0xf7537e82, 6); d = I(d, a, b, c, words[11], 0xbd3af235, 10); c = I(c, d, a, b, words[2], 0x2ad7d2bb, 15); b = I(b, c, d, a, words[9], 0xeb86d391, 21);
            (a, b, c, d) = (a + a0, b + b0, c + c0, d + d0);
        }
        a.Store(state);
        b.Store(state + Lanes);
        c.Store(state + (2 * Lanes));
        d.Store(state + (3 * Lanes));
    }

    /// <summary>Turns eight words of each lane into eight vectors with a word of all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(byte** at, nint offset, Vector256<uint>* words)
    {
        var (p0, p1) = Pair(at, offset, 0);
        var (p2, p3) = Pair(at, offset, 2);
        var (p4, p5) = Pair(at, offset, 4);
        var (p6, p7) = Pair(at, offset, 6);
        Put(Avx2.UnpackLow(p0, p2), Avx2.UnpackLow(p4, p6), words);
        Put(Avx2.UnpackHigh(p0, p2), Avx2.UnpackHigh(p4, p6), words + 1);
        Put(Avx2.UnpackLow(p1, p3), Avx2.UnpackLow(p5, p7), words + 2);
        Put(Avx2.UnpackHigh(p1, p3), Avx2.UnpackHigh(p5, p7), words + 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<ulong> Low, Vector256<ulong> High) Pair(byte** at, nint offset, int lane)
    {
        var (first, second) = (Vector256.Load((uint*)(at[lane] + offset)), Vector256.Load((uint*)(at[lane + 1] + offset)));
        return (Avx2.UnpackLow(first, second).AsUInt64(), Avx2.UnpackHigh(first, second).AsUInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector256<ulong> lower, Vector256<ulong> upper, Vector256<uint>* words)
    {
        words[0] = Avx2.Permute2x128(lower, upper, 0x20).AsUInt32();
        words[4] = Avx2.Permute2x128(lower, upper, 0x31).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> F(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> word, uint constant, [ConstantExpected] byte shift) =>
        End(a, b, (b & c) | Vector256.AndNot(d, b), word, constant, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> G(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> word, uint constant, [ConstantExpected] byte shift) =>
        End(a, b, (d & b) | Vector256.AndNot(c, d), word, constant, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> H(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> word, uint constant, [ConstantExpected] byte shift) =>
        End(a, b, b ^ c ^ d, word, constant, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> I(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> word, uint constant, [ConstantExpected] byte shift) =>
        End(a, b, c ^ (b | ~d), word, constant, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> End(Vector256<uint> a, Vector256<uint> b, Vector256<uint> mixed, Vector256<uint> word, uint constant, [ConstantExpected] byte shift)
    {
        var sum = a + (word + Vector256.Create(constant)) + mixed;
        return b + (Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(sum, shift) : (sum << shift) | (sum >>> (32 - shift)));
    }
}
