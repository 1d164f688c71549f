using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What versions promise in every database: after a change that alters an answer they stand elsewhere, and what stands still changed nothing.</summary>
public abstract class StateVersionsContract : MetadataContract
{
    private async Task<long> VersionAsync(RepositoryName? repository = null) => (await Store.Versions.ReadAsync(repository ?? Shop, default)).Repository;

    private async Task ShouldMoveAsync(Func<Task> change)
    {
        var before = await VersionAsync();
        await change();
        (await VersionAsync()).ShouldNotBe(before);
    }

    [Fact]
    public async Task Move_with_everything_that_alters_an_answer()
    {
        var image = await PushImageAsync(tags: "1");
        var other = await PushImageAsync();
        await ShouldMoveAsync(() => PutAsync(other, tags: "1"));
        await ShouldMoveAsync(() => PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [])));
        await ShouldMoveAsync(async () => (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("1"), "ada", Event(), default)).ShouldBeTrue());
        await ShouldMoveAsync(async () => (await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event(), default)).ShouldBe(ManifestRemoval.Removed));
        var blob = await PushBlobAsync();
        await ShouldMoveAsync(async () => (await Store.Blobs.RemoveAsync(Shop, blob.Digest, Event(), default)).ShouldBe(BlobRemoval.Removed));
        var empty = RepositoryName.Parse("other/empty");
        var before = await VersionAsync(empty);
        (await Store.Blobs.RemoveAsync(empty, Digest.EmptyJson, Event(), default)).ShouldBe(BlobRemoval.Removed);
        (await VersionAsync(empty)).ShouldNotBe(before);
    }

    [Fact]
    public async Task Never_stand_where_they_stood_before()
    {
        var seen = new HashSet<long> { await VersionAsync() };
        for (var i = 0; i < 20; i++)
        {
            await PushImageAsync(tags: "latest");
            seen.Add(await VersionAsync()).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Stand_still_while_nothing_happens()
    {
        await PushImageAsync(tags: "1");
        var before = await Store.Versions.ReadAsync(Shop, default);
        await Store.Manifests.ListTagsAsync(Shop, null, 10, default);
        await Store.Audit.AppendAsync(Event("pull"), default);
        await EventsAsync();
        (await Store.Versions.ReadAsync(Shop, default)).ShouldBe(before);
    }

    [Fact]
    public async Task Tell_that_accounts_or_rights_changed()
    {
        var before = await Store.Identities.VersionAsync(default);
        before.ShouldBe((await Store.Identities.LoadAsync(default)).Version);
        var user = new NewPrincipal(PrincipalKind.User, "ada", "", "hash", null, Now, "test") { Grants = [("admin", "**")] };
        (await Store.Identities.AddFirstUserAsync(user, Event("user.add"), default)).ShouldBeTrue();
        var after = await Store.Identities.VersionAsync(default);
        after.ShouldBeGreaterThan(before);
        (await Store.Identities.AddGroupAsync("crew", "", Now, "ada", Event("group.add"), default)).ShouldBe(IdentityChange.Done);
        (await Store.Identities.VersionAsync(default)).ShouldBeGreaterThan(after);
        (await Store.Versions.ReadAsync(Shop, default)).Identities.ShouldBe((await Store.Identities.LoadAsync(default)).Version);
    }

    [Fact]
    public async Task A_change_of_rights_that_is_refused_moves_nothing()
    {
        var before = await Store.Identities.VersionAsync(default);
        (await Store.Identities.RemoveGroupAsync("nobody", Event("group.remove"), default)).ShouldBe(IdentityChange.Unknown);
        (await Store.Identities.VersionAsync(default)).ShouldBe(before);
    }

    [Fact]
    public async Task Answer_many_at_once()
    {
        var repositories = Enumerable.Range(0, 50).Select(i => RepositoryName.Parse($"many/r{i}")).ToList();
        foreach (var repository in repositories.Take(5)) await PushImageAsync(repository, "1");
        var expected = new Dictionary<RepositoryName, long>();
        foreach (var repository in repositories) expected[repository] = await VersionAsync(repository);
        await Parallel.ForAsync(0, 1000, async (i, _) => (await VersionAsync(repositories[i % 50])).ShouldBe(expected[repositories[i % 50]]));
    }
}
