using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Rebuilding;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Rebuilding;

public sealed class RebuildTests : IAsyncLifetime
{
    private static readonly RepositoryName Other = RepositoryName.Parse("other/web");

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private SampleStore _store = null!;
    private JournalWriter _writer = null!;
    private bool _open = true;

    private string Data => _directory.File("data");

    public ValueTask InitializeAsync()
    {
        _store = new SampleStore(Data, _clock);
        _writer = new JournalWriter(_store.Metadata, _store.Objects);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_open) await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Brings_back_repositories_manifests_tags_with_their_history_and_blobs()
    {
        var image = await _store.PushImageAsync("one", "two");
        _clock.Advance(TimeSpan.FromHours(1));
        await _store.PutAsync(SampleStore.Shop, BuiltManifest.Index([image.Descriptor()]), "all");
        await _store.PutAsync(SampleStore.Shop, BuiltManifest.Image(await _store.PushBlobAsync(SampleStore.Shop, 10), [], subject: image.Descriptor(), artifactType: "application/x", annotations: new() { ["a"] = "ü" }));
        await _store.PutAsync(Other, BuiltManifest.Image(new Descriptor { MediaType = MediaTypes.OciEmpty, Digest = Digest.EmptyJson, Size = 2 }, [await _store.PushBlobAsync(Other, 5000, algorithm: DigestAlgorithm.Sha512)]), "v1");
        await _writer.FlushAsync(default);
        var doomed = await _store.PushImageAsync("one", "doomed");
        await _store.Metadata.Manifests.RemoveTagAsync(SampleStore.Shop, Tag.Parse("two"), "eve", SampleStore.Event(_clock, "delete"), default);
        await _store.Metadata.Manifests.RemoveAsync(SampleStore.Shop, doomed.Digest, "eve", SampleStore.Event(_clock, "delete"), default);
        await _store.PutAsync(SampleStore.Shop, image, "one");
        await _writer.FlushAsync(default);
        var before = await ViewAsync(_store);
        await LoseDatabaseAsync();

        var report = await RebuildAsync();

        (report.Repositories, report.Manifests, report.Tags, report.Read, report.Lost, report.TagsLost).ShouldBe((2, 4, 3, 0, 0, 0));
        await using var rebuilt = Reopen();
        (await ViewAsync(rebuilt)).ShouldBe(before);
        (await rebuilt.VerifyAsync()).ShouldBe(5);
        SqliteProbe.Violations(rebuilt.Metadata).ShouldBeEmpty();
        (await rebuilt.Metadata.Manifests.ListReferrersAsync(SampleStore.Shop, image.Digest, [], null, 10, default)).ShouldHaveSingleItem().Annotations["a"].ShouldBe("ü");
        (await StoreCondition.CheckAsync(rebuilt.Metadata, rebuilt.Objects, default)).ShouldBeOfType<StoreCondition.Sound>();
        await rebuilt.PushImageAsync("later");
        await new JournalWriter(rebuilt.Metadata, rebuilt.Objects).FlushAsync(default);
        (await StoreCondition.CheckAsync(rebuilt.Metadata, rebuilt.Objects, default)).ShouldBeOfType<StoreCondition.Sound>();
    }

