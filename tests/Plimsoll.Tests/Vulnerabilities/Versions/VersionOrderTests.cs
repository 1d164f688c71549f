using System.Buffers;
using System.Diagnostics;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Tests.Vulnerabilities.Versions;

/// <summary>What every order must be, whatever it orders: tried with random versions, the same ones each time, of characters that mean something to somebody.</summary>
public sealed class VersionOrderTests
{
    private static readonly string[] Pieces =
    [
        "0", "1", "2", "00", "01", "10", "123456789012345678901234567890", ".", ".", ".", "-", "-", "_", "~", "^", "+", ":", "!", "alpha", "beta", "rc", "a", "b", "x", "dev", "post", "pre", "sp", "final",
        "ga", "SNAPSHOT", "_p", "_git", "-r1", "-r0", "v", "1.0", "2.0.0", "1.2.3", "-0.20230102030405-0123456789ab", "+incompatible", "stable", "patch", "é",
    ];

    /// <summary>Random triples a scheme; <c>PLIMSOLL_VERSION_CASES</c> asks for more.</summary>
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("PLIMSOLL_VERSION_CASES"), out var cases) ? cases : 20_000;

    public static TheoryData<string> Types => [.. VersionSchemes.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Is_antisymmetric_and_transitive_and_keys_agree(string type)
    {
        var scheme = VersionSchemes.For(type)!;
        var random = new Random(20261121);
        var compared = 0;
        for (var i = 0; i < Cases; i++)
        {
            string[] versions = [Version(random), Version(random), Version(random)];
            if (!Array.TrueForAll(versions, v => scheme.IsReadable(v))) continue;
            compared++;
            foreach (var left in versions)
            {
                foreach (var right in versions) Check(scheme, left, right);
            }
            CheckTransitive(scheme, versions);
        }

        compared.ShouldBeGreaterThan(Cases / 400);
    }

    /// <summary>The order of Maven has circles; those versions have no key.</summary>
    [Fact]
    public void Versions_of_Maven_in_a_circle_have_no_key()
    {
        var scheme = VersionSchemes.For("maven")!;

        scheme.Compare("1.0.alpha.2", "1").ShouldBeLessThan(0);
        scheme.Compare("1", "1.x.2").ShouldBeLessThan(0);
        scheme.Compare("1.x.2", "1.0.alpha.2").ShouldBeLessThan(0);
        VectorTests.Key(scheme, "1.0.alpha.2").ShouldBeNull();
        VectorTests.Key(scheme, "1.x.2").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Compares_without_allocating(string type)
    {
        var scheme = VersionSchemes.For(type)!;
        string[] versions = ["1.2.3-rc.1", "1.2.3", "1.2.4-r2", "1.2.4-1", "v1.2.4"];
        versions.Count(v => scheme.IsReadable(v)).ShouldBeGreaterThanOrEqualTo(2);
        Compare(scheme, versions);

        // The first code that the runtime makes may allocate what the better code that it makes of what runs often does not; that comes after a tenth of a second without new methods.
        var waiting = Stopwatch.StartNew();
        long allocated;
        while ((allocated = Allocated(scheme, versions)) > 0 && waiting.Elapsed < TimeSpan.FromSeconds(20)) Thread.Sleep(20);
        allocated.ShouldBe(0);
    }

    /// <summary>A megabyte of one pattern must take no more than a time in proportion to it: seconds would mean that it is square.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void A_version_of_a_megabyte_takes_no_long_time(string type)
    {
        var scheme = VersionSchemes.For(type)!;
        foreach (var pattern in new[] { "1", "0.", "1.", "0-", "1-", "a", "1a", "0a", "~", "^", "_p", "-r1", "x.", "0.0.a.", "99999.", "dev", " ", "!" })
        {
            var text = "1." + string.Concat(Enumerable.Repeat(pattern, 1_000_000 / pattern.Length)) + "1";
            scheme.TryCompare(text, text + "1", out _);
            scheme.TryWriteSortKey(text, new ArrayBufferWriter<byte>());
            scheme.Satisfies(">=" + text, "1.2.3");
            scheme.Satisfies("[1.0," + text, text);
        }
    }

    [Fact]
    public void What_cannot_be_compared_is_named() =>
        Should.Throw<FormatException>(() => VersionSchemes.For("npm")!.Compare("1.0.0", "one")).Message.ShouldBe("No npm version: 'one'.");

    private static long Allocated(VersionScheme scheme, string[] versions)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Compare(scheme, versions);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Compare(VersionScheme scheme, string[] versions)
    {
        foreach (var left in versions)
        {
            foreach (var right in versions) scheme.TryCompare(left, right, out _);
        }
    }

    private static void Check(VersionScheme scheme, string left, string right)
    {
        var order = scheme.Compare(left, right);
        Math.Sign(scheme.Compare(right, left)).ShouldBe(-Math.Sign(order), $"{left} and {right}");
        if (left == right) order.ShouldBe(0);
        if (VectorTests.Key(scheme, left) is { } a && VectorTests.Key(scheme, right) is { } b) VectorTests.Sign(a.AsSpan().SequenceCompareTo(b)).ShouldBe(VectorTests.Sign(order), $"the keys of {left} and {right}");
    }

    private static void CheckTransitive(VersionScheme scheme, string[] versions)
    {
        if (scheme.Name == "maven" && Array.Exists(versions, v => VectorTests.Key(scheme, v) is null)) return;
        Array.Sort(versions, (a, b) => scheme.Compare(a, b));
        scheme.Compare(versions[0], versions[2]).ShouldBeLessThanOrEqualTo(0, string.Join(" <= ", versions));
        if (scheme.Compare(versions[0], versions[2]) == 0) scheme.Compare(versions[0], versions[1]).ShouldBe(0, string.Join(" = ", versions));
    }

    /// <summary>Every other one keeps to what most schemes take, or none would be left to compare.</summary>
    private static string Version(Random random)
    {
        var pieces = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        if (random.Next(2) == 0) return random.Next(4) switch { 0 => "", 1 => "v1.", 2 => "1.", _ => "1.0.0" } + pieces;
        return $"{random.Next(3)}.{random.Next(3)}.{random.Next(3)}" + random.Next(4) switch { 0 => "", 1 => "-rc." + random.Next(12), 2 => "-" + random.Next(12), _ => $"-{(char)('a' + random.Next(3))}.{random.Next(3)}" };
    }
}
