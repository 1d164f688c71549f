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

    private Task<MigrationResult> RunAsync(Func<Task>? close = null) =>
        new StoreMigration(_source.Metadata, _source.Blobs, _target.Metadata, _target.Blobs, _clock).RunAsync(_ => close?.Invoke() ?? Task.CompletedTask, null, default);
}
