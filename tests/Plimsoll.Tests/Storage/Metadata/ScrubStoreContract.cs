using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every database promises to a scrub.</summary>
public abstract class ScrubStoreContract : MetadataContract
{
    [Fact]
    public async Task Lists_every_blob_once_in_a_fixed_order_without_the_virtual_ones()
    {
        var blobs = new List<Digest>();
        for (var i = 0; i < 5; i++) blobs.Add((await PushBlobAsync()).Digest);
        await Probe.SetBlobStateAsync(blobs[1], 1);
        await Probe.SetBlobStateAsync(blobs[2], 2);

        var first = await Store.Scrub.ListBlobsAsync(0, 2, default);
        var rest = await Store.Scrub.ListBlobsAsync(first[^1].Id, 100, default);

        first.Concat(rest).Select(b => b.Digest).ShouldBe([blobs[0], blobs[1], blobs[3], blobs[4]]);
        (await Store.Scrub.CountBlobsAsync(0, default)).ShouldBe((4, 4000));
        (await Store.Scrub.CountBlobsAsync(first[^1].Id, default)).ShouldBe((2, 2000));
    }

    [Fact]
    public async Task Knows_which_keys_no_row_knows()
    {
        var upload = await StartUploadAsync();
        var cancelled = await StartUploadAsync();
        await Store.Uploads.CancelAsync(Shop, cancelled.Id, default);
        var blob = await PushBlobAsync();
        var stored = (await Probe.StorageKeyOfAsync(blob.Digest))!.Value;
        var orphan = NewKey();

        (await Store.Scrub.FindUnknownAsync([upload.Key, cancelled.Key, stored, orphan], default)).ShouldBe([orphan]);
    }

    [Fact]
    public async Task A_damaged_blob_counts_as_missing()
    {
        var image = await PushImageAsync(null, "latest");
        var layer = image.Manifest.Layers[0];

        (await DamageAsync(layer.Digest)).ShouldBeTrue();

        (await Store.Blobs.FindAsync(Shop, layer.Digest, default)).ShouldBeNull();
        (await Store.Blobs.MountAsync(Other, layer.Digest, Now, Event("mount"), default)).ShouldBeFalse();
        (await Store.Blobs.RepositoriesWithAsync(layer.Digest, null, 10, default)).ShouldBeEmpty();
        (await PutAsync(BuiltManifest.Image(image.Manifest.Config!, [layer]))).ShouldBeOfType<ManifestPutResult.Missing>().Digests.ShouldBe([layer.Digest]);
        (await Store.Scrub.ListBlobsAsync(0, 10, default)).Single(b => b.Digest == layer.Digest).IsDamaged.ShouldBeTrue();
        (await Store.Scrub.FindAsync(Shop, layer.Digest, default))!.Kind.ShouldBe(FindingKind.Damaged);
        (await Store.Scrub.FindAsync(Other, layer.Digest, default)).ShouldBeNull("who may not see the blob learns nothing of it");
        (await Store.Scrub.RepositoriesOfAsync(await ListedAsync(layer.Digest), 10, default)).ShouldBe([Shop]);
        (await EventsAsync()).ShouldContain(e => e.Action == "scrub");
    }

