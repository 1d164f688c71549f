using System.Runtime.CompilerServices;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Journal;

public sealed class JournalWriterTests : IAsyncLifetime
{
    private readonly SampleStore _store = new();
    private readonly MemoryObjectStore _objects = new();
    private JournalWriter _writer = null!;

    public ValueTask InitializeAsync()
    {
        _writer = new JournalWriter(_store.Metadata, _objects);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Begins_with_what_is_there_and_goes_on_with_what_changes()
    {
        var before = await _store.PushImageAsync("one");
        await _writer.FlushAsync(default);
        var after = await _store.PushImageAsync("two");
        await _writer.FlushAsync(default);

        (await StateAsync()).ShouldBe(await PresentAsync());
        (await StateAsync()).ShouldContain($"manifest shop/api {before.Digest}");
        (await StateAsync()).ShouldContain($"manifest shop/api {after.Digest}");
        (await StoreMark.ReadAsync(_objects, default))!.StoreId.ShouldBe((await _store.Metadata.State.ReadAsync(default)).StoreId);
        (await _writer.FlushAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task Replaying_it_gives_the_present_state_after_any_number_of_changes()
    {
        var random = new Random(4711);
        var images = new List<Digest>();
        for (var round = 0; round < 300; round++)
        {
            if (random.Next(4) > 0 || images.Count == 0) images.Add((await _store.PushImageAsync($"t{random.Next(5)}")).Digest);
            else await _store.Metadata.Manifests.RemoveAsync(SampleStore.Shop, images[random.Next(images.Count)], "ada", SampleStore.Event(_store.Time, "delete"), default);
            if (random.Next(2) == 0) await _writer.FlushAsync(default);
            if (round % 97 == 96) _writer = new JournalWriter(_store.Metadata, _objects);
        }
        await _writer.FlushAsync(default);

        (await StateAsync()).ShouldBe(await PresentAsync());
        (await _objects.ListAsync("journal/", default).CountAsync()).ShouldBeLessThan(130, "small segments are merged");
    }

    [Fact]
    public async Task A_crash_between_the_object_and_the_database_does_no_harm()
    {
        await _writer.FlushAsync(default);
        await _store.PushImageAsync("one");
        var failing = new JournalWriter(_store.Metadata, new FailingAfterPut(_objects));
        await Should.ThrowAsync<IOException>(failing.FlushAsync(default));

        await new JournalWriter(_store.Metadata, _objects).FlushAsync(default);

        (await StateAsync()).ShouldBe(await PresentAsync());
        (await StoreCondition.CheckAsync(_store.Metadata, _objects, default)).ShouldBeOfType<StoreCondition.Sound>();
    }

    [Fact]
    public async Task What_a_merge_left_behind_does_not_count_again()
    {
        await _writer.FlushAsync(default);
        var image = await _store.PushImageAsync("one");
        await _writer.FlushAsync(default);
        var second = await _objects.GetAsync("journal/000000000002", default);
        await _store.Metadata.Manifests.RemoveAsync(SampleStore.Shop, image.Digest, "ada", SampleStore.Event(_store.Time, "delete"), default);
        for (var i = 0; i < 130; i++)
        {
            await _store.PushBlobAsync(SampleStore.Shop, 10);
            await _writer.FlushAsync(default);
        }
        (await _objects.GetAsync("journal/000000000002", default)).ShouldBeNull();

        await _objects.PutAsync("journal/000000000002", second!, default);

        (await StateAsync()).ShouldBe(await PresentAsync());
    }

    [Fact]
    public async Task A_checkpoint_replaces_all_that_was_written_before()
    {
        for (var i = 0; i < 5; i++)
        {
            await _store.PushImageAsync("one");
            await _writer.FlushAsync(default);
        }

        await _writer.CheckpointAsync(default);

        (await _objects.ListAsync("journal/", default).CountAsync()).ShouldBe(1);
        (await StateAsync()).ShouldBe(await PresentAsync());
    }

    [Fact]
    public async Task Names_a_segment_that_is_damaged()
    {
        await _writer.FlushAsync(default);
        await _objects.PutAsync("journal/000000000001", "garbage"u8.ToArray(), default);

        (await Should.ThrowAsync<InvalidDataException>(StateAsync())).Message.ShouldContain("journal/000000000001");
    }

    /// <summary>As stores do whose lists follow later.</summary>
    [Fact]
    public async Task A_list_that_is_not_up_to_date_merges_later()
    {
        var late = new ListingLate(_objects);
        _writer = new JournalWriter(_store.Metadata, late);
        for (var i = 0; i < 300; i++)
        {
            await _store.PushImageAsync("t");
            await _writer.FlushAsync(default);
        }
        late.Deleted.ShouldBeGreaterThan(0);
        (await StateAsync()).ShouldBe(await PresentAsync());
    }

    /// <summary>A server that starts while others serve must not take their segments for those of a later database: it would stop collection for all of them.</summary>
    [Fact]
    public async Task A_segment_that_another_server_writes_during_the_check_makes_no_older_database()
    {
        await _writer.FlushAsync(default);
        var busy = new WritingMeanwhile(_objects, async () =>
        {
            await _store.PushImageAsync("meanwhile");
            (await _writer.FlushAsync(default)).ShouldBeGreaterThan(0);
        });

        (await StoreCondition.CheckAsync(_store.Metadata, busy, default)).ShouldBeOfType<StoreCondition.Sound>();
        (await _store.Metadata.State.ListHoldsAsync(default)).ShouldBeEmpty();
    }

    private Task<SortedSet<string>> StateAsync() => FoldAsync(JournalReader.ReadAsync(_objects, default));

    private Task<SortedSet<string>> PresentAsync() => FoldAsync(_store.Metadata.Journal.ReadAllAsync(default));

    private static async Task<SortedSet<string>> FoldAsync(IAsyncEnumerable<JournalEntry> entries)
    {
        var state = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var entry in entries)
        {
            _ = entry switch
            {
                JournalEntry.Blob(var digest, _, _) => state.Add($"blob {digest}"),
                JournalEntry.BlobGone(var digest) => state.Remove($"blob {digest}"),
                JournalEntry.Manifest manifest => state.Add($"manifest {manifest.Repository} {manifest.Digest}"),
                JournalEntry.ManifestGone(var repository, var digest) => state.Remove($"manifest {repository} {digest}"),
                JournalEntry.Move(var record) => state.Add($"move {record}"),
                _ => throw new InvalidOperationException(),
            };
        }
        return state;
    }

    /// <summary>Lists the last thing that was deleted as if it were there.</summary>
    private sealed class ListingLate(IObjectStore inner) : IObjectStore
    {
        private string? _ghost;

        public int Deleted { get; private set; }

        public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.PutAsync(name, content, cancellationToken);

        public Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken) => inner.GetAsync(name, cancellationToken);

        public async Task DeleteAsync(string name, CancellationToken cancellationToken)
        {
            await inner.DeleteAsync(name, cancellationToken);
            (_ghost, Deleted) = (name, Deleted + 1);
        }

        public async IAsyncEnumerable<(string Name, long Size)> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var all = await inner.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken);
            if (_ghost is { } ghost && ghost.StartsWith(prefix, StringComparison.Ordinal)) all.Add((ghost, 100));
            foreach (var found in all.OrderBy(o => o.Item1, StringComparer.Ordinal)) yield return found;
        }
    }

    /// <summary>Something happens right before each look at what is there.</summary>
    private sealed class WritingMeanwhile(IObjectStore inner, Func<Task> meanwhile) : IObjectStore
    {
        public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.PutAsync(name, content, cancellationToken);

        public async Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken)
        {
            await meanwhile();
            return await inner.GetAsync(name, cancellationToken);
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

        public async IAsyncEnumerable<(string Name, long Size)> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await meanwhile();
            await foreach (var found in inner.ListAsync(prefix, cancellationToken)) yield return found;
        }
    }

    /// <summary>Writes, and fails before the caller knows of it.</summary>
    private sealed class FailingAfterPut(IObjectStore inner) : IObjectStore
    {
        public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            await inner.PutAsync(name, content, cancellationToken);
            throw new IOException("the power went");
        }

        public Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken) => inner.GetAsync(name, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

        public IAsyncEnumerable<(string Name, long Size)> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);
    }
}
