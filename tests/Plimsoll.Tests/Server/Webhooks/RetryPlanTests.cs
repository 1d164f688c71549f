using Plimsoll.Server.Webhooks;

namespace Plimsoll.Tests.Server.Webhooks;

public sealed class RetryPlanTests
{
    [Fact]
    public void Tries_ever_later_and_gives_up()
    {
        var pauses = Enumerable.Range(1, RetryPlan.MaxAttempts - 1).Select(attempt => RetryPlan.After(attempt, 500, null, 0.5)!.Value).ToList();
        pauses[0].ShouldBe(TimeSpan.FromSeconds(10));
        pauses.ShouldBe(pauses.Order());
        pauses.Max().ShouldBe(TimeSpan.FromHours(6));
        pauses.Aggregate((sum, pause) => sum + pause).ShouldBeInRange(TimeSpan.FromHours(10), TimeSpan.FromHours(18));
        RetryPlan.After(RetryPlan.MaxAttempts, 500, null, 0.5).ShouldBeNull();
        RetryPlan.After(1, 410, null, 0.5).ShouldBeNull();
        RetryPlan.After(1, 503, TimeSpan.FromMinutes(5), 0.5).ShouldBe(TimeSpan.FromMinutes(5));
        RetryPlan.After(1, 503, TimeSpan.FromDays(5), 0.5).ShouldBe(TimeSpan.FromHours(6));
        RetryPlan.After(1, null, null, 0).ShouldBe(TimeSpan.FromSeconds(5));
        RetryPlan.After(1, null, null, 1).ShouldBe(TimeSpan.FromSeconds(15));
    }
}
