using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// The 64 steps of MD5 (RFC 1321 section 3.4) on sixteen blocks at once, one in each lane of two vectors: the steps of one vector are done while those of the other wait. Four steps that
/// differ in nothing but words and constants are one turn of a loop, because all of this is compiled when it is first used.
/// </summary>
internal static unsafe class Md5Blocks
{
    /// <summary>Blocks that are worked on at once.</summary>
    public const int Lanes = 16;

    private const int Half = Lanes / 2;

    /// <summary>What each step adds: the sine of its number, times 2^32.</summary>
    private static ReadOnlySpan<uint> Sines =>
    [
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
        0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
        0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
    ];

    /// <summary>Adds blocks to the state of each lane.</summary>
    /// <param name="state">The four words of all lanes: those that are called A, then B, C, D.</param>
    /// <param name="at">Where the blocks of each lane start.</param>
    /// <param name="blocks">How many of them.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(uint* state, byte** at, int blocks)
    {
        // Each word of the first eight lanes, then of the others.
        var words = stackalloc Vector256<uint>[32];
        var word = words;
        ref var sines = ref MemoryMarshal.GetReference(Sines);
        var (a, b, c, d) = (Vector256.Load(state), Vector256.Load(state + Lanes), Vector256.Load(state + (2 * Lanes)), Vector256.Load(state + (3 * Lanes)));
        var (e, f, g, h) = (Vector256.Load(state + Half), Vector256.Load(state + Lanes + Half), Vector256.Load(state + (2 * Lanes) + Half), Vector256.Load(state + (3 * Lanes) + Half));
        for (nint offset = 0, end = (nint)blocks * 64; offset < end; offset += 64)
        {
            for (nint column = 0; column < 4; column++)
            {
                Turn(at, offset + (16 * column), words + (8 * column));
                Turn(at + Half, offset + (16 * column), words + (8 * column) + 1);
            }
            var (a0, b0, c0, d0) = (a, b, c, d);
            var (e0, f0, g0, h0) = (e, f, g, h);
            for (nint i = 0; i < 16; i += 4)
            {
                ref var sine = ref Unsafe.Add(ref sines, i);
                word = words + (2 * i);
                a = End(a, b, Vector256.ConditionalSelect(b, c, d), word[0], sine, 7);
                e = End(e, f, Vector256.ConditionalSelect(f, g, h), word[1], sine, 7);
                word = words + (2 * (i + 1));
                d = End(d, a, Vector256.ConditionalSelect(a, b, c), word[0], Unsafe.Add(ref sine, 1), 12);
                h = End(h, e, Vector256.ConditionalSelect(e, f, g), word[1], Unsafe.Add(ref sine, 1), 12);
                word = words + (2 * (i + 2));
                c = End(c, d, Vector256.ConditionalSelect(d, a, b), word[0], Unsafe.Add(ref sine, 2), 17);
                g = End(g, h, Vector256.ConditionalSelect(h, e, f), word[1], Unsafe.Add(ref sine, 2), 17);
                word = words + (2 * (i + 3));
                b = End(b, c, Vector256.ConditionalSelect(c, d, a), word[0], Unsafe.Add(ref sine, 3), 22);
                f = End(f, g, Vector256.ConditionalSelect(g, h, e), word[1], Unsafe.Add(ref sine, 3), 22);
            }
            for (nint i = 0; i < 16; i += 4)
            {
                ref var sine = ref Unsafe.Add(ref sines, i + 16);
                word = words + (2 * (((5 * i) + 1) & 15));
                a = End(a, b, Vector256.ConditionalSelect(d, b, c), word[0], sine, 5);
                e = End(e, f, Vector256.ConditionalSelect(h, f, g), word[1], sine, 5);
                word = words + (2 * (((5 * i) + 6) & 15));
                d = End(d, a, Vector256.ConditionalSelect(c, a, b), word[0], Unsafe.Add(ref sine, 1), 9);
                h = End(h, e, Vector256.ConditionalSelect(g, e, f), word[1], Unsafe.Add(ref sine, 1), 9);
                word = words + (2 * (((5 * i) + 11) & 15));
                c = End(c, d, Vector256.ConditionalSelect(b, d, a), word[0], Unsafe.Add(ref sine, 2), 14);
                g = End(g, h, Vector256.ConditionalSelect(f, h, e), word[1], Unsafe.Add(ref sine, 2), 14);
                word = words + (2 * ((5 * i) & 15));
                b = End(b, c, Vector256.ConditionalSelect(a, c, d), word[0], Unsafe.Add(ref sine, 3), 20);
                f = End(f, g, Vector256.ConditionalSelect(e, g, h), word[1], Unsafe.Add(ref sine, 3), 20);
            }
            for (nint i = 0; i < 16; i += 4)
            {
                ref var sine = ref Unsafe.Add(ref sines, i + 32);
                word = words + (2 * (((3 * i) + 5) & 15));
                a = End(a, b, b ^ c ^ d, word[0], sine, 4);
                e = End(e, f, f ^ g ^ h, word[1], sine, 4);
                word = words + (2 * (((3 * i) + 8) & 15));
                d = End(d, a, a ^ b ^ c, word[0], Unsafe.Add(ref sine, 1), 11);
                h = End(h, e, e ^ f ^ g, word[1], Unsafe.Add(ref sine, 1), 11);
                word = words + (2 * (((3 * i) + 11) & 15));
                c = End(c, d, d ^ a ^ b, word[0], Unsafe.Add(ref sine, 2), 16);
                g = End(g, h, h ^ e ^ f, word[1], Unsafe.Add(ref sine, 2), 16);
                word = words + (2 * (((3 * i) + 14) & 15));
                b = End(b, c, c ^ d ^ a, word[0], Unsafe.Add(ref sine, 3), 23);
                f = End(f, g, g ^ h ^ e, word[1], Unsafe.Add(ref sine, 3), 23);
            }
            for (nint i = 0; i < 16; i += 4)
            {
                ref var sine = ref Unsafe.Add(ref sines, i + 48);
                word = words + (2 * ((7 * i) & 15));
                a = End(a, b, c ^ (b | ~d), word[0], sine, 6);
                e = End(e, f, g ^ (f | ~h), word[1], sine, 6);
                word = words + (2 * (((7 * i) + 7) & 15));
                d = End(d, a, b ^ (a | ~c), word[0], Unsafe.Add(ref sine, 1), 10);
                h = End(h, e, f ^ (e | ~g), word[1], Unsafe.Add(ref sine, 1), 10);
                word = words + (2 * (((7 * i) + 14) & 15));
                c = End(c, d, a ^ (d | ~b), word[0], Unsafe.Add(ref sine, 2), 15);
                g = End(g, h, e ^ (h | ~f), word[1], Unsafe.Add(ref sine, 2), 15);
                word = words + (2 * (((7 * i) + 5) & 15));
                b = End(b, c, d ^ (c | ~a), word[0], Unsafe.Add(ref sine, 3), 21);
                f = End(f, g, h ^ (g | ~e), word[1], Unsafe.Add(ref sine, 3), 21);
            }
            (a, b, c, d) = (a + a0, b + b0, c + c0, d + d0);
            (e, f, g, h) = (e + e0, f + f0, g + g0, h + h0);
        }
        Store(a, e, state);
        Store(b, f, state + Lanes);
        Store(c, g, state + (2 * Lanes));
        Store(d, h, state + (3 * Lanes));
    }

