using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection;

/// <summary>What bringing back promises.</summary>
public abstract class UndeleteContract : CollectionContract
{
    [Fact]
    public async Task Brings_a_deleted_image_back_with_its_tags_children_and_signatures()
    {
        var child = await UploadImageAsync();
        var index = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(index, tags: ["1", "latest"]);
        var signature = await UploadImageAsync(subject: child.Descriptor());
        await RemoveAsync(index);
        Advance(Grace - TimeSpan.FromMilliseconds(2));
        await CollectAsync();

        var restored = (await UndeleteAsync(index)).ShouldBeOfType<UndeleteResult.Restored>();
        restored.Digest.ShouldBe(index.Digest);
        restored.Tags.Select(t => t.Value).ShouldBe(["1", "latest"]);
        foreach (var manifest in new[] { child, index, signature }) (await HasAsync(manifest)).ShouldBeTrue();
        (await Store.Manifests.TagHistoryAsync(Shop, Tag.Parse("1"), 1, default))[0].Actor.ShouldBe("carol");
        (await EventsAsync()).Single(e => e.Action == "undelete").Digest.ShouldBe(index.Digest.Value);
        await CollectAllAsync();
        (await HasAsync(signature)).ShouldBeTrue();
        (await ObjectsAsync()).ShouldBe(4);
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Brings_nothing_back_beyond_a_quota()
    {
        var image = await UploadImageAsync(tags: ["1", "2"]);
        await RemoveAsync(image);
        await UploadImageAsync(tags: "3");
        await Store.Rules.AddAsync(new NewRule(PathPattern.Everything, false, new QuotaTerms { MaxTags = 2 }, "ada"), Event("rule.add"), default);

        (await Should.ThrowAsync<OciException>(UndeleteAsync(image))).Message.ShouldContain("the quota of 2 tags is used up");

        (await HasAsync(image)).ShouldBeFalse();
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
        await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("3"), "ada", Event("delete"), default);
        (await UndeleteAsync(image)).ShouldBeOfType<UndeleteResult.Restored>().Tags.Count.ShouldBe(2);
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Brings_back_what_went_by_collection()
    {
        var child = await UploadImageAsync();
        var index = BuiltManifest.Index([child.Descriptor()]);
        await PutAsync(index);
        var signature = await UploadImageAsync(subject: child.Descriptor());
        Advance(Grace);
        (await CollectAsync()).Manifests.ShouldBe(3);
        Advance(Grace - TimeSpan.FromMilliseconds(1));
        await CollectAsync();
        (await UndeleteAsync(index)).ShouldBeOfType<UndeleteResult.Restored>().Manifests.ShouldBe([child.Digest, index.Digest, signature.Digest], ignoreOrder: true);
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Brings_a_deleted_tag_back_to_where_it_pointed()
    {
        var image = await UploadImageAsync(tags: ["1", "2"]);
        await RemoveTagAsync("1");
        (await UndeleteAsync("1")).ShouldBeOfType<UndeleteResult.Restored>().Tags.ShouldBe([Tag.Parse("1")]);
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("1"), default)).ShouldBe(image.Digest);
        (await Store.Manifests.ListRepositoriesAsync(null, 10, default)).Single().Tags.ShouldBe(2);
    }

    [Fact]
    public async Task Brings_the_manifest_of_a_deleted_tag_back_too()
    {
        var image = await UploadImageAsync(tags: ["1", "2"]);
        await RemoveAsync(image);
        (await UndeleteAsync("2")).ShouldBeOfType<UndeleteResult.Restored>().Manifests.ShouldBe([image.Digest]);
        (await Store.Manifests.ListTagNamesAsync(Shop, null, 10, default)).Select(t => t.Value).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Leaves_a_tag_alone_that_points_elsewhere_by_now()
    {
        var image = await UploadImageAsync(tags: "1");
        await RemoveAsync(image);
        var newer = await UploadImageAsync(tags: "1");
        (await UndeleteAsync("1")).ShouldBe(new UndeleteResult.TagExists(newer.Digest));
        (await UndeleteAsync(image)).ShouldBeOfType<UndeleteResult.Restored>().Tags.ShouldBeEmpty();
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("1"), default)).ShouldBe(newer.Digest);
    }

    [Fact]
    public async Task Takes_in_blobs_that_have_left_the_repository_meanwhile()
    {
        var image = await UploadImageAsync(tags: "1");
        await RemoveAsync(image);
        await Store.Blobs.RemoveAsync(Shop, image.Manifest.Layers[0].Digest, Event(), default);
        (await UndeleteAsync(image)).ShouldBeOfType<UndeleteResult.Restored>();
        (await HasAsync(image.Manifest.Layers[0])).ShouldBeTrue();
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_nothing_when_something_is_gone_for_good()
    {
        var image = await UploadImageAsync(tags: "1");
        await RemoveAsync(image);
        await Probe.SetBlobStateAsync(image.Manifest.Layers[0].Digest, 2);
        (await UndeleteAsync(image)).ShouldBeOfType<UndeleteResult.Incomplete>().Missing.ShouldBe([image.Manifest.Layers[0].Digest]);
        (await HasAsync(image)).ShouldBeFalse();
        (await EventsAsync()).ShouldNotContain(e => e.Action == "undelete");
    }

    [Fact]
    public async Task Knows_nothing_of_what_was_never_deleted_or_too_long_ago()
    {
        var image = await UploadImageAsync(tags: "1");
        (await UndeleteAsync(image)).ShouldBeOfType<UndeleteResult.Unknown>();
        (await UndeleteAsync("never")).ShouldBeOfType<UndeleteResult.Unknown>();
        await RemoveAsync(image);
        Advance(Grace);
        await CollectAsync();
        (await UndeleteAsync(image)).ShouldBeOfType<UndeleteResult.Unknown>();
        (await UndeleteAsync("1")).ShouldBeOfType<UndeleteResult.Incomplete>().Missing.ShouldBe([image.Digest]);
    }

    [Fact]
    public async Task A_sparse_index_comes_back_as_sparse_as_it_was()
    {
        var absent = BuiltManifest.Image(Virtual.EmptyConfig, []);
        var index = BuiltManifest.Index([absent.Descriptor()]);
        await PutAsync(index, allowSparse: true, tags: "1");
        await RemoveAsync(index);
        (await UndeleteAsync(index)).ShouldBeOfType<UndeleteResult.Restored>();
        (await HasAsync(index)).ShouldBeTrue();
    }
}
