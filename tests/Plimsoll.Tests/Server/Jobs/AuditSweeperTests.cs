using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Server.Jobs;

public sealed class AuditSweeperTests : MetadataContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    [Fact]
    public async Task Keeps_everything_unless_told_otherwise()
    {
        await Store.Audit.AppendAsync(Event(), default);
        await EventsAsync();
        Advance(TimeSpan.FromDays(10_000));

        (await SweepAsync(keepDays: 0)).ShouldBe(0);

        (await EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Deletes_all_that_is_older_than_the_days_to_keep_however_many_batches_that_are()
    {
        for (var i = 0; i < 2 * AuditSweeper.BatchSize + 7; i++) await Store.Audit.AppendAsync(Event(), default);
        Advance(TimeSpan.FromDays(1));
        await Store.Audit.AppendAsync(Event("delete"), default);
        await EventsAsync();
        Advance(TimeSpan.FromDays(29) + TimeSpan.FromSeconds(1));

        (await SweepAsync(keepDays: 30)).ShouldBe(2 * AuditSweeper.BatchSize + 7);

        (await EventsAsync()).Select(e => e.Action).ShouldBe(["delete"]);
    }

    private async Task<int> SweepAsync(int keepDays)
    {
        using var sweeper = new AuditSweeper(Store.Audit, new ServerOptions { Audit = { KeepDays = keepDays } }, Time, NullLogger<AuditSweeper>.Instance);
        return await sweeper.SweepAsync(default);
    }
}