    [Fact]
    public async Task Misses_only_what_was_not_written_yet_and_leaves_its_bytes_alone()
    {
        var kept = await _store.PushImageAsync("one");
        await _writer.FlushAsync(default);
        var late = await _store.PushImageAsync("late");
        var file = await _store.FileOfAsync(late.Manifest.Layers[0].Digest);
        await LoseDatabaseAsync();

        await RebuildAsync();

        await using var rebuilt = Reopen();
        (await rebuilt.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("one"), default)).ShouldBe(kept.Digest);
        (await rebuilt.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("late"), default)).ShouldBeNull();
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task Finds_the_bytes_of_a_blob_that_the_journal_does_not_name_by_reading_them()
    {
        var image = await _store.PushImageAsync("one");
        await _writer.FlushAsync(default);
        var file = await _store.FileOfAsync(image.Manifest.Layers[0].Digest);
        var moved = StorageKey.New(_clock);
        File.Move(file, Path.Combine(Data, "blobs", moved.Value));
        await LoseDatabaseAsync();

        var report = await RebuildAsync();

        (report.Read, report.Lost).ShouldBe((1, 0));
        await using var rebuilt = Reopen();
        (await rebuilt.VerifyAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_blob_that_is_lost_counts_as_missing_and_can_be_pushed_again()
    {
        var image = await _store.PushImageAsync("one");
        await _writer.FlushAsync(default);
        var layer = image.Manifest.Layers[0];
        File.Delete(await _store.FileOfAsync(layer.Digest));
        await LoseDatabaseAsync();

        (await RebuildAsync()).Lost.ShouldBe(1);

        await using var rebuilt = Reopen();
        (await rebuilt.Metadata.Blobs.FindAsync(SampleStore.Shop, layer.Digest, default)).ShouldBeNull();
        (await rebuilt.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("one"), default)).ShouldBe(image.Digest);
        (await rebuilt.Metadata.Blobs.PublishAsync(new BlobPublication(SampleStore.Shop, layer.Digest, layer.Size, new BlobLocation.Stored(StorageKey.New(_clock)), null, _clock.Now), SampleStore.Event(_clock), default)).ShouldBeTrue();
        (await rebuilt.Metadata.Blobs.FindAsync(SampleStore.Shop, layer.Digest, default)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Reads_every_blob_when_it_shall_believe_nothing(bool verify, long lost)
    {
        var image = await _store.PushImageAsync("one");
        await _writer.FlushAsync(default);
        await _store.DamageAsync(image.Manifest.Layers[0].Digest);
        await LoseDatabaseAsync();

        (await RebuildAsync(verify)).Lost.ShouldBe(lost);
    }

    [Fact]
    public async Task A_tag_whose_manifest_is_not_there_is_taken_away_with_a_move_that_says_so()
    {
        var image = await _store.PushImageAsync("one");
        await _writer.FlushAsync(default);
        await _store.Metadata.Manifests.RemoveAsync(SampleStore.Shop, image.Digest, "eve", SampleStore.Event(_clock, "delete"), default);
        // As if the segment with the removal of the manifest had been written, and the one with the move of the tag had not.
        var changes = (await _store.Metadata.Journal.TakeAsync(100, 1 << 20, default))!.Changes;
        await _store.Metadata.Journal.AcknowledgeAsync([.. changes.Where(c => c.Entry is JournalEntry.Move)], default);
        await _writer.FlushAsync(default);
        await LoseDatabaseAsync();

        (await RebuildAsync()).TagsLost.ShouldBe(1);

        await using var rebuilt = Reopen();
        (await rebuilt.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("one"), default)).ShouldBeNull();
        (await rebuilt.Metadata.Manifests.TagHistoryAsync(SampleStore.Shop, Tag.Parse("one"), 10, default))[0].Actor.ShouldBe("rebuild");
        SqliteProbe.Violations(rebuilt.Metadata).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refuses_to_make_a_database_out_of_nothing()
    {
        await LoseDatabaseAsync();

        await Should.ThrowAsync<InvalidDataException>(RebuildAsync());
    }

    private async Task LoseDatabaseAsync()
    {
        await _store.DisposeAsync();
        _open = false;
        foreach (var name in new[] { "", "-wal", "-shm" }) File.Delete(Path.Combine(Data, "plimsoll.db" + name));
    }

    private async Task<RebuildReport> RebuildAsync(bool verify = false)
    {
        using var blobs = FileSystemBlobStore.Open(Path.Combine(Data, "blobs"));
        var rebuild = new Rebuild(blobs, FileSystemObjectStore.Open(Path.Combine(Data, "beside")), verify, _clock, null);
        var report = await rebuild.PrepareAsync(default);
        await SqliteMetadataStore.CreateAsync(Path.Combine(Data, "plimsoll.db"), null, rebuild.RowsAsync(default), new Dictionary<string, long>(), _clock, default);
        return report;
    }

    private SampleStore Reopen() => new(Data, _clock);

    /// <summary>Everything that a client can see of content: lists, tags, their history, push times.</summary>
    private static async Task<List<string>> ViewAsync(SampleStore store)
    {
        var lines = new List<string>();
        foreach (var repository in await store.Metadata.Manifests.ListRepositoriesAsync(null, 100, default))
        {
            lines.Add(repository.ToString());
            lines.AddRange((await store.Metadata.Manifests.ListTagsAsync(repository.Name, null, 100, default)).Select(t => t.ToString()));
            lines.AddRange((await store.Metadata.Manifests.TagHistoryAsync(repository.Name, null, 100, default)).Select(m => m.ToString()));
            lines.AddRange((await store.Metadata.Manifests.ListManifestsAsync(repository.Name, null, 100, default)).Select(m => $"{m.Digest} {m.MediaType} {m.ArtifactType} {m.Size} {m.PushedAt} {string.Join(',', m.Tags)}").Order(StringComparer.Ordinal));
        }
        return lines;
    }
}
