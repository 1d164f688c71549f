using Plimsoll.Core;

namespace Plimsoll.Tests.Core;

public sealed class UuidV7Tests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    [Fact]
    public void Is_a_version_7_uuid_of_its_millisecond()
    {
        var id = UuidV7.New(Now);

        id.Version.ShouldBe(7);
        (id.Variant >> 2).ShouldBe(0b10);
        Convert.ToInt64(id.ToString("N")[..12], 16).ShouldBe(Now.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Is_another_one_each_time() => Enumerable.Range(0, 100_000).Select(_ => UuidV7.New(Now)).Distinct().Count().ShouldBe(100_000);

    [Fact]
    public void The_first_of_a_millisecond_is_before_its_ids_and_behind_earlier_ones()
    {
        var first = UuidV7.First(Now).ToString("N");

        for (var i = 0; i < 1000; i++)
        {
            string.CompareOrdinal(first, UuidV7.New(Now).ToString("N")).ShouldBeLessThan(0);
            string.CompareOrdinal(first, Guid.CreateVersion7(Now).ToString("N")).ShouldBeLessThan(0);
            string.CompareOrdinal(first, UuidV7.New(Now.AddMilliseconds(-1)).ToString("N")).ShouldBeGreaterThan(0);
        }
        UuidV7.First(DateTimeOffset.MinValue).ShouldBe(Guid.Empty);
    }
}
