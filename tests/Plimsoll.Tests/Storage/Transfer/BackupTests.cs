using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Transfer;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private SampleStore _store = null!;

    private string Target => _directory.File("backup");

    public ValueTask InitializeAsync()
    {
        _store = new SampleStore(_directory.File("data"), _clock);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_is_restored_serves_everything()
    {
        var image = await _store.PushImageAsync("one", "two");
        await _store.PutAsync(SampleStore.Shop, Metadata.BuiltManifest.Index([image.Descriptor()]), "all");
        await _store.PushImageAsync(RepositoryName.Parse("other/web"), "latest");
        await _store.Metadata.Manifests.RemoveTagAsync(SampleStore.Shop, Tag.Parse("two"), "ada", SampleStore.Event(_clock, "delete"), default);

        var report = await BackupAsync();
        await RestoreAsync("restored");

        report.Note.Problems.ShouldBeEmpty();
        await using var restored = new SampleStore(_directory.File("restored"), _clock);
        (await restored.VerifyAsync()).ShouldBe(4);
        (await restored.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("one"), default)).ShouldBe(image.Digest);
        (await restored.Metadata.Manifests.TagHistoryAsync(SampleStore.Shop, Tag.Parse("two"), 10, default)).Count.ShouldBe(2);
        (await restored.Metadata.Audit.ListAsync(new() { Limit = 100 }, default)).Count.ShouldBe((await _store.Metadata.Audit.ListAsync(new() { Limit = 100 }, default)).Count);
        (await StoreCondition.CheckAsync(restored.Metadata, restored.Objects, default)).ShouldBeOfType<StoreCondition.Sound>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copies_nothing_that_the_folder_has_already(bool copy)
    {
        await _store.PushImageAsync("one");
        var first = await BackupAsync(new BackupOptions { Copy = copy });
        await _store.PushImageAsync("two");
        _clock.Advance(TimeSpan.FromHours(1));

        var second = await BackupAsync(new BackupOptions { Copy = copy });

        (first.Blobs.Copied, first.Blobs.Linked, first.Blobs.Present).ShouldBe(copy ? (1, 0, 0) : (0, 1, 0));
        (second.Blobs.Copied, second.Blobs.Linked, second.Blobs.Present).ShouldBe(copy ? (1, 0, 1) : (0, 1, 1));
        BackupFolder.Snapshots(Target).Count.ShouldBe(2);
        await RestoreAsync("old", first.Snapshot);
        await using var old = new SampleStore(_directory.File("old"), _clock);
        (await old.VerifyAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_copy_does_not_share_its_bytes_with_the_store()
    {
        var image = await _store.PushImageAsync("one");
        await BackupAsync(new BackupOptions { Copy = true });
        await _store.DamageAsync(image.Manifest.Layers[0].Digest);

        await RestoreAsync("restored", options: new BackupOptions { Verify = true });

        await using var restored = new SampleStore(_directory.File("restored"), _clock);
        (await restored.VerifyAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Says_which_blobs_are_damaged_or_missing_and_saves_the_others()
    {
        var damaged = (await _store.PushImageAsync("damaged")).Manifest.Layers[0].Digest;
        var missing = (await _store.PushImageAsync("missing")).Manifest.Layers[0].Digest;
        await _store.PushImageAsync("whole");
        await _store.DamageAsync(damaged);
        File.Delete(await _store.FileOfAsync(missing));

        var report = await BackupAsync(new BackupOptions { Copy = true });

        report.Note.Problems.Select(p => (p.Digest, p.Problem)).ShouldBe([(damaged.Value, "damaged"), (missing.Value, "missing")], ignoreOrder: true);
        report.Note.Blobs.ShouldBe(1);
    }

    [Fact]
    public async Task A_copy_that_broke_off_is_made_again()
    {
        var image = await _store.PushImageAsync("one");
        var file = await _store.FileOfAsync(image.Manifest.Layers[0].Digest);
        var half = Path.Combine(Target, "blobs", Path.GetRelativePath(Path.Combine(_store.Folder, "blobs"), file));
        Directory.CreateDirectory(Path.GetDirectoryName(half)!);
        await File.WriteAllBytesAsync(half, (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..700], TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(Target, "snapshots", "20200101T000000000Z.partial"));

        var report = await BackupAsync(new BackupOptions { Copy = true });

        report.Blobs.Copied.ShouldBe(1);
        (await File.ReadAllBytesAsync(half, TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Directory.GetDirectories(Path.Combine(Target, "snapshots")).ShouldHaveSingleItem().ShouldNotEndWith(".partial");
    }

    [Fact]
    public async Task Holds_collection_while_it_runs_and_not_longer()
    {
        await _store.PushImageAsync("one");
        var held = 0;
        using var folder = BackupFolder.OpenOrCreate(Target);

        await new Backup(_store.Metadata, _store.Blobs, _clock).RunAsync(folder, new BackupOptions(), new Watch(() => held = _store.Metadata.State.ListHoldsAsync(default).AsTask().GetAwaiter().GetResult().Count), default);

        held.ShouldBe(1);
        (await _store.Metadata.State.ListHoldsAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keeps_as_many_snapshots_as_it_is_told_and_what_they_need()
    {
        var old = await _store.PushImageAsync("one");
        await BackupAsync();
        var gone = await _store.FileOfAsync(old.Manifest.Layers[0].Digest);
        await _store.Metadata.Database.WriteAsync(s => s.Execute("UPDATE blobs SET state = 2 WHERE digest = ?1", old.Manifest.Layers[0].Digest), default);
        await _store.PushImageAsync("two");
        _clock.Advance(TimeSpan.FromHours(1));
        await BackupAsync();
        _clock.Advance(TimeSpan.FromHours(1));

        var report = await BackupAsync(new BackupOptions { Keep = 2 });

        BackupFolder.Snapshots(Target).Count.ShouldBe(2);
        report.Removed.ShouldBe(1);
        File.Exists(Path.Combine(Target, "blobs", Path.GetRelativePath(Path.Combine(_store.Folder, "blobs"), gone))).ShouldBeFalse();
        await RestoreAsync("restored", BackupFolder.Snapshots(Target)[0]);
    }

    [Fact]
    public async Task Only_one_backup_writes_to_a_folder()
    {
        using var folder = BackupFolder.OpenOrCreate(Target);

        await Should.ThrowAsync<IOException>(BackupAsync());
    }

    [Fact]
    public async Task A_database_that_was_put_back_is_known_to_be_older_than_its_blobs()
    {
        await _store.PushImageAsync("one");
        await new JournalWriter(_store.Metadata, _store.Objects).FlushAsync(default);
        await BackupAsync();
        var later = await _store.PushImageAsync("later");
        await new JournalWriter(_store.Metadata, _store.Objects).FlushAsync(default);
        await _store.Metadata.DisposeAsync();
        foreach (var name in new[] { "", "-wal", "-shm" }) File.Delete(Path.Combine(_store.Folder, "plimsoll.db" + name));

        await RestoreDatabaseAsync(Path.Combine(_store.Folder, "plimsoll.db"), new Restore(BackupFolder.Open(Target), BackupFolder.Snapshots(Target)[^1]));

        await using var again = new SampleStore(_store.Folder, _clock);
        (await StoreCondition.CheckAsync(again.Metadata, again.Objects, default)).ShouldBeOfType<StoreCondition.OlderDatabase>().Message.ShouldContain("plimsoll restore --accept");
        (await again.Metadata.State.ListHoldsAsync(default)).ShouldHaveSingleItem().Reason.ShouldContain("older");
        (await again.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("later"), default)).ShouldBeNull();
        (await JournalReader.ReadAsync(again.Objects, default).ToListAsync()).OfType<Plimsoll.Storage.Metadata.JournalEntry.Manifest>().ShouldContain(m => m.Digest == later.Digest, "what was lost can still be had from the journal");

        await StoreCondition.AcceptAsync(again.Metadata, again.Objects, default);
        (await StoreCondition.CheckAsync(again.Metadata, again.Objects, default)).ShouldBeOfType<StoreCondition.Sound>();
        (await again.Metadata.State.ListHoldsAsync(default)).ShouldBeEmpty();
        (await JournalReader.ReadAsync(again.Objects, default).ToListAsync()).OfType<Plimsoll.Storage.Metadata.JournalEntry.Manifest>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_database_beside_the_blobs_of_another_store_is_known()
    {
        await new JournalWriter(_store.Metadata, _store.Objects).FlushAsync(default);
        await using var other = new SampleStore();

        (await StoreCondition.CheckAsync(other.Metadata, _store.Objects, default)).ShouldBeOfType<StoreCondition.OtherStore>();
    }

    private async Task<BackupReport> BackupAsync(BackupOptions? options = null)
    {
        using var folder = BackupFolder.OpenOrCreate(Target);
        return await new Backup(_store.Metadata, _store.Blobs, _clock).RunAsync(folder, options ?? new BackupOptions(), null, default);
    }

    private async Task RestoreAsync(string name, string? snapshot = null, BackupOptions? options = null)
    {
        var folder = BackupFolder.Open(Target);
        using var blobs = FileSystemBlobStore.Open(_directory.File(name + "/blobs"));
        var restore = new Restore(folder, snapshot ?? folder.List()[^1]);
        (await restore.CopyBlobsAsync(blobs, options ?? new BackupOptions(), null, default)).Problems.ShouldBeEmpty();
        await RestoreDatabaseAsync(_directory.File(name + "/plimsoll.db"), restore);
    }

    private Task RestoreDatabaseAsync(string path, Restore restore) =>
        restore.ReadDatabaseAsync((header, rows) => SqliteMetadataStore.CreateAsync(path, header.Schema, rows, header.Counters, _clock, default), default);

    private sealed class Watch(Action seen) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => seen();
    }
}
