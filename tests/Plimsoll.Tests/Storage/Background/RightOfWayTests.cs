using System.Diagnostics;
using Plimsoll.Storage.Background;

namespace Plimsoll.Tests.Storage.Background;

public sealed class RightOfWayTests
{
    private const int Pieces = 100;
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Work_goes_on_where_a_request_never_ends()
    {
        using var request = RightOfWay.Take();

        var (worked, stood) = Work();

        stood.ShouldBeGreaterThan(worked / 10);
    }

    [Fact]
    public async Task Work_stands_still_until_the_last_request_is_answered()
    {
        var first = RightOfWay.Take();
        var second = RightOfWay.Take();
        first.Dispose();
        var beside = await Task.Run(() => Work().Stood, TestContext.Current.CancellationToken);
        second.Dispose();
        var alone = await Task.Run(() => Work().Stood, TestContext.Current.CancellationToken);

        beside.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(Pieces / 4));
        alone.ShouldBeLessThan(beside);
    }

    [Fact]
    public void What_does_not_count_stands_in_nobodys_way()
    {
        using (RightOfWay.Take()) default(RightOfWay.Passage).Dispose();
        default(RightOfWay.Passage).Dispose();
        using var request = RightOfWay.Take();

        Work().Stood.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(Pieces / 4), "a passage that was not taken was returned");
    }

    /// <summary>Works in pieces of a millisecond; how long the work took, and how long it stood still.</summary>
    private static (TimeSpan Worked, TimeSpan Stood) Work()
    {
        var (worked, stood) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < Pieces; i++)
        {
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < Piece) Thread.SpinWait(10);
            var ended = Stopwatch.GetTimestamp();
            RightOfWay.Give();
            worked += Stopwatch.GetElapsedTime(began, ended);
            stood += Stopwatch.GetElapsedTime(ended);
        }
        return (worked, stood);
    }
}
