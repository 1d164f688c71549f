using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every catalogue of blobs promises.</summary>
public abstract class BlobCatalogContract : MetadataContract
{
    private static Digest RandomDigest() => Digest.Of(RandomNumberGenerator.GetBytes(16));

    /// <summary>Every push of a small blob leaves a key behind; where the store tells that it was never written, nobody has to ask a store far away.</summary>
    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public async Task A_key_that_was_never_written_is_not_looked_for(bool writersTakeOver, bool isTakenOver, bool isQueued)
    {
        var content = RandomNumberGenerator.GetBytes(10);
        var upload = await StartUploadAsync();
        if (isTakenOver) upload = (await Store.Uploads.TakeOverAsync(upload, NewKey(), default))!;
        var publication = new BlobPublication(Shop, Digest.Of(content), 10, new BlobLocation.Inline(content), upload.Id, Now) { WritersTakeOver = writersTakeOver };
        (await Store.Blobs.PublishAsync(publication, Event(), default)).ShouldBeTrue();
        (await CandidatesAsync("key")).ShouldBe(isQueued ? [upload.Key.Value] : []);
    }

    [Fact]
    public async Task Publishing_makes_the_blob_ends_the_session_and_records_the_event()
    {
        var upload = await StartUploadAsync();
        var digest = RandomDigest();
        var location = new BlobLocation.Stored(upload.Key);
        (await Store.Blobs.PublishAsync(new BlobPublication(Shop, digest, 77, location, upload.Id, Now.AddDays(1)), Event("push-blob"), default)).ShouldBeTrue();
        (await Store.Blobs.FindAsync(Shop, digest, default)).ShouldBe(new BlobRecord(digest, 77, location));
        (await Store.Uploads.FindAsync(Shop, upload.Id, default)).ShouldBeNull();
        (await EventsAsync()).Select(e => e.Action).ShouldBe(["push-blob"]);
        (await CandidatesAsync("key")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Publishing_from_a_session_that_is_gone_changes_nothing()
    {
        var upload = await StartUploadAsync();
        await Store.Uploads.CancelAsync(Shop, upload.Id, default);
        var digest = RandomDigest();
        var publication = new BlobPublication(Shop, digest, 1, new BlobLocation.Stored(upload.Key), upload.Id, Now);
        (await Store.Blobs.PublishAsync(publication, Event(), default)).ShouldBeFalse();
        (await Store.Blobs.FindAsync(Shop, digest, default)).ShouldBeNull();
        (await Store.Manifests.RepositoryExistsAsync(Shop, default)).ShouldBeFalse();
        (await EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_ends_in_its_own_repository_only()
    {
        var upload = await StartUploadAsync();
        var publication = new BlobPublication(Other, RandomDigest(), 1, new BlobLocation.Stored(upload.Key), upload.Id, Now);
        (await Store.Blobs.PublishAsync(publication, Event(), default)).ShouldBeFalse();
        (await Store.Uploads.FindAsync(Shop, upload.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Only_one_of_two_requests_finishes_a_session()
    {
        var upload = await StartUploadAsync();
        var publication = new BlobPublication(Shop, RandomDigest(), 1, new BlobLocation.Stored(upload.Key), upload.Id, Now.AddDays(1));
        var finished = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.Blobs.PublishAsync(publication, Event(), default)));
        finished.Count(f => f).ShouldBe(1);
        (await EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_blob_is_only_in_the_repository_where_it_was_pushed()
    {
        var blob = await PushBlobAsync();
        (await Store.Blobs.FindAsync(Other, blob.Digest, default)).ShouldBeNull();
        (await Store.Blobs.FindAsync(Shop, RandomDigest(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Small_blobs_live_in_the_database()
    {
        var content = RandomNumberGenerator.GetBytes(200);
        var digest = Digest.Of(content);
        var upload = await StartUploadAsync();
        (await Store.Blobs.PublishAsync(new BlobPublication(Shop, digest, 200, new BlobLocation.Inline(content), upload.Id, Now), Event(), default)).ShouldBeTrue();
        var found = (await Store.Blobs.FindAsync(Shop, digest, default))!;
        found.Location.ShouldBeOfType<BlobLocation.Inline>().Content.ToArray().ShouldBe(content);
        // Earlier chunks of the session may lie under its key.
        (await CandidatesAsync("key")).ShouldBe([upload.Key.Value]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Bytes_that_are_there_already_are_adopted_and_the_new_ones_dropped(int state)
    {
        var digest = RandomDigest();
        var (old, late) = (NewKey(), NewKey());
        await PublishAsync(digest, 5, new BlobLocation.Stored(old));
        await Probe.SetBlobStateAsync(digest, state);
        await PublishAsync(digest, 5, new BlobLocation.Stored(late), Other);
        (await Store.Blobs.FindAsync(Other, digest, default))!.Location.ShouldBe(new BlobLocation.Stored(old));
        (await Probe.BlobStateAsync(digest)).ShouldBe(0);
        (await CandidatesAsync("key")).ShouldBe([late.Value]);
    }

    [Fact]
    public async Task Bytes_that_are_being_deleted_are_replaced()
    {
        var digest = RandomDigest();
        var (old, late) = (NewKey(), NewKey());
        await PublishAsync(digest, 5, new BlobLocation.Stored(old));
        await Probe.SetBlobStateAsync(digest, 2);
        (await Store.Blobs.FindAsync(Shop, digest, default)).ShouldBeNull();
        await PublishAsync(digest, 5, new BlobLocation.Stored(late));
        (await Store.Blobs.FindAsync(Shop, digest, default))!.Location.ShouldBe(new BlobLocation.Stored(late));
        (await CandidatesAsync("key")).ShouldBe([old.Value]);
    }

    [Fact]
    public async Task Bytes_that_are_being_deleted_can_move_into_the_database_and_out_again()
    {
        var content = RandomNumberGenerator.GetBytes(10);
        var digest = Digest.Of(content);
        await PublishAsync(digest, 10, new BlobLocation.Stored(NewKey()));
        await Probe.SetBlobStateAsync(digest, 2);
        await PublishAsync(digest, 10, new BlobLocation.Inline(content));
        (await Store.Blobs.FindAsync(Shop, digest, default))!.Location.ShouldBeOfType<BlobLocation.Inline>().Content.ToArray().ShouldBe(content);
        await Probe.SetBlobStateAsync(digest, 2);
        var key = NewKey();
        await PublishAsync(digest, 10, new BlobLocation.Stored(key));
        (await Store.Blobs.FindAsync(Shop, digest, default))!.Location.ShouldBe(new BlobLocation.Stored(key));
    }

    [Fact]
    public async Task Seeing_a_condemned_blob_sets_it_live_again()
    {
        var blob = await PushBlobAsync();
        await Probe.SetBlobStateAsync(blob.Digest, 1);
        (await Store.Blobs.FindAsync(Shop, blob.Digest, default)).ShouldNotBeNull();
        (await Probe.BlobStateAsync(blob.Digest)).ShouldBe(0);
    }

    [Fact]
    public async Task Every_published_blob_is_reviewed_when_its_pin_ends()
    {
        var blob = await PushBlobAsync();
        (await Probe.CandidatesAsync()).ShouldBe([new Candidate("blob", blob.Digest.Value, Now.AddHours(24))]);
    }

    [Fact]
    public async Task Mounting_adds_the_blob_to_another_repository()
    {
        var blob = await PushBlobAsync();
        await Probe.SetBlobStateAsync(blob.Digest, 1);
        (await Store.Blobs.MountAsync(Other, blob.Digest, Now.AddDays(1), Event("mount"), default)).ShouldBeTrue();
        (await Store.Blobs.FindAsync(Other, blob.Digest, default)).ShouldNotBeNull();
        (await Probe.BlobStateAsync(blob.Digest)).ShouldBe(0);
        (await EventsAsync()).Select(e => e.Action).ShouldContain("mount");
    }

    [Fact]
    public async Task Nothing_is_mounted_that_no_repository_has()
    {
        var gone = await PushBlobAsync();
        await Store.Blobs.RemoveAsync(Shop, gone.Digest, Event(), default);
        var deleting = await PushBlobAsync();
        await Probe.SetBlobStateAsync(deleting.Digest, 2);
        foreach (var digest in new[] { gone.Digest, deleting.Digest, RandomDigest() })
        {
            (await Store.Blobs.MountAsync(Other, digest, Now.AddDays(1), Event("mount"), default)).ShouldBeFalse();
            (await Store.Blobs.FindAsync(Other, digest, default)).ShouldBeNull();
        }
        (await EventsAsync()).ShouldNotContain(e => e.Action == "mount");
    }

    [Fact]
    public async Task Lists_the_repositories_that_have_a_blob()
    {
        var blob = await PushBlobAsync();
        foreach (var name in new[] { "c", "a", "b" }) await Store.Blobs.MountAsync(RepositoryName.Parse(name), blob.Digest, Now, Event(), default);
        (await Names(null, 10)).ShouldBe(["a", "b", "c", "shop/api"]);
        (await Names("a", 2)).ShouldBe(["b", "c"]);
        (await Names(null, 0)).ShouldBeEmpty();
        await Probe.SetBlobStateAsync(blob.Digest, 2);
        (await Names(null, 10)).ShouldBeEmpty();

        async Task<IEnumerable<string>> Names(string? after, int limit) =>
            (await Store.Blobs.RepositoriesWithAsync(blob.Digest, after is null ? null : RepositoryName.Parse(after), limit, default)).Select(n => n.Value);
    }

    [Fact]
    public async Task Removing_takes_the_blob_out_of_one_repository()
    {
        var blob = await PushBlobAsync();
        await Store.Blobs.MountAsync(Other, blob.Digest, Now, Event(), default);
        (await Store.Blobs.RemoveAsync(Shop, blob.Digest, Event("delete-blob"), default)).ShouldBe(BlobRemoval.Removed);
        (await Store.Blobs.RemoveAsync(Shop, blob.Digest, Event("delete-blob"), default)).ShouldBe(BlobRemoval.Unknown);
        (await Store.Blobs.FindAsync(Shop, blob.Digest, default)).ShouldBeNull();
        (await Store.Blobs.FindAsync(Other, blob.Digest, default)).ShouldNotBeNull();
        (await Probe.CandidatesAsync()).ShouldContain(new Candidate("blob", blob.Digest.Value, Now));
        (await EventsAsync()).Count(e => e.Action == "delete-blob").ShouldBe(1);
    }

    [Fact]
    public async Task A_blob_that_a_manifest_of_the_repository_needs_stays()
    {
        var image = await PushImageAsync(tags: "1");
        var layer = image.Manifest.Layers[0].Digest;
        await Store.Blobs.MountAsync(Other, layer, Now, Event(), default);
        (await Store.Blobs.RemoveAsync(Shop, layer, Event(), default)).ShouldBe(BlobRemoval.Referenced);
        (await Store.Blobs.RemoveAsync(Shop, image.Manifest.Config!.Digest, Event(), default)).ShouldBe(BlobRemoval.Referenced);
        (await Store.Blobs.RemoveAsync(Other, layer, Event(), default)).ShouldBe(BlobRemoval.Removed);
        await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event(), default);
        (await Store.Blobs.RemoveAsync(Shop, layer, Event(), default)).ShouldBe(BlobRemoval.Removed);
    }

    public static TheoryData<string, string> VirtualContents => new() { { Digest.EmptyJson.Value, "{}" }, { Digest.EmptyBlob.Value, "" } };

    [Theory, MemberData(nameof(VirtualContents))]
    public async Task Virtual_blobs_are_everywhere_until_somebody_deletes_them(string text, string content)
    {
        var digest = Digest.Parse(text);
        await ShouldBeThere(Shop);
        (await Store.Blobs.RemoveAsync(Shop, digest, Event("delete-blob"), default)).ShouldBe(BlobRemoval.Removed);
        (await Store.Blobs.RemoveAsync(Shop, digest, Event("delete-blob"), default)).ShouldBe(BlobRemoval.Unknown);
        (await Store.Blobs.FindAsync(Shop, digest, default)).ShouldBeNull();
        await ShouldBeThere(Other);

        await PublishAsync(digest, content.Length, new BlobLocation.Inline(System.Text.Encoding.ASCII.GetBytes(content)));
        await ShouldBeThere(Shop);
        await Store.Blobs.RemoveAsync(Shop, digest, Event(), default);
        (await Store.Blobs.MountAsync(Shop, digest, Now, Event(), default)).ShouldBeTrue();
        await ShouldBeThere(Shop);
        (await Probe.CandidatesAsync()).ShouldBeEmpty();

        async Task ShouldBeThere(RepositoryName repository)
        {
            var found = (await Store.Blobs.FindAsync(repository, digest, default))!;
            found.Size.ShouldBe(content.Length);
            System.Text.Encoding.ASCII.GetString(found.Location.ShouldBeOfType<BlobLocation.Inline>().Content.Span).ShouldBe(content);
        }
    }

    [Fact]
    public async Task An_upload_of_a_virtual_blob_ends_its_session_and_drops_its_bytes()
    {
        var upload = await StartUploadAsync();
        var publication = new BlobPublication(Shop, Digest.EmptyJson, 2, new BlobLocation.Stored(upload.Key), upload.Id, Now);
        (await Store.Blobs.PublishAsync(publication, Event(), default)).ShouldBeTrue();
        (await Store.Uploads.FindAsync(Shop, upload.Id, default)).ShouldBeNull();
        (await CandidatesAsync("key")).ShouldBe([upload.Key.Value]);
        (await CandidatesAsync("blob")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_manifest_brings_a_deleted_virtual_blob_back_and_keeps_it()
    {
        await Store.Blobs.RemoveAsync(Shop, Digest.EmptyJson, Event(), default);
        var artifact = BuiltManifest.Image(Virtual.EmptyConfig, [await PushBlobAsync()], artifactType: "application/x-test");
        (await PutAsync(artifact)).ShouldBe(new ManifestPutResult.Stored(true));
        (await Store.Blobs.FindAsync(Shop, Digest.EmptyJson, default)).ShouldNotBeNull();
        (await Store.Blobs.RemoveAsync(Shop, Digest.EmptyJson, Event(), default)).ShouldBe(BlobRemoval.Referenced);
        (await Store.Blobs.RemoveAsync(Other, Digest.EmptyJson, Event(), default)).ShouldBe(BlobRemoval.Removed);
    }
}
