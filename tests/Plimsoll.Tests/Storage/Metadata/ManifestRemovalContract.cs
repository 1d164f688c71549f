using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What deleting a manifest promises in every database.</summary>
public abstract class ManifestRemovalContract : MetadataContract
{
    private Task<ManifestRemoval> RemoveAsync(BuiltManifest manifest, RepositoryName? repository = null) =>
        Store.Manifests.RemoveAsync(repository ?? Shop, manifest.Digest, "bob", Event("delete"), default);

    [Fact]
    public async Task Takes_the_tags_with_it_and_records_their_end()
    {
        var image = await PushImageAsync(tags: ["1", "latest"]);
        var keeper = await PushImageAsync(tags: "2");
        (await RemoveAsync(image)).ShouldBe(ManifestRemoval.Removed);
        (await Store.Manifests.FindAsync(Shop, image.Digest, default)).ShouldBeNull();
        (await Store.Manifests.ListTagNamesAsync(Shop, null, 10, default)).Select(t => t.Value).ShouldBe(["2"]);
        (await Store.Manifests.TagHistoryAsync(Shop, Tag.Parse("latest"), 10, default)).ShouldBe(
            [new TagMove(Tag.Parse("latest"), null, image.Digest, Now, "bob"), new TagMove(Tag.Parse("latest"), image.Digest, null, Now, "ada")]);
        (await Store.Manifests.FindAsync(Shop, keeper.Digest, default)).ShouldNotBeNull();
        (await EventsAsync()).Count(e => e.Action == "delete").ShouldBe(1);
        (await Store.Manifests.ListRepositoriesAsync(null, 10, default)).ShouldBe([new RepositorySummary(Shop, 1, 1, Now)]);
    }

    [Fact]
    public async Task Of_what_is_not_there_changes_nothing()
    {
        var image = await PushImageAsync();
        (await RemoveAsync(image, Other)).ShouldBe(ManifestRemoval.Unknown);
        (await RemoveAsync(image)).ShouldBe(ManifestRemoval.Removed);
        (await RemoveAsync(image)).ShouldBe(ManifestRemoval.Unknown);
        (await EventsAsync()).Count(e => e.Action == "delete").ShouldBe(1);
    }

    [Fact]
    public async Task Is_refused_while_an_index_of_the_repository_lists_it()
    {
        var image = await PushImageAsync(tags: "amd64");
        var index = BuiltManifest.Index([image.Descriptor()]);
        await PutAsync(index, tags: "all");
        (await RemoveAsync(image)).ShouldBe(ManifestRemoval.Referenced);
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("amd64"), default)).ShouldBe(image.Digest);
        (await RemoveAsync(index)).ShouldBe(ManifestRemoval.Removed);
        (await RemoveAsync(image)).ShouldBe(ManifestRemoval.Removed);
    }

    [Fact]
    public async Task Queues_what_only_it_may_have_kept()
    {
        var image = await PushImageAsync();
        var index = BuiltManifest.Index([image.Descriptor()]);
        await PutAsync(index, tags: "all");
        var signature = BuiltManifest.Image(Virtual.EmptyConfig, [], subject: index.Descriptor());
        await PutAsync(signature);
        await RemoveAsync(index);
        (await CandidatesAsync("orphan")).ShouldBe([image.Digest.Value, signature.Digest.Value], ignoreOrder: true);
        (await CandidatesAsync("manifest")).ShouldNotContain(index.Digest.Value);
        Advance(TimeSpan.FromHours(25));
        await RemoveAsync(image);
        (await CandidatesAsync("orphan")).ShouldBe([signature.Digest.Value]);
        var blobs = await Probe.CandidatesAsync();
        blobs.ShouldContain(new Candidate("blob", image.Manifest.Layers[0].Digest.Value, Now));
        blobs.ShouldContain(new Candidate("blob", image.Manifest.Config!.Digest.Value, Now));
        blobs.ShouldNotContain(c => c.Subject == Digest.EmptyJson.Value);
    }

    [Fact]
    public async Task Leaves_the_same_manifest_in_other_repositories()
    {
        var image = await PushImageAsync();
        foreach (var descriptor in image.Manifest.Layers.Append(image.Manifest.Config!)) await Store.Blobs.MountAsync(Other, descriptor.Digest, Now, Event(), default);
        await PutAsync(image, Other, tags: "1");
        await RemoveAsync(image);
        (await Store.Manifests.FindAsync(Other, image.Digest, default))!.Content.ToArray().ShouldBe(image.Content);
    }

    [Fact]
    public async Task Lets_it_be_pushed_again()
    {
        var image = await PushImageAsync(tags: "1");
        await RemoveAsync(image);
        (await PutAsync(image, tags: "1")).ShouldBe(new ManifestPutResult.Stored(true));
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("1"), default)).ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Ends_the_listing_of_a_repository_but_not_its_blobs()
    {
        var image = await PushImageAsync(tags: "1");
        await RemoveAsync(image);
        (await Store.Manifests.ListRepositoriesAsync(null, 10, default)).ShouldBeEmpty();
        (await Store.Manifests.RepositoryExistsAsync(Shop, default)).ShouldBeTrue();
    }
}
