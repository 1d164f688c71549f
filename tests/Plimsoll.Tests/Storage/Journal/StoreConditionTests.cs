using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Journal;

public sealed class StoreConditionTests : IAsyncLifetime
{
    private readonly SampleStore _store = new();
    private readonly SampleStore _other = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_database_beside_the_journal_of_a_store_is_a_lost_one_and_leads_to_a_rebuild()
    {
        await _store.PushImageAsync("one");
        await FlushAsync(_store);

        var lost = (await StoreCondition.CheckAsync(_other.Metadata, _store.Objects, default)).ShouldBeOfType<StoreCondition.LostDatabase>();

        lost.Message.ShouldContain("'plimsoll rebuild'");
        lost.Message.ShouldContain((await _store.Metadata.State.ReadAsync(default)).StoreId);
    }

    [Fact]
    public async Task So_is_an_empty_state_of_the_same_database()
    {
        var objects = new MemoryObjectStore();
        await new JournalWriter(_store.Metadata, objects).FlushAsync(default);
        await _store.PushImageAsync("one");
        await new JournalWriter(_store.Metadata, objects).FlushAsync(default);
        var storeId = (await _store.Metadata.State.ReadAsync(default)).StoreId;
        await _other.Metadata.State.RestartJournalAsync(storeId, 2, default);

        (await StoreCondition.CheckAsync(_other.Metadata, objects, default)).ShouldBeOfType<StoreCondition.LostDatabase>().Beside.ShouldBe(storeId);
    }

    [Fact]
    public async Task A_journal_without_its_mark_is_one_too()
    {
        await _store.PushImageAsync("one");
        await FlushAsync(_store);
        await _store.Objects.DeleteAsync("store.json", default);

        (await StoreCondition.CheckAsync(_other.Metadata, _store.Objects, default)).ShouldBeOfType<StoreCondition.LostDatabase>();
        (await StoreCondition.FindLostAsync(_store.Objects, default)).ShouldNotBeNull();
        (await StoreCondition.FindLostAsync(_other.Objects, default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_empty_database_is_not_accepted_and_the_journal_stays_as_it_is()
    {
        await _store.PushImageAsync("one");
        await FlushAsync(_store);
        var before = await ContentAsync("");

        (await Should.ThrowAsync<InvalidDataException>(StoreCondition.AcceptAsync(_other.Metadata, _store.Objects, default))).Message.ShouldContain("'plimsoll rebuild'");

        (await ContentAsync("")).ShouldBe(before);
    }

    [Fact]
    public async Task A_damaged_journal_counts_as_one_that_says_something()
    {
        await FlushAsync(_store);
        await _store.Objects.PutAsync("journal/000000000001", "garbage"u8.ToArray(), default);

        await Should.ThrowAsync<InvalidDataException>(StoreCondition.AcceptAsync(_other.Metadata, _store.Objects, default));
    }

    [Fact]
    public async Task Accepting_another_database_keeps_the_journal_that_it_does_not_know()
    {
        var image = await _store.PushImageAsync("one");
        await FlushAsync(_store);
        var before = await ContentAsync("");
        await _other.PushImageAsync("elsewhere");

        var kept = (await StoreCondition.AcceptAsync(_other.Metadata, _store.Objects, default)).ShouldNotBeNull();

        (await StoreCondition.CheckAsync(_other.Metadata, _store.Objects, default)).ShouldBeOfType<StoreCondition.Sound>();
        (await ManifestsAsync(_store.Objects)).ShouldNotContain(image.Digest.Value);
        (await ContentAsync(kept)).ShouldBe(before);
        var back = new MemoryObjectStore();
        await foreach (var (name, _) in _store.Objects.ListAsync(kept, default)) await back.PutAsync(name[kept.Length..], (await _store.Objects.GetAsync(name, default))!, default);
        (await ManifestsAsync(back)).ShouldBe([image.Digest.Value]);
    }

    [Fact]
    public async Task A_journal_that_says_nothing_is_no_loss()
    {
        await FlushAsync(_store);

        (await StoreCondition.AcceptAsync(_other.Metadata, _store.Objects, default)).ShouldBeNull();

        (await StoreCondition.CheckAsync(_other.Metadata, _store.Objects, default)).ShouldBeOfType<StoreCondition.Sound>();
    }

    private static Task FlushAsync(SampleStore store) => new JournalWriter(store.Metadata, store.Objects).FlushAsync(default);

    private static async Task<IEnumerable<string>> ManifestsAsync(IObjectStore objects) =>
        [.. (await JournalReader.ReadAsync(objects, default).ToListAsync()).OfType<JournalEntry.Manifest>().Select(m => m.Digest.Value).Distinct()];

    private async Task<List<string>> ContentAsync(string prefix)
    {
        var content = new List<string>();
        await foreach (var (name, _) in _store.Objects.ListAsync(prefix, default)) content.Add($"{name[prefix.Length..]} {Convert.ToHexString((await _store.Objects.GetAsync(name, default))!)}");
        return content;
    }
}
