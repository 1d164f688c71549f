using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every index of facts promises.</summary>
public abstract class FactsIndexContract : MetadataContract
{
    private static readonly Digest[] Chains = [Digest.Of("one"u8), Digest.Of("two"u8), Digest.Of("three"u8), Digest.Of("four"u8)];

    private IFactsIndex Index => Store.Index;

    private static IndexedComponent Deb(string name, string version, int layer = 0) => new("deb", name, version, layer);

    private async Task<Digest> IndexAsync(RepositoryName repository, int layers, Dictionary<string, string>? labels, params IndexedComponent[] components)
    {
        var image = await PushImageAsync(repository, "v" + layers);
        await AddAsync(image.Digest, layers, labels, components);
        return image.Digest;
    }

    private async Task AddAsync(Digest image, int layers, Dictionary<string, string>? labels, params IndexedComponent[] components)
    {
        var id = await Index.BeginImageAsync(new IndexedImage(image, 1, Chains[..layers], labels ?? []), default);
        await Store.Exposure.RegisterAsync(id!.Value, Sets.Of(components), Now, default);
    }

    private async Task<List<string>> FoundAsync(ComponentQuery query) =>
        [.. (await Index.FindComponentsAsync(query, null, 100, default)).Select(hit => $"{hit.Component.Type}:{hit.Component.Name} {hit.Component.Version} {hit.Component.Layer}")];

    [Fact]
    public async Task Facts_that_are_stored_leave_a_task_until_it_is_ended()
    {
        var layer = (await PushBlobAsync()).Digest;
        await Store.Facts.StoreLayerAsync(layer, 1, new byte[1], default);

        var task = (await Index.ListTasksAsync(10, default)).ShouldHaveSingleItem();
        task.ShouldBe(new IndexTask(IndexTask.LayerKind, layer, task.Stamp));
        (await Index.CountTasksAsync(10, default)).ShouldBe(1);
        // Stored once more while somebody follows the first: that is not ended with it.
        await Store.Facts.StoreLayerAsync(layer, 1, new byte[2], default);
        await Index.EndAsync(task, default);
        var again = (await Index.ListTasksAsync(10, default)).ShouldHaveSingleItem();
        await Index.EndAsync(again, default);
        (await Index.CountTasksAsync(10, default)).ShouldBe(0);
    }

    [Fact]
    public async Task An_image_leaves_a_task_when_it_is_opened_and_when_it_is_gone()
    {
        var image = await PushImageAsync();
        await Store.Facts.EnqueueAsync(Shop, image.Digest, 1, default);
        (await Index.ListTasksAsync(10, default)).ShouldBeEmpty();
        await Store.Facts.CompleteAsync(image.Digest, 1, "{}"u8.ToArray(), default);
        var opened = (await Index.ListTasksAsync(10, default)).ShouldHaveSingleItem();
        opened.Kind.ShouldBe(IndexTask.ImageKind);
        await Index.EndAsync(opened, default);
        await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event("delete"), default);
        (await Index.ListTasksAsync(10, default)).ShouldHaveSingleItem().Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Finds_images_by_the_licence_of_a_package()
    {
        var image = (await PushImageAsync()).Digest;
        var id = (await Index.BeginImageAsync(new IndexedImage(image, 1, [], new Dictionary<string, string>()), default))!.Value;
        SetMember Licensed(string name, params string[] licences) => new(new Component { Namespace = "deb:debian:12", Name = name, Version = "1" }, [new("deb:debian:12", name)]) { Licences = licences };
        Task RegisterAsync(params SetMember[] members) => Store.Exposure.RegisterAsync(id, [new LayerSet(0, new PackageSet("deb", PackageSet.Order(members)))], Now, default);
        await RegisterAsync(Licensed("a", "mit", "gpl-2.0-only"), Licensed("b", "mit"), Licensed("c"));

        (await FoundAsync(new ComponentQuery("", false) { Licence = "mit" })).ShouldBe(["deb:a 1 0", "deb:b 1 0"], ignoreOrder: true);
        (await FoundAsync(new ComponentQuery("", false) { Licence = "gpl-2.0-only" })).ShouldBe(["deb:a 1 0"]);
        (await FoundAsync(new ComponentQuery("", false) { Licence = "gpl" })).ShouldBeEmpty();
        var first = await Index.FindComponentsAsync(new ComponentQuery("", false) { Licence = "mit" }, null, 1, default);
        (await Index.FindComponentsAsync(new ComponentQuery("", false) { Licence = "mit" }, first[0], 5, default)).ShouldHaveSingleItem().Component.Name.ShouldNotBe(first[0].Component.Name);
    }

