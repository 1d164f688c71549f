using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Plimsoll.Tests.Fuzzing;

/// <summary>
/// Feeds a parser with damaged copies of files that it can read. The damage is the same in every run, so the number of a case that failed is all
/// that is needed to see it again. <c>make test</c> runs few cases; PLIMSOLL_FUZZ_CASES says how many instead.
/// </summary>
internal static class Fuzz
{
    /// <summary>What a single case may take. It is generous: machines are busy, and what is looked for takes minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that a single case may ask for. The files have a few kilobytes; a length in them that was believed would have two gigabytes.</summary>
    private const long Most = 256L << 20;

    /// <summary>How many cases are run where <paramref name="usual"/> are usual.</summary>
    public static int Cases(int usual) =>
        Environment.GetEnvironmentVariable("PLIMSOLL_FUZZ_CASES") is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : usual;

    /// <summary>Runs a parser over damaged copies; fails with the number of the case when it throws or does not come back.</summary>
    /// <param name="seeds">Files that the parser can read.</param>
    /// <param name="parse">Reads a file. What must hold of the result, whatever the damage, it checks itself.</param>
    /// <param name="usual">Cases without PLIMSOLL_FUZZ_CASES.</param>
    /// <param name="name">Tells fuzz tests apart: each has damage of its own.</param>
    public static void Run(IReadOnlyList<byte[]> seeds, Action<byte[]> parse, int usual = 1000, [CallerMemberName] string name = "")
    {
        foreach (var seed in seeds) parse(seed);
        var (cases, begun, slowest, largest) = (Cases(usual), Stopwatch.GetTimestamp(), TimeSpan.Zero, 0L);
        for (var i = 0; i < cases; i++)
        {
            var damaged = Damaged(seeds, name, i);
            var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                parse(damaged);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"case {i} of {name} failed: {e.Message}. The first of its {damaged.Length} bytes: {Convert.ToBase64String(damaged, 0, Math.Min(damaged.Length, 3000))}", e);
            }
            var (took, asked) = (Stopwatch.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - allocated);
            if (took > Longest || asked > Most) throw new InvalidOperationException($"case {i} of {name} took {took} and {asked >> 20} MiB");
            (slowest, largest) = (took > slowest ? took : slowest, Math.Max(asked, largest));
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"fuzz {cases,7} cases {Stopwatch.GetElapsedTime(begun).TotalSeconds,7:0.0} s, slowest {slowest.TotalMilliseconds,6:0} ms, largest {largest / 1048576.0,6:0.0} MiB: {name}"));
    }

    /// <summary>The damaged file of a case.</summary>
    public static byte[] Damaged(IReadOnlyList<byte[]> seeds, string name, int number)
    {
        var random = new Random(StableHash(name) + number);
        var bytes = new List<byte>(seeds[random.Next(seeds.Count)]);
        for (var changes = 1 + random.Next(random.Next(8) == 0 ? 32 : 4); changes > 0; changes--) Change(bytes, seeds, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> seeds, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 << random.Next(10));
        switch (random.Next(10))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                var other = seeds[random.Next(seeds.Count)];
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 1 << random.Next(10))).ToArray());
                break;
            case 6:
                bytes.InsertRange(at, Enumerable.Repeat(Strange[random.Next(Strange.Length)], 1 << random.Next(12)));
                break;
            case 7:
                for (var i = 0; i < Math.Min(length, 8); i++) bytes[at + i] = 0xff;
                break;
            case 8:
                // A length or an offset, in either byte order.
                var number = Numbers[random.Next(Numbers.Length)];
                for (var i = 0; i < Math.Min(bytes.Count - at, 4); i++) bytes[at + i] = (byte)(number >> (8 * (random.Next(2) == 0 ? i : 3 - i)));
                break;
            default:
                var to = random.Next(bytes.Count + 1);
                var moved = bytes.GetRange(at, length);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(Math.Min(to, bytes.Count), moved);
                break;
        }
    }

    /// <summary>Bytes that mean something to one format or another.</summary>
    private static readonly byte[] Strange = [.. "\0 \t\r\n\"'\\/.:;,=-@#[]{}()<>0a\u007f"u8, 0x80, 0xc3, 0xed, 0xff];

    private static readonly uint[] Numbers = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    /// <summary>string.GetHashCode differs from run to run.</summary>
    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
}
