using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every audit log promises.</summary>
public abstract class AuditLogContract : MetadataContract
{
    private async Task<AuditEvent> AppendAsync(Func<AuditEvent, AuditEvent>? change = null)
    {
        var audit = Event("pull");
        audit = change is null ? audit : change(audit);
        await Store.Audit.AppendAsync(audit, default);
        Advance(TimeSpan.FromSeconds(1));
        return audit;
    }

    private async Task<IEnumerable<Guid>> ListAsync(AuditQuery query) => (await Store.Audit.ListAsync(query, default)).Select(e => e.Id);

    [Fact]
    public async Task Gives_back_every_field()
    {
        var audit = await AppendAsync(e => e with
        {
            Outcome = "DENIED",
            AuthKind = "token:7",
            Repository = "shop/api",
            Reference = "latest",
            Digest = "sha256:00",
            MediaType = "application/json",
            Bytes = 123456789012,
            Address = "2001:db8::1",
            UserAgent = "crane/1 “ü”",
            RequestId = "r-1",
            Detail = "because",
            Count = 3,
        });
        (await Store.Audit.ListAsync(new AuditQuery(), default)).ShouldBe([audit]);
    }

    [Fact]
    public async Task Gives_back_fields_that_are_empty()
    {
        var audit = await AppendAsync();
        (await Store.Audit.ListAsync(new AuditQuery(), default)).ShouldBe([audit]);
    }

    [Fact]
    public async Task Lists_newest_first_page_by_page()
    {
        var written = new List<Guid>();
        for (var i = 0; i < 10; i++) written.Add((await AppendAsync()).Id);
        written.Reverse();
        var listed = new List<Guid>();
        while ((await ListAsync(new AuditQuery { Limit = 3, Before = listed.Count == 0 ? null : listed[^1] })).ToList() is { Count: > 0 } page) listed.AddRange(page);
        listed.ShouldBe(written);
    }

    [Fact]
    public async Task Shows_an_event_as_soon_as_it_is_queued()
    {
        for (var i = 0; i < 50; i++)
        {
            var audit = await AppendAsync();
            (await ListAsync(new AuditQuery { Limit = 1 })).ShouldBe([audit.Id]);
        }
    }

    [Fact]
    public async Task Filters_by_every_field()
    {
        var plain = await AppendAsync(e => e with { Principal = "eve" });
        var pushed = await AppendAsync(e => e with { Action = "push", Principal = "eve" });
        var denied = await AppendAsync(e => e with { Outcome = "DENIED", Principal = "eve" });
        var named = await AppendAsync(e => e with { Repository = "shop/api", Principal = "eve" });
        var digest = await AppendAsync(e => e with { Digest = "sha256:00", Repository = "shop/api", Principal = "eve" });
        var other = await AppendAsync();
        (await ListAsync(new AuditQuery { Action = "push" })).ShouldBe([pushed.Id]);
        (await ListAsync(new AuditQuery { Outcome = "DENIED" })).ShouldBe([denied.Id]);
        (await ListAsync(new AuditQuery { Repository = "shop/api" })).ShouldBe([digest.Id, named.Id]);
        (await ListAsync(new AuditQuery { Digest = "sha256:00" })).ShouldBe([digest.Id]);
        (await ListAsync(new AuditQuery { Principal = "ada" })).ShouldBe([other.Id]);
        (await ListAsync(new AuditQuery { Principal = "eve", Repository = "shop/api", Before = digest.Id })).ShouldBe([named.Id]);
        (await ListAsync(new AuditQuery { Since = pushed.At, Until = named.At })).ShouldBe([denied.Id, pushed.Id]);
        (await ListAsync(new AuditQuery { Since = named.At, Principal = "eve" })).ShouldBe([digest.Id, named.Id]);
        (await ListAsync(new AuditQuery { Until = plain.At })).ShouldBeEmpty();
        (await ListAsync(new AuditQuery { Action = "pull", Outcome = "ok", Principal = "eve" })).ShouldBe([digest.Id, named.Id, plain.Id]);
    }

    [Fact]
    public async Task Deletes_the_oldest_events_before_a_time_batch_by_batch()
    {
        var events = new List<AuditEvent>();
        for (var i = 0; i < 10; i++) events.Add(await AppendAsync());
        await ListAsync(new AuditQuery());

        (await Store.Audit.RemoveBeforeAsync(events[7].At, 3, default)).ShouldBe(3);
        (await ListAsync(new AuditQuery())).ShouldBe(events[3..].Select(e => e.Id).Reverse());
        (await Store.Audit.RemoveBeforeAsync(events[7].At, 0, default)).ShouldBe(0);
        (await Store.Audit.RemoveBeforeAsync(events[7].At, 100, default)).ShouldBe(4);
        (await Store.Audit.RemoveBeforeAsync(events[7].At, 100, default)).ShouldBe(0);
        (await ListAsync(new AuditQuery())).ShouldBe(events[7..].Select(e => e.Id).Reverse());
    }

    /// <summary>The id is made a moment before or after the event is dated; the date counts.</summary>
    [Fact]
    public async Task Deletes_by_the_date_of_an_event_and_not_by_its_id()
    {
        var old = await AppendAsync(e => e with { Id = Guid.CreateVersion7(e.At.AddSeconds(20)) });
        var kept = await AppendAsync(e => e with { Id = Guid.CreateVersion7(e.At.AddSeconds(-20)) });
        await ListAsync(new AuditQuery());

        (await Store.Audit.RemoveBeforeAsync(kept.At, 100, default)).ShouldBe(1);
        (await ListAsync(new AuditQuery())).ShouldBe([kept.Id]);
        old.At.ShouldBeLessThan(kept.At);
        (await Store.Audit.RemoveBeforeAsync(DateTimeOffset.MinValue, 100, default)).ShouldBe(0);
        (await Store.Audit.RemoveBeforeAsync(DateTimeOffset.MaxValue, 100, default)).ShouldBe(1);
    }

    [Fact]
    public async Task Drops_nothing_under_load()
    {
        await Parallel.ForAsync(0, 8, async (writer, _) =>
        {
            for (var i = 0; i < 2500; i++) await Store.Audit.AppendAsync(Event("pull") with { Detail = $"{writer}/{i}" }, default);
        });
        var events = await Store.Audit.ListAsync(new AuditQuery { Limit = 100_000 }, default);
        events.Select(e => e.Detail).Distinct().Count().ShouldBe(20_000);
    }
}
