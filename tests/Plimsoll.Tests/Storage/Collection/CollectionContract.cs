using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection;

/// <summary>What the suites of collection share: objects in memory, and a collector with a grace of a day.</summary>
public abstract class CollectionContract : MetadataContract
{
    protected static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    protected MemoryBlobStore Bytes { get; } = new();

    /// <summary>Repositories whose version the last run moved: what caches hold of them is out of date.</summary>
    protected IReadOnlyList<RepositoryName> Changed { get; private set; } = [];

    protected CollectionSettings Settings { get; init; } = new() { Grace = Grace, KeepUntagged = false };

    protected async Task<CollectionReport> CollectAsync(bool dryRun = false, bool confirmed = false, CollectionSettings? settings = null)
    {
        var (shop, other) = (await VersionAsync(Shop), await VersionAsync(Other));
        var report = await new Collector(Store, Bytes, settings ?? Settings, TimeProvider.System).RunAsync(dryRun, confirmed, default);
        Changed = [.. await VersionAsync(Shop) == shop ? [] : new[] { Shop }, .. await VersionAsync(Other) == other ? [] : new[] { Other }];
        return report;
    }

    private async Task<long> VersionAsync(RepositoryName repository) => (await Store.Versions.ReadAsync(repository, default)).Repository;

    /// <summary>Collects again and again, each time after another grace, until nothing is left to do.</summary>
    protected async Task CollectAllAsync(CollectionSettings? settings = null)
    {
        for (var i = 0; i < 4; i++)
        {
            Advance(Grace);
            (await CollectAsync(settings: settings)).Outcome.ShouldBe(CollectionOutcome.Completed);
        }
    }

    /// <summary>Uploads a blob with real bytes.</summary>
    protected async Task<Descriptor> UploadAsync(RepositoryName? repository = null, int size = 1000, string mediaType = "application/vnd.oci.image.layer.v1.tar")
    {
        var content = new byte[size];
        Random.Shared.NextBytes(content);
        var digest = Digest.Of(content);
        var upload = await StartUploadAsync(repository);
        await using (var writer = await Bytes.CreateAsync(upload.Key, size, default)) await writer.WriteAsync(content, default);
        var publication = new BlobPublication(repository ?? Shop, digest, size, new BlobLocation.Stored(upload.Key), upload.Id, Now);
        (await Store.Blobs.PublishAsync(publication, Event(), default)).ShouldBeTrue();
        return new Descriptor { MediaType = mediaType, Digest = digest, Size = size };
    }

    protected async Task<BuiltManifest> UploadImageAsync(RepositoryName? repository = null, Descriptor? subject = null, params string[] tags)
    {
        var image = BuiltManifest.Image(await UploadAsync(repository, mediaType: MediaTypes.OciConfig), [await UploadAsync(repository)], subject);
        (await PutAsync(image, repository, tags: tags)).ShouldBe(new ManifestPutResult.Stored(true));
        return image;
    }

    protected async Task<bool> HasAsync(BuiltManifest manifest, RepositoryName? repository = null) => await Store.Manifests.FindAsync(repository ?? Shop, manifest.Digest, default) is not null;

    protected async Task<bool> HasAsync(Descriptor blob, RepositoryName? repository = null) => await Store.Blobs.FindAsync(repository ?? Shop, blob.Digest, default) is not null;

    protected Task RemoveAsync(BuiltManifest manifest) => Store.Manifests.RemoveAsync(Shop, manifest.Digest, "bob", Event("delete"), default);

    protected Task RemoveTagAsync(string tag) => Store.Manifests.RemoveTagAsync(Shop, Tag.Parse(tag), "bob", Event("delete"), default);

    protected Task<UndeleteResult> UndeleteAsync(BuiltManifest manifest) =>
        Store.Collection.UndeleteAsync(Shop, new DeletedReference.ByDigest(manifest.Digest), "carol", Event("undelete"), default);

    protected Task<UndeleteResult> UndeleteAsync(string tag) =>
        Store.Collection.UndeleteAsync(Shop, new DeletedReference.ByTag(Tag.Parse(tag)), "carol", Event("undelete"), default);

    protected async Task<int> ObjectsAsync() => await Bytes.ListAsync(default).CountAsync();
}
