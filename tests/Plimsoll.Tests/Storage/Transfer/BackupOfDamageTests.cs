using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Scrubbing;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Transfer;

/// <summary>Backups of a store that knows which of its blobs are damaged.</summary>
public sealed class BackupOfDamageTests : IAsyncLifetime
{
    private static readonly BackupOptions KeepOne = new() { Copy = true, Keep = 1 };

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private SampleStore _store = null!;
    private Digest _layer;

    private string Target => _directory.File("backup");

    public async ValueTask InitializeAsync()
    {
        _store = new SampleStore(_directory.File("data"), _clock);
        _layer = (await _store.PushImageAsync("one")).Manifest.Layers[0].Digest;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("missing")]
    public async Task The_copy_of_before_is_used_and_kept_and_the_blob_is_named(string problem)
    {
        await BackupAsync();
        await SpoilAsync(problem);

        var first = await BackupAsync();
        var second = await BackupAsync();

        foreach (var report in new[] { first, second })
        {
            report.Note.Problems.ShouldBe([new TransferProblem(_layer.Value, await KeyAsync(), problem, IsKept: true)]);
            (report.Note.Blobs, report.Removed).ShouldBe((1, 0));
        }
        BackupFolder.Snapshots(Target).ShouldHaveSingleItem();
        await RestoresWholeAsync();
    }

    [Fact]
    public async Task A_copy_under_another_key_is_used_too()
    {
        await BackupAsync();
        var key = StorageKey.New(_clock).Value;
        await _store.Metadata.Database.WriteAsync(s => s.Execute("UPDATE blobs SET storage_key = ?1, state = 3 WHERE digest = ?2", key, _layer), default);

        var report = await BackupAsync();

        report.Note.Problems.ShouldBe([new TransferProblem(_layer.Value, key, "missing", IsKept: true)]);
        (report.Note.Blobs, report.Removed).ShouldBe((1, 1));
        await RestoresWholeAsync();
    }

    [Fact]
    public async Task A_copy_that_is_damaged_itself_is_none()
    {
        await BackupAsync();
        await SpoilAsync("damaged");
        File.Copy(await _store.FileOfAsync(_layer), Path.Combine(Target, "blobs", await KeyAsync()), overwrite: true);

        (await BackupAsync()).Note.Problems.ShouldBe([new TransferProblem(_layer.Value, await KeyAsync(), "damaged")]);

        var folder = BackupFolder.Open(Target);
        using var blobs = FileSystemBlobStore.Open(_directory.File("restored/blobs"));
        (await new Restore(folder, folder.List()[^1]).CopyBlobsAsync(blobs, new BackupOptions(), null, default)).Problems.ShouldHaveSingleItem().Digest.ShouldBe(_layer.Value);
    }

    [Fact]
    public async Task A_blob_in_the_database_is_named_as_well()
    {
        var config = (await _store.PushImageAsync("two")).Manifest.Config!.Digest;
        await _store.Metadata.Database.WriteAsync(s => s.Execute("UPDATE blobs SET state = 3 WHERE digest = ?1", config), default);

        (await BackupAsync()).Note.Problems.ShouldBe([new TransferProblem(config.Value, "", "damaged")]);
    }

    private async Task SpoilAsync(string problem)
    {
        if (problem == "missing") File.Delete(await _store.FileOfAsync(_layer));
        else await _store.DamageAsync(_layer);
        var notes = await Scrub.BeginAsync(_store.Metadata, new ScrubRequest(), _clock, default);
        (await new Scrub(_store.Metadata, _store.Blobs, null, _clock).RunAsync(notes, null, default)).IsClean.ShouldBeFalse();
    }

    private async Task<string> KeyAsync() => Path.GetRelativePath(Path.Combine(_store.Folder, "blobs"), await _store.FileOfAsync(_layer));

    private async Task<BackupReport> BackupAsync()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        using var folder = BackupFolder.OpenOrCreate(Target);
        return await new Backup(_store.Metadata, _store.Blobs, _clock).RunAsync(folder, KeepOne, null, default);
    }

    private async Task RestoresWholeAsync()
    {
        var folder = BackupFolder.Open(Target);
        var restore = new Restore(folder, folder.List()[^1]);
        using (var blobs = FileSystemBlobStore.Open(_directory.File("restored/blobs"))) (await restore.CopyBlobsAsync(blobs, new BackupOptions(), null, default)).Problems.ShouldBeEmpty();
        await restore.ReadDatabaseAsync((header, rows) => SqliteMetadataStore.CreateAsync(_directory.File("restored/plimsoll.db"), header.Schema, rows, header.Counters, _clock, default), default);
        await using var restored = new SampleStore(_directory.File("restored"), _clock);
        (await restored.VerifyAsync()).ShouldBe(2);
    }
}
