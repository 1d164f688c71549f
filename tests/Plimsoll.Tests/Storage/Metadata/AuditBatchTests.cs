using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>A flood of pulls fills neither the disk nor the log, and hides nothing.</summary>
public sealed class AuditBatchTests
{
    private readonly AuditBatch _batch = new(rows: 4, requests: 100);

    private static AuditEvent Pull(int second = 0) => new()
    {
        Id = Guid.CreateVersion7(),
        At = DateTimeOffset.UnixEpoch.AddSeconds(second),
        Action = "pull",
        Outcome = "ok",
        Principal = "robot+ci",
        AuthKind = "basic",
        Repository = "shop/api",
        Reference = "1.0",
        Digest = "sha256:00",
        MediaType = "application/json",
        Bytes = 100,
        Address = "10.0.0.7",
        UserAgent = "containerd/2",
        RequestId = "r-" + second,
    };

    private IReadOnlyList<AuditEvent> Take(bool fold, params AuditEvent[] events)
    {
        _batch.Begin(fold);
        foreach (var audit in events) _batch.Add(audit);
        return _batch.Take();
    }

    [Fact]
    public void Keeps_every_event_apart_while_there_is_no_flood()
    {
        AuditEvent[] events = [Pull(), Pull(1)];
        Take(fold: false, events).ShouldBe(events);
    }

    [Fact]
    public void Tells_pulls_that_are_alike_as_one_with_their_number()
    {
        var first = Pull();
        Take(fold: true, first, Pull(1), Pull(2) with { Count = 5 }).ShouldBe([first with { Count = 7 }]);
    }

    public static TheoryData<AuditEvent> Others => [
        Pull() with { Action = "resolve" }, Pull() with { Outcome = "DENIED" }, Pull() with { Principal = "jane" }, Pull() with { AuthKind = "bearer" },
        Pull() with { Repository = "shop/web" }, Pull() with { Reference = "1.1" }, Pull() with { Digest = "sha256:01" }, Pull() with { MediaType = "text/plain" },
        Pull() with { Bytes = 101 }, Pull() with { Address = "10.0.0.8" }, Pull() with { UserAgent = "crane" }, Pull() with { Detail = "by mirror" }];

    [Theory]
    [MemberData(nameof(Others))]
    public void Keeps_apart_what_differs(AuditEvent other)
    {
        var first = Pull();
        Take(fold: true, first, other).ShouldBe([first, other]);
    }

    [Theory]
    [InlineData("push", "ok")]
    [InlineData("delete", "ok")]
    [InlineData("pull", "DENIED")]
    [InlineData("login", "UNAUTHORIZED")]
    public void Never_folds_changes_and_refusals(string action, string outcome)
    {
        AuditEvent[] events = [Pull() with { Action = action, Outcome = outcome }, Pull(1) with { Action = action, Outcome = outcome }];
        Take(fold: true, events).ShouldBe(events);
    }

    [Fact]
    public void Has_room_by_rows_and_by_requests()
    {
        Take(fold: true, Pull(), Pull(1), Pull(2), Pull(3), Pull(4));
        _batch.HasRoom.ShouldBeTrue("they are one row");
        for (var i = 0; i < 95; i++) _batch.Add(Pull(i));
        _batch.HasRoom.ShouldBeFalse("a hundred requests");
        Take(fold: false, Pull(), Pull(1), Pull(2), Pull(3));
        _batch.HasRoom.ShouldBeFalse("four rows");
    }

    [Fact]
    public async Task A_flood_is_counted_to_the_last_request()
    {
        var written = new List<AuditEvent>();
        await using (var queue = new AuditQueue(events =>
        {
            written.AddRange(events);
            return Task.CompletedTask;
        }, TimeSpan.FromMilliseconds(20)))
        {
            for (var i = 0; i < 20_000; i++) await queue.AppendAsync(Pull(i), default);
            await queue.FlushAsync(default);
        }
        written.Sum(e => e.Count).ShouldBe(20_000);
    }
}
