using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What the suites of every database share: an empty store, a clock, and short ways to put something into it.</summary>
public abstract class MetadataContract : IAsyncLifetime
{
    protected static readonly RepositoryName Shop = RepositoryName.Parse("shop/api");
    protected static readonly RepositoryName Other = RepositoryName.Parse("other/web");

    private readonly ManualClock _clock = new();

    protected IMetadataProbe Probe { get; private set; } = null!;

    protected IMetadataStore Store => Probe.Store;

    protected DateTimeOffset Now => _clock.Now;

    protected TimeProvider Time => _clock;

    public async ValueTask InitializeAsync() => Probe = await OpenAsync(_clock);

    public async ValueTask DisposeAsync()
    {
        await Probe.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IMetadataProbe> OpenAsync(TimeProvider time);

    protected void Advance(TimeSpan by) => _clock.Advance(by);

    protected AuditEvent Event(string action = "push") => new()
    {
        Id = Guid.CreateVersion7(Now),
        At = Now,
        Action = action,
        Outcome = "ok",
        Principal = "ada",
        AuthKind = "basic",
    };

    protected StorageKey NewKey() => StorageKey.New(_clock);

    protected async Task<Upload> StartUploadAsync(RepositoryName? repository = null, DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        var upload = new Upload
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Repository = repository ?? Shop,
            Key = NewKey(),
            Algorithm = algorithm,
            Principal = "ada",
            StartedAt = Now,
            ExpiresAt = Now.AddHours(24),
        };
        await Store.Uploads.CreateAsync(upload, default);
        return upload;
    }

    /// <summary>Publishes a blob that no other test step has.</summary>
    protected async Task<Descriptor> PushBlobAsync(RepositoryName? repository = null, long size = 1000, string mediaType = "application/vnd.oci.image.layer.v1.tar+gzip")
    {
        var digest = Digest.Of(RandomNumberGenerator.GetBytes(16));
        await PublishAsync(digest, size, new BlobLocation.Stored(NewKey()), repository);
        return new Descriptor { MediaType = mediaType, Digest = digest, Size = size };
    }

    protected async Task PublishAsync(Digest digest, long size, BlobLocation location, RepositoryName? repository = null) =>
        (await Store.Blobs.PublishAsync(new BlobPublication(repository ?? Shop, digest, size, location, null, Now.AddHours(24)), Event("push-blob"), default)).ShouldBeTrue();

    protected Task<ManifestPutResult> PutAsync(BuiltManifest manifest, RepositoryName? repository = null, bool allowSparse = false, int? inspectWith = null, params string[] tags) =>
        Store.Manifests.PutAsync(
            new ManifestPut(repository ?? Shop, manifest.Digest, manifest.Content, manifest.Manifest, [.. tags.Select(Tag.Parse)], "ada") { AllowSparse = allowSparse, InspectWith = inspectWith },
            Event(), default);

    protected async Task<BuiltManifest> PushImageAsync(RepositoryName? repository = null, params string[] tags)
    {
        var image = BuiltManifest.Image(await PushBlobAsync(repository, mediaType: MediaTypes.OciConfig), [await PushBlobAsync(repository)]);
        (await PutAsync(image, repository, tags: tags)).ShouldBe(new ManifestPutResult.Stored(true));
        return image;
    }

    protected async Task<IReadOnlyList<string>> CandidatesAsync(string kind) =>
        [.. (await Probe.CandidatesAsync()).Where(c => c.Kind == kind).Select(c => c.Subject)];

    protected async Task<IReadOnlyList<AuditEvent>> EventsAsync() => await Store.Audit.ListAsync(new AuditQuery { Limit = 10_000 }, default);
}
