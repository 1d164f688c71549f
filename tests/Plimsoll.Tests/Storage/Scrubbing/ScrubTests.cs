using System.Diagnostics;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Scrubbing;
using Plimsoll.Tests.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Scrubbing;

public sealed class ScrubTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private SampleStore _store = null!;

    public ValueTask InitializeAsync()
    {
        _store = new SampleStore(null, _clock);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Finds_nothing_in_a_sound_store()
    {
        await _store.PushImageAsync("one");
        await _store.PushBlobAsync(SampleStore.Shop, 5000, algorithm: DigestAlgorithm.Sha512);

        var notes = await RunAsync();

        (notes.Blobs, notes.Bytes, notes.Missing, notes.Damaged, notes.Orphans).ShouldBe((3, 25_300, 0, 0, 0));
        notes.IsClean.ShouldBeTrue();
        notes.FinishedAt.ShouldNotBeNull();
        (await FindingsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Finds_what_is_missing_cut_short_and_changed_and_serves_none_of_it()
    {
        var (missing, shorter, changed) = (await LayerAsync(), await LayerAsync(), await LayerAsync());
        var gone = await _store.FileOfAsync(missing);
        File.Delete(gone);
        await using (var file = File.Open(await _store.FileOfAsync(shorter), FileMode.Open)) file.SetLength(19_999);
        await _store.DamageAsync(changed);
        var version = await _store.Metadata.Versions.ReadAsync(SampleStore.Shop, default);

        var notes = await RunAsync();

        (notes.Missing, notes.Damaged, notes.IsClean).ShouldBe((1, 2, false));
        (await FindingsAsync()).ToDictionary(f => f.Subject, f => f.Kind).ShouldBe(
            new Dictionary<string, FindingKind> { [missing.Value] = FindingKind.Missing, [shorter.Value] = FindingKind.Damaged, [changed.Value] = FindingKind.Damaged }, ignoreOrder: true);
        (await FindingsAsync()).Single(f => f.Subject == missing.Value).Detail.ShouldBe("no object " + Path.GetRelativePath(Path.Combine(_store.Folder, "blobs"), gone));
        foreach (var digest in new[] { missing, shorter, changed }) (await _store.Metadata.Blobs.FindAsync(SampleStore.Shop, digest, default)).ShouldBeNull();
        (await _store.Metadata.Versions.ReadAsync(SampleStore.Shop, default)).ShouldNotBe(version, "what caches hold of the repository is out of date");
    }

    [Fact]
    public async Task Repairs_from_another_registry_into_a_new_key()
    {
        var (one, two) = (await LayerAsync(), await LayerAsync());
        var good = new Dictionary<Digest, byte[]> { [one] = await File.ReadAllBytesAsync(await _store.FileOfAsync(one), default), [two] = await File.ReadAllBytesAsync(await _store.FileOfAsync(two), default) };
        var old = await _store.FileOfAsync(one);
        await _store.DamageAsync(one);
        File.Delete(await _store.FileOfAsync(two));

        var notes = await RunAsync(source: new Peer(good));

        (notes.Missing, notes.Damaged, notes.Repaired, notes.IsClean).ShouldBe((1, 1, 2, true));
        (await _store.FileOfAsync(one)).ShouldNotBe(old);
        (await _store.VerifyAsync()).ShouldBe(4);
        (await FindingsAsync()).ShouldBeEmpty();
        (await _store.Metadata.Audit.ListAsync(new AuditQuery { Action = "repair" }, default)).Select(e => e.Digest).ShouldBe([one.Value, two.Value], ignoreOrder: true);
    }

    [Fact]
    public async Task Believes_the_other_registry_nothing()
    {
        var digest = await LayerAsync();
        var good = await File.ReadAllBytesAsync(await _store.FileOfAsync(digest), default);
        await _store.DamageAsync(digest);
        foreach (var lie in new[] { good[..^1], [.. good, 0], [.. good[..^1], (byte)(good[^1] ^ 1)] })
        {
            var notes = await RunAsync(source: new Peer(new() { [digest] = lie }));

            (notes.Damaged, notes.Repaired).ShouldBe((1, 0));
            notes.LastError.ShouldNotBeNull().ShouldContain("was not repaired");
            (await _store.Metadata.Blobs.FindAsync(SampleStore.Shop, digest, default)).ShouldBeNull();
        }

        (await RunAsync(source: new Peer([]))).LastError.ShouldNotBeNull().ShouldContain("does not have it");
        (await RunAsync(source: new Peer(new() { [digest] = good }))).Repaired.ShouldBe(1);
    }

    [Fact]
    public async Task Sets_a_blob_right_whose_bytes_came_back()
    {
        var digest = await LayerAsync();
        await _store.DamageAsync(digest);
        await RunAsync();
        await _store.DamageAsync(digest);

        var notes = await RunAsync();

        (notes.Healed, notes.IsClean).ShouldBe((1, true));
        (await _store.VerifyAsync()).ShouldBe(2);
        (await FindingsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_read_is_neither_whole_nor_damaged()
    {
        var digest = await LayerAsync();

        var notes = await RunAsync(blobs: new Unreadable(_store.Blobs));

        (notes.Unreadable, notes.Damaged, notes.Missing, notes.IsClean).ShouldBe((1, 0, 0, false));
        notes.LastError.ShouldNotBeNull().ShouldContain("input/output error");
        (await _store.Metadata.Blobs.FindAsync(SampleStore.Shop, digest, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Reports_old_objects_that_nothing_leads_to_and_deletes_them_on_request_only()
    {
        var old = await _store.WriteAsync(new byte[500]);
        await LayerAsync();
        _clock.Advance(TimeSpan.FromDays(8));
        var young = await _store.WriteAsync(new byte[300]);

        var notes = await RunAsync();
        (notes.Orphans, notes.OrphanBytes, notes.OrphansDeleted, notes.IsClean).ShouldBe((1, 500, 0, true));
        (await FindingsAsync()).ShouldHaveSingleItem().Subject.ShouldBe(old.Value);

        await _store.Metadata.State.HoldAsync(new CollectionHold("older-database", "the database is older", _clock.Now.AddDays(1)), default);
        (await RunAsync(new ScrubRequest { DeleteOrphans = true })).OrphansDeleted.ShouldBe(0, "an older database knows little of what is garbage");
        await _store.Metadata.State.ReleaseAsync("older-database", default);
        (await RunAsync(new ScrubRequest { DeleteOrphans = true })).OrphansDeleted.ShouldBe(1);

        (await _store.Blobs.OpenAsync(old, default)).ShouldBeNull();
        (await _store.Blobs.OpenAsync(young, default)).ShouldNotBeNull();
        (await FindingsAsync()).ShouldBeEmpty();
        (await _store.VerifyAsync()).ShouldBe(2);
        (await _store.Metadata.Audit.ListAsync(new AuditQuery { Action = "delete-orphan" }, default)).ShouldHaveSingleItem().Reference.ShouldBe(old.Value);
    }

    [Fact]
    public async Task Goes_on_where_it_was_interrupted()
    {
        for (var i = 0; i < 6; i++) await LayerAsync();
        var stopping = new CancellationTokenSource();
        var seen = new List<long>();
        var notes = await Scrub.BeginAsync(_store.Metadata, new ScrubRequest(), _clock, default);
        await Should.ThrowAsync<OperationCanceledException>(New().RunAsync(notes, new Watch(n =>
        {
            seen.Add(n.Position);
            if (n.Blobs == 5) stopping.Cancel();
            _clock.Advance(TimeSpan.FromSeconds(5));
        }), stopping.Token));

        var left = (await Scrub.ReadNotesAsync(_store.Metadata, default)).ShouldNotBeNull();
        left.FinishedAt.ShouldBeNull();
        left.Position.ShouldBeGreaterThan(0);
        var done = await New().RunAsync(left, new Watch(n => seen.Add(n.Position)), default);

        done.Blobs.ShouldBe(12);
        seen.Distinct().Count().ShouldBe(12);
    }

    [Fact]
    public async Task Keeps_to_its_rate()
    {
        await using var store = new SampleStore(null, TimeProvider.System);
        for (var i = 0; i < 4; i++) await store.PushBlobAsync(SampleStore.Shop, 100_000);
        var watch = Stopwatch.StartNew();

        await new Scrub(store.Metadata, store.Blobs, null, TimeProvider.System).RunAsync(
            await Scrub.BeginAsync(store.Metadata, new ScrubRequest { Rate = 400_000 }, TimeProvider.System, default), null, default);

        // 400,000 bytes at 400,000 a second; the last wait may be left out.
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.7));
    }

    private async Task<Digest> LayerAsync() => (await _store.PushImageAsync("latest")).Manifest.Layers[0].Digest;

    private Scrub New(IRepairSource? source = null, IBlobStore? blobs = null) => new(_store.Metadata, blobs ?? _store.Blobs, source, _clock);

    private async Task<ScrubNotes> RunAsync(ScrubRequest? request = null, IRepairSource? source = null, IBlobStore? blobs = null)
    {
        var notes = await Scrub.BeginAsync(_store.Metadata, request ?? new ScrubRequest(), _clock, default);
        return await New(source, blobs).RunAsync(notes, null, default);
    }

    private async Task<IReadOnlyList<ScrubFinding>> FindingsAsync() => await _store.Metadata.Scrub.ListFindingsAsync(null, 100, default);

    private sealed class Peer(Dictionary<Digest, byte[]> contents) : IRepairSource
    {
        public Task<Stream?> OpenAsync(Digest digest, long size, RepositoryName repository, CancellationToken cancellationToken) =>
            Task.FromResult<Stream?>(contents.TryGetValue(digest, out var content) ? new MemoryStream(content) : null);
    }

    private sealed class Watch(Action<ScrubNotes> seen) : IProgress<ScrubNotes>
    {
        public void Report(ScrubNotes value) => seen(value);
    }

    private sealed class Unreadable(IBlobStore inner) : IBlobStore
    {
        public ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken) => inner.CreateAsync(key, expectedSize, cancellationToken);

        public ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) => inner.AppendAsync(key, offset, state, cancellationToken);

        public int MinChunkSize => inner.MinChunkSize;

        public bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends) => inner.NeedsFreshKey(key, state, appends);

        public Uri? Locate(StorageKey key) => inner.Locate(key);

        public ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken) => throw new IOException("input/output error");

        public ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken) => OpenAsync(key, cancellationToken);

        public ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => inner.DeleteAsync(keys, cancellationToken);

        public ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => inner.AbandonAsync(keys, cancellationToken);

        public IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);
    }
}