    /// <summary>Turns four words of each of eight lanes into four vectors with a word of all eight, and leaves room between them for those of the other eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(byte** at, nint offset, Vector256<uint>* words)
    {
        var (w0, w1, w2, w3) = (Pair(at, offset), Pair(at + 1, offset), Pair(at + 2, offset), Pair(at + 3, offset));
        var (p0, p1) = (Avx2.UnpackLow(w0, w1).AsUInt64(), Avx2.UnpackHigh(w0, w1).AsUInt64());
        var (p2, p3) = (Avx2.UnpackLow(w2, w3).AsUInt64(), Avx2.UnpackHigh(w2, w3).AsUInt64());
        words[0] = Avx2.UnpackLow(p0, p2).AsUInt32();
        words[2] = Avx2.UnpackHigh(p0, p2).AsUInt32();
        words[4] = Avx2.UnpackLow(p1, p3).AsUInt32();
        words[6] = Avx2.UnpackHigh(p1, p3).AsUInt32();
    }

    /// <summary>Four words of a lane, and of the one four further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Pair(byte** at, nint offset) => Vector128.Load((uint*)(at[0] + offset)).ToVector256Unsafe().WithUpper(Vector128.Load((uint*)(at[4] + offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> End(Vector256<uint> a, Vector256<uint> b, Vector256<uint> mixed, Vector256<uint> word, uint sine, [ConstantExpected] byte shift)
    {
        var sum = a + (word + Vector256.Create(sine)) + mixed;
        return b + ((sum << shift) | (sum >>> (32 - shift)));
    }

    private static void Store(Vector256<uint> lower, Vector256<uint> upper, uint* state)
    {
        lower.Store(state);
        upper.Store(state + Half);
    }
}
