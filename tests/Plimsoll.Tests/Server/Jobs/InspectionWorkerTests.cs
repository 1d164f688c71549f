using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Core;
using Plimsoll.Inspection;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Registry;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Server.Jobs;

/// <summary>What becomes of images that cannot be opened.</summary>
public sealed class InspectionWorkerTests : IAsyncDisposable
{
    private static readonly RepositoryName Shop = RepositoryName.Parse("shop/api");

    private readonly string _folder = Directory.CreateTempSubdirectory("plimsoll").FullName;
    private readonly ManualClock _clock = new();
    private readonly Meter _meter = new(nameof(InspectionWorkerTests));
    private readonly SqliteMetadataStore _metadata;

    public InspectionWorkerTests() => _metadata = SqliteMetadataStore.Open(Path.Combine(_folder, "plimsoll.db"), _clock);

    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        _meter.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_image_whose_bytes_cannot_be_read_is_tried_five_times_ever_later_and_then_failed()
    {
        var manifest = await PushAsync();
        var broken = new BrokenStore();
        using var trigger = new InspectionTrigger(new ServerOptions(), ImageInspector.ScannerVersion);
        var worker = new InspectionWorker(_metadata, broken, new ImageInspector(_clock), trigger, new InspectionMetrics(_meter), [], new ServerOptions(), _clock, NullLogger<InspectionWorker>.Instance);

        var waits = new List<TimeSpan>();
        while (await _metadata.Facts.FindImageAsync(manifest, ImageInspector.ScannerVersion, default) is { State: "waiting" })
        {
            var wait = TimeSpan.Zero;
            while (!await worker.InspectNextAsync(default))
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                wait += TimeSpan.FromSeconds(1);
                wait.ShouldBeLessThan(TimeSpan.FromHours(1));
            }
            waits.Add(wait);
        }

        broken.Opened.ShouldBe(5);
        waits.Select(w => w.TotalSeconds).ShouldBe([0, 4, 16, 64, 256]);
        var state = await _metadata.Facts.FindImageAsync(manifest, ImageInspector.ScannerVersion, default);
        state!.State.ShouldBe("failed");
        state.Error.ShouldBe("the disk is broken");
        _clock.Advance(TimeSpan.FromDays(1));
        (await worker.InspectNextAsync(default)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_image_that_was_deleted_meanwhile_is_not_tried_again()
    {
        var manifest = await PushAsync();
        (await _metadata.Manifests.RemoveAsync(Shop, manifest, "dev", Event(), default)).ShouldBe(ManifestRemoval.Removed);
        using var trigger = new InspectionTrigger(new ServerOptions(), ImageInspector.ScannerVersion);
        var worker = new InspectionWorker(_metadata, new MemoryBlobStore(), new ImageInspector(_clock), trigger, new InspectionMetrics(_meter), [], new ServerOptions(), _clock, NullLogger<InspectionWorker>.Instance);

        await worker.InspectNextAsync(default);

        _clock.Advance(TimeSpan.FromDays(1));
        (await worker.InspectNextAsync(default)).ShouldBeFalse();
    }

    private async Task<Digest> PushAsync()
    {
        var config = "{}"u8.ToArray();
        var key = StorageKey.New(_clock);
        var digest = Digest.Of("a layer"u8);
        var publication = new BlobPublication(Shop, digest, 7, new BlobLocation.Stored(key), null, _clock.GetUtcNow().AddDays(1));
        (await _metadata.Blobs.PublishAsync(publication, Event(), default)).ShouldBeTrue();
        var json = $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}",
             "config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{Digest.Of(config)}}","size":2},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{digest}}","size":7}]}
            """;
        var content = System.Text.Encoding.UTF8.GetBytes(json);
        var manifest = Plimsoll.Core.Manifests.ManifestReader.Read(content, MediaTypes.OciManifest);
        var put = new ManifestPut(Shop, Digest.Of(content), content, manifest, [], "dev") { InspectWith = ImageInspector.ScannerVersion };
        (await _metadata.Manifests.PutAsync(put, Event(), default)).ShouldBe(new ManifestPutResult.Stored(true));
        return put.Digest;
    }

    private AuditEvent Event() => new() { Id = Guid.CreateVersion7(_clock.GetUtcNow()), At = _clock.GetUtcNow(), Action = "push", Outcome = "ok", Principal = "dev", AuthKind = "none" };

    /// <summary>A disk that answers nothing.</summary>
    private sealed class BrokenStore : IBlobStore
    {
        public int Opened { get; private set; }

        public int MinChunkSize => 0;

        public bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends) => false;

        public Uri? Locate(StorageKey key) => null;

        public ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken) => OpenAsync(key, cancellationToken);

        public ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken) => throw new IOException("the disk is broken");

        public ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) => throw new IOException("the disk is broken");

        public ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken)
        {
            Opened++;
            throw new IOException("the disk is broken");
        }

        public ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => throw new IOException("the disk is broken");

        public ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => throw new IOException("the disk is broken");

        public IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync(CancellationToken cancellationToken) => throw new IOException("the disk is broken");
    }
}
