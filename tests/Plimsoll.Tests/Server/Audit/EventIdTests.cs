using Plimsoll.Server.Audit;

namespace Plimsoll.Tests.Server.Audit;

public sealed class EventIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    [Fact]
    public void Is_a_version_7_uuid_of_its_millisecond()
    {
        var id = EventId.New(Now);

        id.Version.ShouldBe(7);
        (id.Variant >> 2).ShouldBe(0b10);
        Convert.ToInt64(id.ToString("N")[..12], 16).ShouldBe(Now.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Is_another_one_each_time() => Enumerable.Range(0, 100_000).Select(_ => EventId.New(Now)).Distinct().Count().ShouldBe(100_000);
}
