using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What tags and lists promise in every database.</summary>
public abstract class TagCatalogContract : MetadataContract
{
    [Fact]
    public async Task A_tag_points_at_what_was_pushed_last()
    {
        var first = await PushImageAsync(tags: "latest");
        Advance(TimeSpan.FromMinutes(1));
        var second = await PushImageAsync(tags: "latest");
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("latest"), default)).ShouldBe(second.Digest);
        (await Store.Manifests.TagHistoryAsync(Shop, Tag.Parse("latest"), 10, default)).ShouldBe(
        [
            new TagMove(Tag.Parse("latest"), second.Digest, first.Digest, Now, "ada"),
            new TagMove(Tag.Parse("latest"), first.Digest, null, Now.AddMinutes(-1), "ada"),
        ]);
        (await CandidatesAsync("manifest")).ShouldBe([first.Digest.Value]);
    }

    [Fact]
    public async Task A_tag_that_is_pushed_again_did_not_move()
    {
        var image = await PushImageAsync(tags: "1");
        Advance(TimeSpan.FromMinutes(1));
        await PutAsync(image, tags: "1");
        (await Store.Manifests.TagHistoryAsync(Shop, Tag.Parse("1"), 10, default)).Count.ShouldBe(1);
        (await Store.Manifests.ListTagsAsync(Shop, null, 10, default)).ShouldBe([new TagRecord(Tag.Parse("1"), image.Digest, MediaTypes.OciManifest, Now.AddMinutes(-1))]);
        (await CandidatesAsync("manifest")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tags_differ_in_case_and_belong_to_their_repository()
    {
        var lower = await PushImageAsync(tags: "v1");
        var upper = await PushImageAsync(tags: "V1");
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("v1"), default)).ShouldBe(lower.Digest);
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("V1"), default)).ShouldBe(upper.Digest);
        (await Store.Manifests.ResolveAsync(Other, Tag.Parse("v1"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Deleting_a_tag_leaves_the_manifest()
    {
        var image = await PushImageAsync(tags: ["1", "2"]);
        (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("1"), "bob", Event("delete"), default)).ShouldBeTrue();
        (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("1"), "bob", Event("delete"), default)).ShouldBeFalse();
        (await Store.Manifests.RemoveTagAsync(Other, Tag.Parse("2"), "bob", Event("delete"), default)).ShouldBeFalse();
        (await Store.Manifests.FindAsync(Shop, image.Digest, default)).ShouldNotBeNull();
        (await Store.Manifests.ListTagNamesAsync(Shop, null, 10, default)).Select(t => t.Value).ShouldBe(["2"]);
        (await Store.Manifests.TagHistoryAsync(Shop, null, 1, default)).ShouldBe([new TagMove(Tag.Parse("1"), null, image.Digest, Now, "bob")]);
        (await CandidatesAsync("manifest")).ShouldBe([image.Digest.Value]);
        (await EventsAsync()).Count(e => e.Action == "delete").ShouldBe(1);
    }

    [Fact]
    public async Task Lists_tags_in_ascii_order_page_by_page()
    {
        string[] names = ["1.10", "1.9", "A", "_x", "a", "a-b", "a.b", "a_b", "b"];
        await PushImageAsync(tags: [.. names.Reverse()]);
        var ordered = names.Order(StringComparer.Ordinal).ToArray();
        (await Names(null, 100)).ShouldBe(ordered);
        var paged = new List<string>();
        while (await Names(paged.LastOrDefault(), 2) is { Count: > 0 } page) paged.AddRange(page);
        paged.ShouldBe(ordered);
        // The place to go on from need not be a tag, nor look like one.
        (await Names("a!", 2)).ShouldBe(["a-b", "a.b"]);
        (await Names("a", 0)).ShouldBeEmpty();
        (await Names("zzz", 10)).ShouldBeEmpty();
        (await Store.Manifests.ListTagsAsync(Shop, "a", 2, default)).Select(t => t.Tag.Value).ShouldBe(["a-b", "a.b"]);
        (await Store.Manifests.ListTagNamesAsync(Other, null, 10, default)).ShouldBeEmpty();

        async Task<List<string>> Names(string? after, int limit) => [.. (await Store.Manifests.ListTagNamesAsync(Shop, after, limit, default)).Select(t => t.Value)];
    }

    [Fact]
    public async Task Lists_manifests_newest_first_page_by_page_with_their_tags()
    {
        var pushed = new List<BuiltManifest>();
        for (var i = 0; i < 7; i++)
        {
            pushed.Add(await PushImageAsync(tags: i % 2 == 0 ? [$"t{i}", $"s{i}"] : []));
            if (i != 3) Advance(TimeSpan.FromSeconds(1));
        }
        var newest = pushed.AsEnumerable().Reverse().Select(m => m.Digest).ToList();
        var listed = new List<ManifestSummary>();
        while (await Store.Manifests.ListManifestsAsync(Shop, listed.LastOrDefault()?.Digest, 2, default) is { Count: > 0 } page) listed.AddRange(page);
        listed.Select(m => m.Digest).ShouldBe(newest);
        listed[0].Tags.Select(t => t.Value).ShouldBe(["s6", "t6"]);
        listed[1].Tags.ShouldBeEmpty();
        listed[0].Size.ShouldBe(pushed[6].Content.Length);
        (await Store.Manifests.ListManifestsAsync(Other, null, 10, default)).ShouldBeEmpty();
        (await Store.Manifests.ListManifestsAsync(Shop, Digest.EmptyJson, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_repositories_that_hold_a_manifest()
    {
        foreach (var name in new[] { "b/c", "a", "b" }) await PushImageAsync(RepositoryName.Parse(name), "1", "2");
        await PushBlobAsync(RepositoryName.Parse("only/blobs"));
        var all = await Store.Manifests.ListRepositoriesAsync(null, 10, default);
        all.Select(r => r.Name.Value).ShouldBe(["a", "b", "b/c"]);
        all[0].ShouldBe(new RepositorySummary(RepositoryName.Parse("a"), 2, 1, Now));
        (await Store.Manifests.ListRepositoriesAsync(RepositoryName.Parse("a"), 1, default)).Select(r => r.Name.Value).ShouldBe(["b"]);
        (await Store.Manifests.RepositoryExistsAsync(RepositoryName.Parse("only/blobs"), default)).ShouldBeTrue();
        (await Store.Manifests.RepositoryExistsAsync(RepositoryName.Parse("nothing"), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Lists_moves_of_all_repositories_of_one_or_of_one_tag_page_by_page()
    {
        for (var i = 0; i < 3; i++)
        {
            await PushImageAsync(Shop, "a", "b");
            await PushImageAsync(Other, "a");
        }
        (await Moves(null, null)).Count.ShouldBe(9);
        (await Moves(Shop, null)).ShouldAllBe(m => m.Repository == Shop);
        (await Moves(Shop, null)).Count.ShouldBe(6);
        (await Moves(Shop, Tag.Parse("b"))).Count.ShouldBe(3);
        (await Moves(RepositoryName.Parse("nothing"), null)).ShouldBeEmpty();

        async Task<List<TagMoveRecord>> Moves(RepositoryName? repository, Tag? tag)
        {
            var all = new List<TagMoveRecord>();
            while (await Store.Manifests.ListTagMovesAsync(repository, tag, all.Count == 0 ? null : all[^1].Id, 2, default) is { Count: > 0 } page) all.AddRange(page);
            all.Select(m => m.Id).ShouldBe(all.Select(m => m.Id).Distinct().OrderDescending());
            return all;
        }
    }

    [Fact]
    public async Task A_move_says_when_who_moved_which_tag_from_where_to_where()
    {
        var first = await PushImageAsync(tags: "1");
        Advance(TimeSpan.FromMinutes(1));
        var second = await PushImageAsync(tags: "1");
        Advance(TimeSpan.FromMinutes(1));
        (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("1"), "bob", Event("delete"), default)).ShouldBeTrue();

        var moves = await Store.Manifests.ListTagMovesAsync(Shop, Tag.Parse("1"), null, 10, default);

        moves.Select(m => m.Move).ShouldBe(
        [
            new TagMove(Tag.Parse("1"), null, second.Digest, Now, "bob"),
            new TagMove(Tag.Parse("1"), second.Digest, first.Digest, Now.AddMinutes(-1), "ada"),
            new TagMove(Tag.Parse("1"), first.Digest, null, Now.AddMinutes(-2), "ada"),
        ]);
        moves.ShouldAllBe(m => m.Repository == Shop);
    }

    [Fact]
    public async Task Moves_of_deleted_manifests_stay_in_the_history()
    {
        var image = await PushImageAsync(tags: ["1", "2"]);
        await Store.Manifests.RemoveAsync(Shop, image.Digest, "bob", Event("delete"), default);

        var moves = await Store.Manifests.ListTagMovesAsync(Shop, null, null, 10, default);

        moves.Count(m => m.Move.Digest == image.Digest).ShouldBe(2);
        moves.Count(m => m.Move is { Digest: null, Actor: "bob" } && m.Move.Previous == image.Digest).ShouldBe(2);
    }

    [Fact]
    public async Task A_list_of_moves_has_at_most_so_many_and_only_earlier_ones()
    {
        await PushImageAsync(tags: ["1", "2", "3"]);
        var all = await Store.Manifests.ListTagMovesAsync(null, null, null, 10, default);

        (await Store.Manifests.ListTagMovesAsync(Shop, null, null, 0, default)).ShouldBeEmpty();
        (await Store.Manifests.ListTagMovesAsync(Shop, null, all[^1].Id, 10, default)).ShouldBeEmpty();
        (await Store.Manifests.ListTagMovesAsync(Shop, null, all[0].Id, 1, default)).ShouldBe([all[1]]);
        (await Store.Manifests.ListTagMovesAsync(Shop, Tag.Parse("never"), null, 10, default)).ShouldBeEmpty();
        (await Store.Manifests.ListTagMovesAsync(Other, Tag.Parse("1"), null, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refuses_to_list_the_moves_of_a_tag_without_its_repository() =>
        await Should.ThrowAsync<ArgumentException>(async () => await Store.Manifests.ListTagMovesAsync(null, Tag.Parse("1"), null, 10, default));

    [Fact]
    public async Task A_manifest_has_the_tags_that_point_at_it_now()
    {
        var first = await PushImageAsync(tags: ["a", "b", "B"]);
        var second = await PushImageAsync(tags: "b");
        (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("a"), "bob", Event("delete"), default)).ShouldBeTrue();

        (await Store.Manifests.ListTagsOfAsync(Shop, first.Digest, 10, default)).Select(t => t.Value).ShouldBe(["B"]);
        (await Store.Manifests.ListTagsOfAsync(Shop, second.Digest, 10, default)).Select(t => t.Value).ShouldBe(["b"]);
        (await Store.Manifests.ListTagsOfAsync(Shop, first.Digest, 0, default)).ShouldBeEmpty();
        (await Store.Manifests.ListTagsOfAsync(Shop, Digest.EmptyJson, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_manifest_has_its_own_tags_in_each_repository()
    {
        var index = BuiltManifest.Index([]);
        await PutAsync(index, Shop, tags: ["1", "_", "A", "a"]);
        await PutAsync(index, Other, tags: "2");

        (await Store.Manifests.ListTagsOfAsync(Shop, index.Digest, 10, default)).Select(t => t.Value).ShouldBe(["1", "A", "_", "a"]);
        (await Store.Manifests.ListTagsOfAsync(Other, index.Digest, 10, default)).Select(t => t.Value).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Lists_the_tags_of_a_manifest()
    {
        var image = await PushImageAsync(tags: ["c", "a", "b"]);
        await PushImageAsync(tags: "d");
        (await Store.Manifests.ListTagsOfAsync(Shop, image.Digest, 2, default)).Select(t => t.Value).ShouldBe(["a", "b"]);
        (await Store.Manifests.ListTagsOfAsync(Other, image.Digest, 10, default)).ShouldBeEmpty();
    }
}
