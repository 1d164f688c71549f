using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Registry;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Server.Jobs;

/// <summary>How images that only an older scanner knows are opened again.</summary>
public sealed class ReopenWorkerTests : MetadataContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    [Fact]
    public async Task Queues_a_few_images_at_a_time_and_only_while_nothing_else_waits()
    {
        for (var i = 0; i < 6; i++)
        {
            var image = await PushImageAsync();
            await Store.Facts.EnqueueAsync(Shop, image.Digest, 1, default);
            await Store.Facts.CompleteAsync(image.Digest, 1, "{}"u8.ToArray(), default);
        }
        using var trigger = new InspectionTrigger(new ServerOptions(), 2);
        using var worker = new ReopenWorker(Store, trigger, new ServerOptions(), Time, NullLogger<ReopenWorker>.Instance);

        var opened = new List<int>();
        while (await worker.QueueAsync(2, default))
        {
            (await worker.QueueAsync(2, default)).ShouldBeTrue("the first ones wait still");
            var count = 0;
            while (await Store.Facts.TakeAsync(2, Now, Now.AddMinutes(1), default) is { } job)
            {
                await Store.Facts.CompleteAsync(job.Digest, 2, "{}"u8.ToArray(), default);
                count++;
            }
            opened.Add(count);
        }

        opened.ShouldBe([4, 2]);
        (await Store.Facts.ListOutdatedAsync(2, null, 10, default)).ShouldBeEmpty();
    }
}
