using System.Text;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every database promises to the writer of the journal.</summary>
public abstract class JournalQueueContract : MetadataContract
{
    [Fact]
    public async Task Every_change_leaves_what_a_rebuild_needs()
    {
        var image = await PushImageAsync(null, "latest");

        var entries = await TakeAsync();

        entries.OfType<JournalEntry.Blob>().Select(b => b.Digest).ShouldBe([image.Manifest.Config!.Digest, image.Manifest.Layers[0].Digest], ignoreOrder: true);
        var manifest = entries.OfType<JournalEntry.Manifest>().ShouldHaveSingleItem();
        (manifest.Repository, manifest.Digest, manifest.MediaType, manifest.PushedAt).ShouldBe((Shop, image.Digest, image.Manifest.MediaType, Now));
        manifest.Content.ToArray().ShouldBe(image.Content);
        var move = entries.OfType<JournalEntry.Move>().ShouldHaveSingleItem().Record;
        (move.Repository, move.Move).ShouldBe((Shop, new TagMove(Tag.Parse("latest"), image.Digest, null, Now, "ada")));
        (await TakeAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_that_is_refused_leaves_nothing()
    {
        (await PutAsync(BuiltManifest.Image(new() { MediaType = "application/json", Digest = Digest.Of("none"u8), Size = 4 }, []))).ShouldBeOfType<ManifestPutResult.Missing>();

        (await TakeAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_where_the_bytes_of_a_blob_are()
    {
        var (large, small) = (Digest.Of("large"u8), Digest.Of("small"u8));
        var key = NewKey();
        await PublishAsync(large, 5, new BlobLocation.Stored(key));
        await PublishAsync(small, 5, new BlobLocation.Inline(Encoding.UTF8.GetBytes("small")));

        var blobs = (await TakeAsync()).OfType<JournalEntry.Blob>().ToDictionary(b => b.Digest);

        blobs[large].ShouldBe(new JournalEntry.Blob(large, 5, new BlobLocation.Stored(key)));
        ((BlobLocation.Inline)blobs[small].Location).Content.ToArray().ShouldBe("small"u8.ToArray());
    }

    [Fact]
    public async Task Says_what_is_gone()
    {
        var image = await PushImageAsync(null, "latest");
        var blob = await PushBlobAsync();
        await TakeAsync();
        await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event("delete"), default);
        await Probe.SetBlobStateAsync(blob.Digest, 2);
        await Probe.RemoveBlobRowAsync(blob.Digest);

        var entries = await TakeAsync();

        entries.OfType<JournalEntry.ManifestGone>().ShouldHaveSingleItem().ShouldBe(new JournalEntry.ManifestGone(Shop, image.Digest));
        entries.OfType<JournalEntry.BlobGone>().ShouldHaveSingleItem().Digest.ShouldBe(blob.Digest);
        entries.OfType<JournalEntry.Move>().ShouldHaveSingleItem().Record.Move.Digest.ShouldBeNull();
    }

    [Fact]
    public async Task Shows_a_thing_as_it_is_now_and_pages_through_what_waits()
    {
        for (var i = 0; i < 5; i++) await PushBlobAsync();
        var first = (await Store.Journal.TakeAsync(3, 1 << 20, default)).ShouldNotBeNull();
        var again = (await Store.Journal.TakeAsync(3, 1 << 20, default)).ShouldNotBeNull();

        first.Changes.Count.ShouldBe(3);
        again.Changes.Select(c => c.Id).ShouldBe(first.Changes.Select(c => c.Id), "what is not acknowledged waits on");
        again.Segment.ShouldBe(first.Segment + 1);
        await Store.Journal.AcknowledgeAsync(first.Changes, default);
        (await Store.Journal.TakeAsync(10, 1 << 20, default)).ShouldNotBeNull().Changes.Count.ShouldBe(2);
        (await Store.State.ReadAsync(default)).Entries.ShouldBe(3);
    }

    [Fact]
    public async Task Takes_no_more_content_than_it_is_asked_for()
    {
        for (var i = 0; i < 5; i++) await PublishAsync(Digest.Of([(byte)i]), 1000, new BlobLocation.Inline(new byte[1000]));

        (await Store.Journal.TakeAsync(10, 1500, default)).ShouldNotBeNull().Changes.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Reads_everything_there_is()
    {
        var image = await PushImageAsync(null, "one", "two");
        var other = await PushImageAsync(Other, "one");
        await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("two"), "ada", Event("delete"), default);

        var all = await Store.Journal.ReadAllAsync(default).ToListAsync();

        all.OfType<JournalEntry.Blob>().Count().ShouldBe(4);
        all.OfType<JournalEntry.Manifest>().Select(m => (m.Repository, m.Digest)).ShouldBe([(Shop, image.Digest), (Other, other.Digest)], ignoreOrder: true);
        all.OfType<JournalEntry.Move>().Count().ShouldBe(4);
    }

    private async Task<List<JournalEntry>> TakeAsync()
    {
        var changes = (await Store.Journal.TakeAsync(1000, 1 << 20, default))?.Changes ?? [];
        await Store.Journal.AcknowledgeAsync(changes, default);
        return [.. changes.Select(c => c.Entry.ShouldNotBeNull())];
    }
}
