using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every database promises about the state of the store as a whole.</summary>
public abstract class StoreStateContract : MetadataContract
{
    [Fact]
    public async Task Has_a_name_from_the_beginning()
    {
        var state = await Store.State.ReadAsync(default);

        state.StoreId.Length.ShouldBe(32);
        state.ReadOnly.ShouldBeNull();
        state.Checkpoint.ShouldBe(0);
    }

    [Fact]
    public async Task Remembers_why_nothing_may_be_changed()
    {
        await Store.State.SetReadOnlyAsync("it moves", default);
        (await Store.State.ReadAsync(default)).ReadOnly.ShouldBe("it moves");

        await Store.State.SetReadOnlyAsync(null, default);
        (await Store.State.ReadAsync(default)).ReadOnly.ShouldBeNull();
    }

    [Fact]
    public async Task Lists_holds_until_they_end()
    {
        await Store.State.HoldAsync(new CollectionHold("backup:1", "first", Now.AddMinutes(10)), default);
        await Store.State.HoldAsync(new CollectionHold("backup:2", "second", Now.AddMinutes(30)), default);
        await Store.State.HoldAsync(new CollectionHold("backup:1", "longer", Now.AddMinutes(20)), default);

        (await Store.State.ListHoldsAsync(default)).Select(h => (h.Name, h.Reason)).ShouldBe([("backup:1", "longer"), ("backup:2", "second")]);
        Advance(TimeSpan.FromMinutes(25));
        (await Store.State.ListHoldsAsync(default)).ShouldHaveSingleItem().Name.ShouldBe("backup:2");
        await Store.State.ReleaseAsync("backup:2", default);
        await Store.State.ReleaseAsync("never", default);
        (await Store.State.ListHoldsAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Restarts_the_journal_without_going_back()
    {
        var id = (await Store.State.ReadAsync(default)).StoreId;
        for (var i = 1; i <= 3; i++) (await Store.Journal.TakeSegmentAsync(default)).ShouldBe(i);
        await Store.Journal.SetCheckpointAsync(2, 17, default);
        (await Store.State.ReadAsync(default)).ShouldBe(new StoreState(id, 4, 2, 17, null));

        await Store.State.RestartJournalAsync("another", 3, default);
        (await Store.State.ReadAsync(default)).ShouldBe(new StoreState("another", 4, 0, 0, null));
        await Store.State.RestartJournalAsync("another", 40, default);
        (await Store.Journal.TakeSegmentAsync(default)).ShouldBe(40);
    }
}
