using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What storing a manifest promises in every database.</summary>
public abstract class ManifestPutContract : MetadataContract
{
    private static Descriptor Unknown(string mediaType = "application/vnd.oci.image.layer.v1.tar", long size = 10) =>
        new() { MediaType = mediaType, Digest = Digest.Of(RandomNumberGenerator.GetBytes(16)), Size = size };

    [Fact]
    public async Task Gives_back_the_exact_bytes_and_what_was_read_from_them()
    {
        var image = await PushImageAsync();
        var found = (await Store.Manifests.FindAsync(Shop, image.Digest, default))!;
        found.Content.ToArray().ShouldBe(image.Content);
        found.MediaType.ShouldBe(MediaTypes.OciManifest);
        found.ArtifactType.ShouldBe(MediaTypes.OciConfig);
        found.Subject.ShouldBeNull();
        found.PushedAt.ShouldBe(Now);
        (await Store.Manifests.FindAsync(Other, image.Digest, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Names_all_that_is_missing_and_stores_nothing()
    {
        var (layer, config) = (Unknown(), Unknown(MediaTypes.OciConfig));
        var image = BuiltManifest.Image(config, [await PushBlobAsync(), layer, layer]);
        var result = (await PutAsync(image, tags: "1")).ShouldBeOfType<ManifestPutResult.Missing>();
        result.Digests.ShouldBe([config.Digest, layer.Digest]);
        (await Store.Manifests.FindAsync(Shop, image.Digest, default)).ShouldBeNull();
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("1"), default)).ShouldBeNull();
        (await EventsAsync()).ShouldNotContain(e => e.Action == "push");
    }

    [Fact]
    public async Task A_refused_manifest_does_not_make_a_repository()
    {
        await PutAsync(BuiltManifest.Image(Unknown(), []), Other);
        (await Store.Manifests.RepositoryExistsAsync(Other, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_blob_of_another_repository_is_missing()
    {
        var layer = await PushBlobAsync(Other);
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [layer]))).ShouldBeOfType<ManifestPutResult.Missing>().Digests.ShouldBe([layer.Digest]);
    }

    [Fact]
    public async Task A_blob_that_is_being_deleted_is_missing()
    {
        var layer = await PushBlobAsync();
        await Probe.SetBlobStateAsync(layer.Digest, 2);
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [layer]))).ShouldBeOfType<ManifestPutResult.Missing>();
    }

    [Fact]
    public async Task A_condemned_blob_lives_again_but_not_for_a_manifest_that_is_refused()
    {
        var layer = await PushBlobAsync();
        await Probe.SetBlobStateAsync(layer.Digest, 1);
        await PutAsync(BuiltManifest.Image(Unknown(), [layer]));
        (await Probe.BlobStateAsync(layer.Digest)).ShouldBe(1);
        await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [layer]));
        (await Probe.BlobStateAsync(layer.Digest)).ShouldBe(0);
    }

    [Fact]
    public async Task Refuses_an_index_that_gives_a_child_another_media_type_than_it_was_pushed_with()
    {
        var image = await PushImageAsync();
        foreach (var type in (string[])[MediaTypes.OciIndex, MediaTypes.DockerManifest])
        {
            (await PutAsync(BuiltManifest.Index([image.Descriptor() with { MediaType = type }]))).ShouldBe(new ManifestPutResult.TypeMismatch(image.Digest, type, MediaTypes.OciManifest));
        }
        (await PutAsync(BuiltManifest.Index([image.Descriptor()]))).ShouldBeOfType<ManifestPutResult.Stored>();
    }

    [Fact]
    public async Task Refuses_a_descriptor_with_another_size_than_the_blob()
    {
        var layer = await PushBlobAsync(size: 1000);
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [layer with { Size = 999 }]))).ShouldBe(new ManifestPutResult.SizeMismatch(layer.Digest, 999, 1000));
        var image = await PushImageAsync();
        var wrong = image.Descriptor() with { Size = 1 };
        (await PutAsync(BuiltManifest.Index([wrong]))).ShouldBe(new ManifestPutResult.SizeMismatch(image.Digest, 1, image.Content.Length));
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig with { Size = 3 }, []))).ShouldBe(new ManifestPutResult.SizeMismatch(Digest.EmptyJson, 3, 2));
    }

    [Fact]
    public async Task One_layer_may_stand_in_a_manifest_many_times()
    {
        var layer = await PushBlobAsync();
        (await PutAsync(BuiltManifest.Image(layer, [layer, layer, layer]))).ShouldBe(new ManifestPutResult.Stored(true));
    }

    [Fact]
    public async Task Layers_that_live_elsewhere_need_not_be_here()
    {
        var foreign = Unknown(MediaTypes.DockerForeignLayer);
        var nondistributable = Unknown("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip");
        var linked = Unknown() with { Urls = ["https://example.com/layer"] };
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [foreign, nondistributable, linked]))).ShouldBe(new ManifestPutResult.Stored(true));
    }

    [Fact]
    public async Task A_layer_that_could_live_elsewhere_but_is_here_is_kept()
    {
        var layer = await PushBlobAsync(mediaType: MediaTypes.DockerForeignLayer);
        await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [layer]));
        (await Store.Blobs.RemoveAsync(Shop, layer.Digest, Event(), default)).ShouldBe(BlobRemoval.Referenced);
    }

    [Fact]
    public async Task Embedded_data_does_not_replace_the_blob()
    {
        var content = "hello"u8.ToArray();
        var json = $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}",
             "config":{"mediaType":"application/x-config","digest":"{{Digest.Of(content)}}","size":5,"data":"{{Convert.ToBase64String(content)}}"},"layers":[]}
            """;
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        // A client that does not know the field would find the image broken.
        var result = await PutAsync(new BuiltManifest(Digest.Of(bytes), bytes, ManifestReader.Read(bytes, MediaTypes.OciManifest)));
        result.ShouldBeOfType<ManifestPutResult.Missing>().Digests.ShouldBe([Digest.Of(content)]);
    }

    [Fact]
    public async Task The_subject_may_come_later()
    {
        var referrer = BuiltManifest.Image(Virtual.EmptyConfig, [], subject: Unknown(MediaTypes.OciManifest));
        (await PutAsync(referrer)).ShouldBe(new ManifestPutResult.Stored(true));
        (await Store.Manifests.FindAsync(Shop, referrer.Digest, default))!.Subject.ShouldBe(referrer.Manifest.Subject!.Digest);
    }

    [Fact]
    public async Task An_index_needs_its_children_unless_it_may_be_sparse()
    {
        var image = await PushImageAsync();
        var absent = Unknown(MediaTypes.OciManifest);
        var index = BuiltManifest.Index([image.Descriptor(), absent]);
        (await PutAsync(index)).ShouldBeOfType<ManifestPutResult.Missing>().Digests.ShouldBe([absent.Digest]);
        (await PutAsync(index, allowSparse: true)).ShouldBe(new ManifestPutResult.Stored(true));
    }

    [Fact]
    public async Task A_child_in_another_repository_is_missing()
    {
        var image = await PushImageAsync(Other);
        (await PutAsync(BuiltManifest.Index([image.Descriptor()]))).ShouldBeOfType<ManifestPutResult.Missing>();
    }

    [Fact]
    public async Task A_manifest_child_that_is_only_a_blob_is_missing()
    {
        var blob = await PushBlobAsync(mediaType: MediaTypes.OciManifest);
        (await PutAsync(BuiltManifest.Index([blob]))).ShouldBeOfType<ManifestPutResult.Missing>();
    }

    [Fact]
    public async Task An_index_may_list_layers_as_build_caches_do()
    {
        var layer = await PushBlobAsync();
        (await PutAsync(BuiltManifest.Index([layer]), tags: "cache")).ShouldBe(new ManifestPutResult.Stored(true));
        (await Store.Blobs.RemoveAsync(Shop, layer.Digest, Event(), default)).ShouldBe(BlobRemoval.Referenced);
    }

    [Fact]
    public async Task A_child_of_an_unknown_type_may_be_a_manifest()
    {
        var image = await PushImageAsync();
        (await PutAsync(BuiltManifest.Index([image.Descriptor() with { MediaType = "application/x-unknown" }]))).ShouldBe(new ManifestPutResult.Stored(true));
        (await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event(), default)).ShouldBe(ManifestRemoval.Referenced);
    }

    [Fact]
    public async Task Indexes_nest()
    {
        var inner = BuiltManifest.Index([(await PushImageAsync()).Descriptor()]);
        await PutAsync(inner);
        (await PutAsync(BuiltManifest.Index([inner.Descriptor(), inner.Descriptor()]), tags: "all")).ShouldBe(new ManifestPutResult.Stored(true));
    }

    [Fact]
    public async Task The_same_bytes_again_only_move_the_tags()
    {
        var image = await PushImageAsync(tags: "1");
        Advance(TimeSpan.FromMinutes(5));
        (await PutAsync(image, tags: "2")).ShouldBe(new ManifestPutResult.Stored(false));
        (await Store.Manifests.FindAsync(Shop, image.Digest, default))!.PushedAt.ShouldBe(Now.AddMinutes(-5));
        (await Store.Manifests.ListTagNamesAsync(Shop, null, 10, default)).Select(t => t.Value).ShouldBe(["1", "2"]);
        (await Store.Manifests.ListRepositoriesAsync(null, 10, default)).ShouldBe([new RepositorySummary(Shop, 2, 1, Now)]);
    }

    [Fact]
    public async Task The_inspection_is_queued_with_the_manifest()
    {
        var image = BuiltManifest.Image(Virtual.EmptyConfig, []);
        await PutAsync(image, inspectWith: 3);
        (await Store.Facts.FindImageAsync(image.Digest, 3, default))!.State.ShouldBe("waiting");
        (await Store.Facts.FindImageAsync(image.Digest, 4, default)).ShouldBeNull();
        (await Store.Facts.TakeAsync(3, Now, Now.AddMinutes(1), default)).ShouldBe(new InspectionJob(Shop, image.Digest, 1));
    }

    [Fact]
    public async Task The_event_is_recorded_with_the_manifest()
    {
        var image = await PushImageAsync(tags: "1");
        (await EventsAsync()).Count(e => e.Action == "push").ShouldBe(1);
        await PutAsync(image, tags: "1");
        (await EventsAsync()).Count(e => e.Action == "push").ShouldBe(2);
    }

    [Fact]
    public async Task A_manifest_without_a_tag_is_reviewed()
    {
        var image = await PushImageAsync();
        (await CandidatesAsync("manifest")).ShouldBe([image.Digest.Value]);
    }

    [Fact]
    public async Task Digests_of_sha512_are_as_good_as_others()
    {
        var content = RandomNumberGenerator.GetBytes(32);
        var layer = Digest.Of(content, DigestAlgorithm.Sha512);
        await PublishAsync(layer, 32, new BlobLocation.Stored(StorageKey.New(TimeProvider.System)));
        var built = BuiltManifest.Image(Virtual.EmptyConfig, [new Descriptor { MediaType = "application/x-layer", Digest = layer, Size = 32 }]);
        var image = built with { Digest = Digest.Of(built.Content, DigestAlgorithm.Sha512) };
        (await PutAsync(image, tags: "1")).ShouldBe(new ManifestPutResult.Stored(true));
        (await Store.Manifests.ResolveAsync(Shop, Tag.Parse("1"), default)).ShouldBe(image.Digest);
    }
}
