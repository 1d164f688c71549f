using Plimsoll.Server.Throttling;

namespace Plimsoll.Tests.Server.Throttling;

public sealed class TokenBucketsTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public void Gives_what_it_holds_and_then_as_much_as_flows_in()
    {
        var buckets = new TokenBuckets(6, TimeSpan.FromMinutes(1), _time);
        for (var i = 0; i < 6; i++) buckets.Take("a").ShouldBeNull();
        buckets.Take("a").ShouldBe(new Shortage(10, true));
        buckets.Take("b").ShouldBeNull();
        _time.Step(TimeSpan.FromSeconds(9));
        buckets.Take("a")!.Seconds.ShouldBe(1);
        _time.Step(TimeSpan.FromSeconds(1));
        buckets.Take("a").ShouldBeNull();
        buckets.Take("a").ShouldNotBeNull();
        _time.Step(TimeSpan.FromHours(1));
        for (var i = 0; i < 6; i++) buckets.Take("a").ShouldBeNull();
        buckets.Take("a").ShouldNotBeNull();
    }

    [Fact]
    public void Whoever_waits_as_long_as_told_is_served()
    {
        var buckets = new TokenBuckets(100, TimeSpan.FromHours(1), _time);
        for (var i = 0; i < 100; i++) buckets.Take("a").ShouldBeNull();
        for (var i = 0; i < 50; i++)
        {
            _time.Step(TimeSpan.FromSeconds(buckets.Take("a")!.Seconds));
            buckets.Take("a").ShouldBeNull();
        }
    }

    [Fact]
    public void Lets_no_more_through_than_is_allowed_whatever_the_rhythm()
    {
        var buckets = new TokenBuckets(60, TimeSpan.FromMinutes(1), _time);
        var random = new Random(7);
        var served = 0;
        var elapsed = TimeSpan.Zero;
        while (elapsed < TimeSpan.FromMinutes(10))
        {
            var step = TimeSpan.FromMilliseconds(random.Next(0, 900));
            _time.Step(step);
            elapsed += step;
            if (buckets.Take("a") is null) served++;
        }
        served.ShouldBeLessThanOrEqualTo(60 + (int)elapsed.TotalSeconds + 1);
        served.ShouldBeGreaterThan((int)(elapsed.TotalSeconds * 0.9));
    }

    [Fact]
    public void Says_once_a_minute_that_it_refuses()
    {
        var buckets = new TokenBuckets(1, TimeSpan.FromHours(1), _time);
        buckets.Take("a");
        buckets.Take("a")!.IsFirst.ShouldBeTrue();
        for (var i = 0; i < 59; i++)
        {
            _time.Step(TimeSpan.FromSeconds(1));
            buckets.Take("a")!.IsFirst.ShouldBeFalse();
        }
        _time.Step(TimeSpan.FromSeconds(2));
        buckets.Take("a")!.IsFirst.ShouldBeTrue();
    }

    [Fact]
    public void Remembers_a_bounded_number_and_forgets_the_full_ones_first()
    {
        var buckets = new TokenBuckets(2, TimeSpan.FromHours(1), _time);
        buckets.Take("spent");
        buckets.Take("spent");
        for (var i = 0; i < 3 * TokenBuckets.MaxBuckets; i++)
        {
            // Used again and again, it is never among the oldest.
            if (i % 1000 == 0) buckets.Take("spent").ShouldNotBeNull();
            buckets.Take("one of many " + i).ShouldBeNull();
            _time.Step(TimeSpan.FromMilliseconds(1));
        }
        buckets.Count.ShouldBeLessThanOrEqualTo(TokenBuckets.MaxBuckets);
        buckets.Take("spent").ShouldNotBeNull();
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Step(TimeSpan by) => _now += by.Ticks;
    }
}
