using Plimsoll.Core;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection;

/// <summary>Which blobs and objects stay and which go.</summary>
public abstract class BlobCollectionContract : CollectionContract
{
    [Fact]
    public async Task A_blob_that_no_manifest_names_goes_a_grace_after_its_pin()
    {
        var blob = await UploadAsync(size: 700);
        Advance(Grace - TimeSpan.FromMilliseconds(1));
        (await CollectAsync()).Blobs.ShouldBe(0);
        Advance(TimeSpan.FromMilliseconds(1));
        var report = await CollectAsync();
        (report.Blobs, report.Bytes, report.Left).ShouldBe((1, 700, 1));
        (await HasAsync(blob)).ShouldBeFalse();
        (await Probe.BlobStateAsync(blob.Digest)).ShouldBeNull();
        (await ObjectsAsync()).ShouldBe(0);
        var collected = (await EventsAsync()).Single(e => e.Action == "collect");
        (collected.Digest, collected.Bytes, collected.Principal).ShouldBe((blob.Digest.Value, 700, "system"));
    }

    [Fact]
    public async Task Who_has_seen_a_blob_can_push_a_manifest_on_it_until_a_grace_later()
    {
        var blob = await UploadAsync();
        for (var i = 0; i < 5; i++)
        {
            Advance(Grace - TimeSpan.FromMilliseconds(1));
            await CollectAsync();
            (await HasAsync(blob)).ShouldBeTrue();
        }
        Advance(Grace - TimeSpan.FromMilliseconds(1));
        await CollectAsync();
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [blob]), tags: "1")).ShouldBe(new ManifestPutResult.Stored(true));
        await CollectAllAsync();
        (await HasAsync(blob)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_has_seen_a_blob_can_push_on_it_although_its_last_manifest_went_since()
    {
        var image = await UploadImageAsync(tags: "1");
        await CollectAllAsync();
        (await HasAsync(image.Manifest.Layers[0])).ShouldBeTrue();
        await RemoveAsync(image);
        Advance(Grace - TimeSpan.FromMilliseconds(1));
        await CollectAsync();
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, image.Manifest.Layers))).ShouldBe(new ManifestPutResult.Stored(true));
    }

    [Fact]
    public async Task A_blob_leaves_the_repository_that_does_not_need_it_and_stays_where_it_is_needed()
    {
        var image = await UploadImageAsync(tags: "1");
        var layer = image.Manifest.Layers[0];
        await Store.Blobs.MountAsync(Other, layer.Digest, Now, Event(), default);
        Advance(Grace);
        (await CollectAsync()).Left.ShouldBe(1);
        (await HasAsync(layer, Other)).ShouldBeFalse();
        (await HasAsync(layer)).ShouldBeTrue();
        Changed.ShouldBe([Other]);
        (await EventsAsync()).Single(e => e.Action == "collect").Repository.ShouldBe("other/web");
    }

    [Fact]
    public async Task A_blob_that_was_deleted_by_request_keeps_its_bytes_for_a_grace()
    {
        var blob = await UploadAsync();
        await Store.Blobs.RemoveAsync(Shop, blob.Digest, Event(), default);
        Advance(Grace - TimeSpan.FromMilliseconds(1));
        await CollectAsync();
        (await ObjectsAsync()).ShouldBe(1);
        Advance(TimeSpan.FromMilliseconds(1));
        (await CollectAsync()).Blobs.ShouldBe(1);
        (await ObjectsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_blob_that_a_sparse_index_listed_before_it_came_stays()
    {
        var content = new byte[] { 1, 2, 3 };
        var late = new Plimsoll.Core.Manifests.Descriptor { MediaType = "application/x-layer", Digest = Digest.Of(content), Size = 3 };
        var index = BuiltManifest.Index([late]);
        (await PutAsync(index, allowSparse: true, tags: "cache")).ShouldBe(new ManifestPutResult.Stored(true));
        await PublishAsync(late.Digest, 3, new BlobLocation.Inline(content));
        await CollectAllAsync();
        (await HasAsync(late)).ShouldBeTrue();
        (await Store.Blobs.RemoveAsync(Shop, late.Digest, Event(), default)).ShouldBe(BlobRemoval.Referenced);

        await RemoveAsync(index);
        await CollectAllAsync();
        (await HasAsync(late)).ShouldBeFalse();
    }

    [Fact]
    public async Task Blobs_in_the_database_go_like_all_others()
    {
        var content = new byte[] { 1, 2, 3, 4 };
        await PublishAsync(Digest.Of(content), 4, new BlobLocation.Inline(content));
        await CollectAllAsync();
        (await Probe.BlobStateAsync(Digest.Of(content))).ShouldBeNull();
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_blobs_that_are_everywhere_stay()
    {
        await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, []));
        await CollectAllAsync();
        foreach (var digest in new[] { Digest.EmptyJson, Digest.EmptyBlob })
        {
            (await Probe.BlobStateAsync(digest)).ShouldBe(0);
            (await Store.Blobs.FindAsync(Shop, digest, default)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Expired_and_cancelled_uploads_lose_their_objects()
    {
        var expired = await StartUploadAsync();
        var cancelled = await StartUploadAsync();
        foreach (var upload in new[] { expired, cancelled }) await (await Bytes.CreateAsync(upload.Key, null, default)).DisposeAsync();
        await Store.Uploads.CancelAsync(Shop, cancelled.Id, default);
        Advance(Grace);
        (await CollectAsync()).Keys.ShouldBe(1);
        Advance(TimeSpan.FromMilliseconds(1));
        (await CollectAsync()).Uploads.ShouldBe(1);
        (await Store.Uploads.FindAsync(Shop, expired.Id, default)).ShouldBeNull();
        Advance(Grace);
        (await CollectAsync()).Keys.ShouldBe(1);
        (await ObjectsAsync()).ShouldBe(0);
        (await CandidatesAsync("key")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_that_is_uploaded_again_while_it_is_being_deleted_keeps_its_new_bytes()
    {
        var blob = await UploadAsync();
        Advance(Grace);
        var candidates = await Store.Collection.ListDueAsync(CandidateKind.Pin, Now - Grace, null, 10, default);
        await Store.Collection.ReviewAsync(candidates, new CollectionRules(Grace, false, 10), false, default);
        var doomed = await Store.Collection.BeginDeletingAsync(10, default);
        doomed.Single().Digest.ShouldBe(blob.Digest);
        (await PutAsync(BuiltManifest.Image(Virtual.EmptyConfig, [blob]))).ShouldBeOfType<ManifestPutResult.Missing>();

        var key = NewKey();
        await PublishAsync(blob.Digest, blob.Size, new BlobLocation.Stored(key));
        (await Store.Collection.FinishDeletingAsync(doomed, default)).ShouldBeEmpty();
        (await Store.Blobs.FindAsync(Shop, blob.Digest, default))!.Location.ShouldBe(new BlobLocation.Stored(key));
        (await CandidatesAsync("key")).ShouldBe([doomed[0].Key!.Value.Value]);
    }

    [Fact]
    public async Task A_condemned_blob_that_is_uploaded_again_is_not_deleted()
    {
        var blob = await UploadAsync();
        Advance(Grace);
        await Store.Collection.ReviewAsync(await Store.Collection.ListDueAsync(CandidateKind.Pin, Now - Grace, null, 10, default), new CollectionRules(Grace, false, 10), false, default);
        (await Probe.BlobStateAsync(blob.Digest)).ShouldBe(1);
        await PublishAsync(blob.Digest, blob.Size, new BlobLocation.Stored(NewKey()));
        (await Store.Collection.BeginDeletingAsync(10, default)).ShouldBeEmpty();
        (await HasAsync(blob)).ShouldBeTrue();
    }
}