    [Fact]
    public async Task Tells_what_an_image_is_made_of_and_what_is_made_of_it()
    {
        var one = await IndexAsync(Shop, 1, null);
        var two = await IndexAsync(Shop, 2, null);
        var four = await IndexAsync(Other, 4, null);

        (await Index.ListBasesAsync(four, 10, default)).Select(image => (image.Digest, image.Layers)).ShouldBe([(one, 1), (two, 2)]);
        (await Index.ListBasesAsync(one, 10, default)).ShouldBeEmpty();
        var derived = await Index.ListDerivedAsync(one, 0, 10, default);
        derived.Select(image => image.Digest).ShouldBe([two, four]);
        (await Index.ListDerivedAsync(one, derived[0].Id, 10, default)).Select(image => image.Digest).ShouldBe([four]);
        (await Index.ListDerivedAsync(Digest.Of("nothing"u8), 0, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Finds_images_by_component_in_every_form_of_the_question()
    {
        await IndexAsync(Shop, 1, null, Deb("openssl", "3.0.1"), Deb("zlib", "1.2"), Deb("openssh", "9"));
        await IndexAsync(Other, 2, null, Deb("openssl", "3.0.2", 1), new IndexedComponent("npm", "openssl", "3.0.1", 1));

        (await FoundAsync(new ComponentQuery("openssl", false))).ShouldBe(["deb:openssl 3.0.1 0", "deb:openssl 3.0.2 1", "npm:openssl 3.0.1 1"]);
        (await FoundAsync(new ComponentQuery("openss", true))).ShouldBe(["deb:openssh 9 0", "deb:openssl 3.0.1 0", "deb:openssl 3.0.2 1", "npm:openssl 3.0.1 1"]);
        (await FoundAsync(new ComponentQuery("openssl", false, "npm"))).ShouldBe(["npm:openssl 3.0.1 1"]);
        (await FoundAsync(new ComponentQuery("openssl", false, null, "3.0.1"))).ShouldBe(["deb:openssl 3.0.1 0", "npm:openssl 3.0.1 1"]);
        (await FoundAsync(new ComponentQuery("openss", false))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_through_what_it_found_without_gaps_or_repeats()
    {
        for (var i = 0; i < 7; i++) await IndexAsync(i % 2 == 0 ? Shop : Other, 1, new Dictionary<string, string> { ["team"] = i < 4 ? "a" : "b" }, Deb("a", i < 3 ? "1" : "2"), Deb("ab", "1"));
        var (components, labels) = (new List<ComponentHit>(), new List<LabelHit>());
        while (await Index.FindComponentsAsync(new ComponentQuery("a", true), components.LastOrDefault(), 3, default) is { Count: > 0 } page) components.AddRange(page);
        while (await Index.FindLabelsAsync("team", null, labels.LastOrDefault(), 2, default) is { Count: > 0 } page) labels.AddRange(page);

        components.Count.ShouldBe(14);
        components.Distinct().Count().ShouldBe(14);
        labels.Select(hit => hit.Value).ShouldBe(["a", "a", "a", "a", "b", "b", "b"]);
        (await Index.FindLabelsAsync("team", "b", null, 10, default)).Count.ShouldBe(3);
        (await Index.FindLabelsAsync("tea", null, null, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_is_opened_again_has_only_what_the_last_opening_found()
    {
        var image = await IndexAsync(Shop, 2, new Dictionary<string, string> { ["old"] = "1" }, Deb("old", "1"), Deb("kept", "1"));
        await AddAsync(image, 3, new Dictionary<string, string> { ["new"] = new string('x', 2000) }, Deb("new", "1"), Deb("kept", "1"), Deb("kept", "1"));

        (await FoundAsync(new ComponentQuery("", true))).ShouldBe(["deb:kept 1 0", "deb:new 1 0"]);
        (await Index.FindLabelsAsync("old", null, null, 10, default)).ShouldBeEmpty();
        (await Index.FindLabelsAsync("new", null, null, 10, default)).ShouldHaveSingleItem().Value.Length.ShouldBe(IFactsIndex.MaxText);
        (await Index.ListImagesAsync(Chains[1], 0, 10, default)).ShouldBeEmpty();
        (await Index.ListImagesAsync(Chains[2], 0, 10, default)).ShouldHaveSingleItem().Digest.ShouldBe(image);
    }

    [Fact]
    public async Task Knows_bases_and_descendants_by_the_chain_of_layers()
    {
        var lower = await IndexAsync(Shop, 1, null);
        var middle = await IndexAsync(Other, 3, null);
        var upper = await IndexAsync(Shop, 4, null);

        (await Index.ListImagesAsync(Chains[0], 0, 10, default)).ShouldHaveSingleItem().Digest.ShouldBe(lower);
        (await Index.ListImagesAsync(Chains[1], 0, 10, default)).ShouldBeEmpty();
        (await Index.ListDescendantsAsync(Chains[0], 0, 10, default)).Select(image => (image.Digest, image.Layers)).ShouldBe([(middle, 3), (upper, 4)]);
        (await Index.ListDescendantsAsync(Chains[2], 0, 10, default)).ShouldHaveSingleItem().Digest.ShouldBe(upper);
        (await Index.ListDescendantsAsync(Chains[3], 0, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Leads_from_a_key_to_layers_and_from_a_layer_to_images()
    {
        var config = await PushBlobAsync(mediaType: MediaTypes.OciConfig);
        var (one, two) = (await PushBlobAsync(), await PushBlobAsync());
        var image = BuiltManifest.Image(config, [one, two]);
        await PutAsync(image, tags: "1");
        foreach (var layer in new[] { one, two })
        {
            var id = (await Index.BeginLayerAsync(layer.Digest, 1, default))!.Value;
            (await Index.BeginLayerAsync(layer.Digest, 2, default)).ShouldBe(id);
            await Index.AddKeysAsync(id, [7, long.MinValue, long.MaxValue], default);
            await Index.AddKeysAsync(id, [7], default);
        }

        var found = await Index.FindLayersAsync(long.MinValue, 0, 10, default);
        found.Select(layer => layer.Digest).ShouldBe([one.Digest, two.Digest]);
        (await Index.FindLayersAsync(7, found[0].Id, 10, default)).ShouldHaveSingleItem().Digest.ShouldBe(two.Digest);
        (await Index.FindLayersAsync(8, 0, 10, default)).ShouldBeEmpty();
        var use = (await Index.ListUsesAsync(two.Digest, null, 10, default)).ShouldHaveSingleItem();
        (use.Repository, use.Image).ShouldBe((Shop, image.Digest));
        (await Index.ListUsesAsync(two.Digest, use, 10, default)).ShouldBeEmpty();
        (await Index.ListUsesAsync(config.Digest, null, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_where_an_image_is_with_the_tags_of_the_indexes_that_list_it()
    {
        var image = await PushImageAsync(null, "own");
        await PutAsync(BuiltManifest.Index([image.Descriptor()]), tags: ["multi", "latest"]);

        var place = (await Index.ListPlacesAsync(image.Digest, 10, default)).ShouldHaveSingleItem();
        place.Repository.ShouldBe(Shop);
        place.Tags.Select(tag => tag.Value).ShouldBe(["latest", "multi", "own"]);
        (await Index.ListPlacesAsync(Digest.Of("nowhere"u8), 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Forgets_only_what_is_gone()
    {
        var image = await IndexAsync(Shop, 2, null, Deb("a", "1"));
        var layer = (await PushBlobAsync()).Digest;
        await Store.Facts.StoreLayerAsync(layer, 1, new byte[1], default);
        (await Index.ForgetImageAsync(image, default)).ShouldBeFalse();
        (await Index.ForgetLayerAsync(layer, default)).ShouldBeFalse();
        (await FoundAsync(new ComponentQuery("a", false))).Count.ShouldBe(1);

        await Store.Manifests.RemoveAsync(Shop, image, "ada", Event("delete"), default);
        // It can come back until it is forgotten for good.
        (await Index.ForgetImageAsync(image, default)).ShouldBeTrue();
        (await FoundAsync(new ComponentQuery("a", false))).Count.ShouldBe(1);
        (await Index.BeginImageAsync(new IndexedImage(image, 1, [], new Dictionary<string, string>()), default)).ShouldBeNull();

        var id = (await Index.BeginLayerAsync(layer, 1, default))!.Value;
        await Index.AddKeysAsync(id, [1], default);
        await Probe.SetBlobStateAsync(layer, 2);
        await Probe.RemoveBlobRowAsync(layer);
        (await Index.ListTasksAsync(10, default)).ShouldContain(task => task.Digest == layer);
        await Index.RemoveKeysAsync(id, [1], default);
        (await Index.ForgetLayerAsync(layer, default)).ShouldBeTrue();
        (await Store.Facts.FindLayerAsync(layer, 1, default)).ShouldBeNull();
        (await Index.FindLayerAsync(layer, default)).ShouldBeNull();
        (await Index.BeginLayerAsync(layer, 1, default)).ShouldBeNull();
    }
}
