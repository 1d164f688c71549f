using Plimsoll.Core;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Transfer;

public sealed class StoreMigrationTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private SampleStore _source = null!;
    private SampleStore _target = null!;

    public ValueTask InitializeAsync()
    {
        (_source, _target) = (new SampleStore(null, _clock), new SampleStore(null, _clock));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Moves_everything_and_compares_it()
    {
        var image = await _source.PushImageAsync("one");
        await _source.PushImageAsync(RepositoryName.Parse("other/web"), "one");
        await _source.PushBlobAsync(SampleStore.Shop, 3000, algorithm: DigestAlgorithm.Sha512);

        var moved = (await RunAsync()).ShouldBeOfType<MigrationResult.Moved>();

        moved.Blobs.Blobs.ShouldBe(3);
        (await _target.VerifyAsync()).ShouldBe(4);
        (await _target.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("one"), default)).ShouldBe(image.Digest);
        (await _source.Metadata.State.ListHoldsAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_pushed_before_the_gate_closes_is_moved_too()
    {
        await _source.PushImageAsync("one");
        Digest late = default;

        var moved = await RunAsync(async () => late = (await _source.PushImageAsync("late")).Digest);

        moved.ShouldBeOfType<MigrationResult.Moved>();
        (await _target.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("late"), default)).ShouldBe(late);
        (await _target.VerifyAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task Goes_on_after_it_was_broken_off_and_trusts_nothing_that_lies_there()
    {
        var image = await _source.PushImageAsync("one");
        await Should.ThrowAsync<OperationCanceledException>(RunAsync(() => throw new OperationCanceledException()));
        (await _target.Metadata.Copy.IsEmptyAsync(default)).ShouldBeTrue();
        var copied = Path.Combine(_target.Folder, "blobs", Path.GetRelativePath(Path.Combine(_source.Folder, "blobs"), await _source.FileOfAsync(image.Manifest.Layers[0].Digest)));
        await using (var file = File.OpenWrite(copied)) file.WriteByte(0xff);

        (await RunAsync()).ShouldBeOfType<MigrationResult.Moved>();

        (await _target.VerifyAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Stops_at_a_blob_that_nobody_knew_to_be_damaged()
    {
        var image = await _source.PushImageAsync("one");
        await _source.DamageAsync(image.Manifest.Layers[0].Digest);

        (await RunAsync()).ShouldBeOfType<MigrationResult.Damaged>().Problems.ShouldHaveSingleItem().Problem.ShouldBe("damaged");

        (await _target.Metadata.Copy.IsEmptyAsync(default)).ShouldBeTrue();
        var blob = (await _source.Metadata.Scrub.ListBlobsAsync(0, 10, default)).Single(b => b.Digest == image.Manifest.Layers[0].Digest);
        await _source.Metadata.Scrub.MarkDamagedAsync(blob, new ScrubFinding(blob.Digest.Value, FindingKind.Damaged, blob.Size, _clock.Now, ""), SampleStore.Event(_clock, "scrub"), default);
        (await RunAsync()).ShouldBeOfType<MigrationResult.Moved>();
        (await _target.Metadata.Blobs.FindAsync(SampleStore.Shop, blob.Digest, default)).ShouldBeNull("it is known to be damaged there too");
    }

    [Fact]
    public async Task Brings_pulls_along_that_were_recorded_after_the_copy()
    {
        await _source.PushImageAsync("one");
        await RunAsync();
        _clock.Advance(TimeSpan.FromHours(5));
        for (var i = 0; i < 3; i++) await _source.Metadata.Audit.AppendAsync(SampleStore.Event(_clock, "pull"), default);

        (await RunAsync()).ShouldBe(new MigrationResult.Followed(3));
        (await RunAsync()).ShouldBe(new MigrationResult.Followed(0));

        (await _target.Metadata.Audit.ListAsync(new AuditQuery { Action = "pull" }, default)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Touches_no_other_store()
    {
        await _source.PushImageAsync("one");
        await _target.PushImageAsync("theirs");

        (await RunAsync()).ShouldBeOfType<MigrationResult.Occupied>();
    }

    [Fact]
    public async Task Goes_on_after_it_was_broken_off_in_the_middle_of_the_blobs()
    {
        for (var i = 0; i < 20; i++) await _source.PushImageAsync($"v{i}");
        using var stop = new CancellationTokenSource();
        var enough = new Enough(7, stop);

        await Should.ThrowAsync<OperationCanceledException>(RunAsync(progress: enough, cancellationToken: stop.Token));

        var copied = Directory.EnumerateFiles(Path.Combine(_target.Folder, "blobs"), "*", SearchOption.AllDirectories).Count();
        copied.ShouldBeInRange(7, 19);
        (await _target.Metadata.Copy.IsEmptyAsync(default)).ShouldBeTrue();
        (await _source.Metadata.State.ReadAsync(default)).ReadOnly.ShouldBeNull("it had not come so far");
        var late = await _source.PushImageAsync("late");

        (await RunAsync()).ShouldBeOfType<MigrationResult.Moved>().Blobs.Blobs.ShouldBe(21);

        (await _target.VerifyAsync()).ShouldBe(42);
        (await _target.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("late"), default)).ShouldBe(late.Digest);
    }

    [Fact]
    public async Task A_copy_is_left_alone_when_changes_were_allowed_since()
    {
        await _source.PushImageAsync("one");
        await RunAsync();
        await ReopenAsync();
        await _source.PushImageAsync("after");

        (await RunAsync()).ShouldBeOfType<MigrationResult.Abandoned>();
        (await _source.Metadata.State.ReadAsync(default)).ReadOnly.ShouldBeNull();

        // Somebody closed the gate again, for another place: what came in between is still not there.
        await _source.Metadata.State.SetReadOnlyAsync("moved elsewhere", default);
        (await RunAsync()).ShouldBeOfType<MigrationResult.Abandoned>();
        (await _target.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("after"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Does_not_say_that_it_moved_what_was_opened_while_it_ran()
    {
        await _source.PushImageAsync("one");
        (await RunAsync(ReopenAsync)).ShouldBeOfType<MigrationResult.Abandoned>();
    }

    [Fact]
    public async Task Compares_a_copy_that_was_broken_off_before_it_was_compared()
    {
        await _source.PushImageAsync("one");
        await _source.Metadata.State.SetReadOnlyAsync("moving", default);
        await ImportAsync();
        (await RunAsync()).ShouldBe(new MigrationResult.Followed(0));

        await using var damaged = _target;
        _target = new SampleStore(null, _clock);
        await ImportAsync();
        await _target.PushImageAsync("one");
        (await RunAsync()).ShouldBeOfType<MigrationResult.Different>().Tables.ShouldContain(t => t.StartsWith("tag_moves (1 and 2 rows"));
    }

    private async Task ImportAsync()
    {
        await using var snapshot = await _source.Metadata.Copy.OpenSnapshotAsync(default);
        await _target.Metadata.Copy.ImportAsync(snapshot.Tables.ToAsyncEnumerable().SelectMany(table => snapshot.ReadAsync(table, default)), snapshot.Counters, default);
    }

    /// <summary>As the command and the server do it.</summary>
    private async Task ReopenAsync()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _source.Metadata.Audit.AppendAsync(SampleStore.Event(_clock, StoreMigration.Reopened), default);
        await _source.Metadata.State.SetReadOnlyAsync(null, default);
    }

    private Task<MigrationResult> RunAsync(Func<Task>? closing = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new StoreMigration(_source.Metadata, _source.Blobs, _target.Metadata, _target.Blobs, _clock).RunAsync(async stop =>
        {
            await _source.Metadata.State.SetReadOnlyAsync("moving", stop);
            if (closing is not null) await closing();
        }, progress, cancellationToken);

    /// <summary>Gives up once so many blobs are there.</summary>
    private sealed class Enough(int blobs, CancellationTokenSource stop) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            if (value.Blobs >= blobs) stop.Cancel();
        }
    }
}