    [Fact]
    public async Task Pushing_a_damaged_blob_again_heals_it()
    {
        var image = await PushImageAsync(null, "latest");
        var layer = image.Manifest.Layers[0];
        var old = (await Probe.StorageKeyOfAsync(layer.Digest))!.Value;
        await DamageAsync(layer.Digest);
        var key = NewKey();

        await PublishAsync(layer.Digest, layer.Size, new BlobLocation.Stored(key));

        (await Store.Blobs.FindAsync(Shop, layer.Digest, default))!.Location.ShouldBe(new BlobLocation.Stored(key));
        (await Store.Scrub.FindAsync(Shop, layer.Digest, default)).ShouldBeNull();
        (await CandidatesAsync("key")).ShouldContain(old.Value);
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repair_swaps_the_key_and_queues_the_old_bytes()
    {
        var image = await PushImageAsync(null, "latest");
        var layer = image.Manifest.Layers[0];
        await DamageAsync(layer.Digest);
        var blob = await ListedAsync(layer.Digest);
        var upload = await StartUploadAsync();

        (await Store.Scrub.ReplaceAsync(blob, new BlobLocation.Stored(upload.Key), upload.Id, Event("repair"), default)).ShouldBeTrue();

        (await Store.Blobs.FindAsync(Shop, layer.Digest, default))!.Location.ShouldBe(new BlobLocation.Stored(upload.Key));
        (await Store.Uploads.FindAsync(Shop, upload.Id, default)).ShouldBeNull();
        (await CandidatesAsync("key")).ShouldContain(((BlobLocation.Stored)blob.Location).Key.Value);
        (await Store.Scrub.FindAsync(Shop, layer.Digest, default)).ShouldBeNull();
        (await EventsAsync()).ShouldContain(e => e.Action == "repair");
        (await Store.Scrub.ReplaceAsync(blob, new BlobLocation.Stored(NewKey()), null, Event("repair"), default)).ShouldBeFalse("the blob has other bytes by now");
    }

    [Fact]
    public async Task A_repair_whose_upload_was_swept_away_changes_nothing()
    {
        var blob = await ListedAsync((await PushBlobAsync()).Digest);
        var upload = await StartUploadAsync();
        await Store.Uploads.CancelAsync(Shop, upload.Id, default);

        (await Store.Scrub.ReplaceAsync(blob, new BlobLocation.Stored(upload.Key), upload.Id, Event("repair"), default)).ShouldBeFalse();

        (await ListedAsync(blob.Digest)).ShouldBe(blob);
    }

    [Fact]
    public async Task A_blob_that_is_whole_after_all_is_set_right()
    {
        var blob = await PushBlobAsync();
        await DamageAsync(blob.Digest);
        var listed = await ListedAsync(blob.Digest);

        (await Store.Scrub.ReplaceAsync(listed, listed.Location, null, Event("repair"), default)).ShouldBeTrue();

        (await Store.Blobs.FindAsync(Shop, blob.Digest, default))!.Location.ShouldBe(listed.Location);
        (await CandidatesAsync("key")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_finding_about_bytes_that_were_replaced_meanwhile_is_dropped()
    {
        var blob = await ListedAsync((await PushBlobAsync()).Digest);
        await Store.Scrub.ReplaceAsync(blob, new BlobLocation.Stored(NewKey()), null, Event("repair"), default);

        (await Store.Scrub.MarkDamagedAsync(blob, Finding(blob.Digest), Event("scrub"), default)).ShouldBeFalse();

        (await Store.Scrub.FindAsync(Shop, blob.Digest, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Lists_findings_in_pages_and_forgets_orphans()
    {
        var (orphan, other) = (NewKey(), NewKey());
        await Store.Scrub.AddOrphanAsync(new ScrubFinding(orphan.Value, FindingKind.Orphan, 10, Now, "old"), default);
        await Store.Scrub.AddOrphanAsync(new ScrubFinding(orphan.Value, FindingKind.Orphan, 10, Now, "seen again"), default);
        await Store.Scrub.AddOrphanAsync(new ScrubFinding(other.Value, FindingKind.Orphan, 10, Now, "old"), default);
        await DamageAsync((await PushBlobAsync()).Digest);

        var all = await Store.Scrub.ListFindingsAsync(null, 10, default);
        all.Count.ShouldBe(3);
        all.Select(f => f.Subject).ShouldBe(all.Select(f => f.Subject).Order(StringComparer.Ordinal));
        (await Store.Scrub.ListFindingsAsync(all[0].Subject, 1, default)).ShouldBe([all[1]]);
        await Store.Scrub.RemoveOrphansAsync(orphan, default);
        (await Store.Scrub.ListFindingsAsync(null, 10, default)).Count.ShouldBe(2);
        await Store.Scrub.RemoveOrphansAsync(null, default);
        (await Store.Scrub.ListFindingsAsync(null, 10, default)).ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Damaged);
    }

    [Fact]
    public async Task Keeps_the_notes_of_the_scrub()
    {
        (await Store.Scrub.ReadProgressAsync(default)).ShouldBeNull();
        await Store.Scrub.SaveProgressAsync("{\"a\":1}", default);
        await Store.Scrub.SaveProgressAsync("{\"a\":2}", default);

        (await Store.Scrub.ReadProgressAsync(default)).ShouldBe("{\"a\":2}");
    }

    private async Task<Plimsoll.Storage.Metadata.StoredBlob> ListedAsync(Digest digest) => (await Store.Scrub.ListBlobsAsync(0, 100, default)).Single(b => b.Digest == digest);

    private async Task<bool> DamageAsync(Digest digest) => await Store.Scrub.MarkDamagedAsync(await ListedAsync(digest), Finding(digest), Event("scrub"), default);

    private ScrubFinding Finding(Digest digest) => new(digest.Value, FindingKind.Damaged, 1000, Now, "another digest");
}
