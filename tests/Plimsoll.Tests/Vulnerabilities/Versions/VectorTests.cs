using System.Buffers;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Tests.Vulnerabilities.Versions;

/// <summary>Every scheme says what the tool says whose order it is.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Ordered => [.. Vectors.Types("order")];

    public static TheoryData<string> Validated => [.. Vectors.Types("validity")];

    public static TheoryData<string> Ranged => [.. Vectors.Types("ranges")];

    [Theory]
    [MemberData(nameof(Ordered))]
    public void Orders_as_the_tool_does(string type)
    {
        var scheme = VersionSchemes.For(type)!;
        var rows = Vectors.Read(type, "order");

        rows.Count.ShouldBeGreaterThan(2000);
        rows.Where(row => scheme.Compare(row[0], row[2]) is var order && Sign(order) != row[1]).Select(row => string.Join(' ', row)).ShouldBeEmpty();
        rows.Where(row => scheme.Compare(row[2], row[0]) is var order && Sign(-order) != row[1]).Select(row => string.Join(' ', row)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ordered))]
    public void Keys_are_in_the_order_of_the_versions(string type)
    {
        var scheme = VersionSchemes.For(type)!;
        var rows = Vectors.Read(type, "order");
        var withoutKey = 0;
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var (left, right) = (Key(scheme, row[0]), Key(scheme, row[2]));
            if (left is null || right is null) withoutKey++;
            else if (Sign(left.AsSpan().SequenceCompareTo(right)) != row[1]) wrong.Add(string.Join(' ', row));
        }

        wrong.ShouldBeEmpty();
        // Versions of Maven in circles, and what is no version of apk, have none.
        withoutKey.ShouldBeLessThanOrEqualTo(type == "maven" ? rows.Count / 20 : type == "apk" ? rows.Count / 200 : 0);
    }

    [Theory]
    [MemberData(nameof(Validated))]
    public void Takes_what_the_tool_takes(string type)
    {
        var scheme = VersionSchemes.For(type)!;

        Vectors.Read(type, "validity").Where(row => scheme.IsValid(row[0]) != (row[1] == "1")).Select(row => string.Join(' ', row)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ranged))]
    public void Finds_the_versions_in_a_range_that_the_tool_finds(string type)
    {
        var scheme = VersionSchemes.For(type)!;

        Vectors.Read(type, "ranges").Where(row => scheme.Satisfies(row[0], row[1]) != Answer(row[2])).Select(row => string.Join(' ', row)).ShouldBeEmpty();
    }

    [Fact]
    public void Ranges_of_npm_include_prereleases_where_they_are_asked_for() =>
        Vectors.Read("npm", "ranges").Where(row => VersionSchemes.For("npm")!.Satisfies(row[0], row[1], includePrereleases: true) != Answer(row[3])).Select(row => string.Join(' ', row)).ShouldBeEmpty();

    internal static byte[]? Key(VersionScheme scheme, string version)
    {
        var key = new ArrayBufferWriter<byte>();
        return scheme.TryWriteSortKey(version, key) ? key.WrittenSpan.ToArray() : null;
    }

    internal static string Sign(int order) => order switch { < 0 => "<", 0 => "=", _ => ">" };

    private static RangeAnswer Answer(string column) => column == "1" ? RangeAnswer.Yes : RangeAnswer.No;
}
