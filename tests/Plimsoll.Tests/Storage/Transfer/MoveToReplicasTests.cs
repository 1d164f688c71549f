using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.S3;
using Plimsoll.Storage.Hashing;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;
using Plimsoll.Storage.Transfer;
using Plimsoll.Tests.Storage.Blobs.S3;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Storage.Transfer;

/// <summary>From SQLite and files to a PostgreSQL and an S3 store, and back.</summary>
public sealed class MoveToReplicasTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private SampleStore _source = null!;
    private PostgresServer _server = null!;
    private string _address = "";
    private PostgresMetadataStore _target = null!;
    private S3BlobStore _blobs = null!;

    public async ValueTask InitializeAsync()
    {
        _source = new SampleStore(null, _clock);
        _server = await PostgresServer.GetAsync();
        _address = await _server.CreateDatabaseAsync();
        _target = await PostgresMetadataStore.OpenAsync(_address, _clock, null, default);
        _blobs = new S3BlobStore((await SwiftServer.Running).NewSettings(), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        _server.Return(_address);
        _blobs.Dispose();
    }

    [Fact]
    public async Task Everything_is_there_and_goes_on_there()
    {
        var image = await _source.PushImageAsync("one", "two");
        await _source.PutAsync(SampleStore.Shop, Metadata.BuiltManifest.Index([image.Descriptor()]), "all");
        await _source.PushBlobAsync(SampleStore.Shop, 7_000_000, algorithm: DigestAlgorithm.Sha512);
        await _source.Metadata.Identities.AddFirstUserAsync(new NewPrincipal(PrincipalKind.User, "ada", "ü", "hash", null, _clock.Now, "system") { Grants = [("admin", "**")] }, SampleStore.Event(_clock, "user.add"), default);
        await _source.Metadata.Facts.StoreLayerAsync(image.Manifest.Layers[0].Digest, 1, new byte[] { 0, 1, 255 }, default);

        var moved = (await MoveAsync(_source.Metadata, _source.Blobs, _target, _blobs)).ShouldBeOfType<MigrationResult.Moved>();

        moved.Blobs.Problems.ShouldBeEmpty();
        await VerifyAsync(image);
        (await _target.Identities.LoadAsync(default)).Principals.ShouldHaveSingleItem().Name.ShouldBe("ada");
        (await _target.Manifests.TagHistoryAsync(SampleStore.Shop, null, 10, default)).Count.ShouldBe(3);
        // Numbers go on behind those that came along.
        var later = Metadata.BuiltManifest.Image(new Descriptor { MediaType = MediaTypes.OciEmpty, Digest = Digest.EmptyJson, Size = 2 }, []);
        (await _target.Manifests.PutAsync(new ManifestPut(SampleStore.Shop, later.Digest, later.Content, later.Manifest, [Tag.Parse("later")], "ada"), SampleStore.Event(_clock), default)).ShouldBe(new ManifestPutResult.Stored(true));
        (await StoreCondition.CheckAsync(_target, _blobs.Objects, default)).ShouldBeOfType<StoreCondition.Sound>();
        var journal = new JournalWriter(_target, _blobs.Objects);
        await journal.FlushAsync(default);
        (await JournalReader.ReadAsync(_blobs.Objects, default).ToListAsync()).OfType<JournalEntry.Manifest>().Select(m => m.Digest).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task And_back_again()
    {
        var image = await _source.PushImageAsync("one");
        await MoveAsync(_source.Metadata, _source.Blobs, _target, _blobs);
        await using var back = new SampleStore(null, _clock);

        (await MoveAsync(_target, _blobs, back.Metadata, back.Blobs)).ShouldBeOfType<MigrationResult.Moved>();

        (await back.VerifyAsync()).ShouldBe(2);
        (await back.Metadata.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("one"), default)).ShouldBe(image.Digest);
    }

    private Task<MigrationResult> MoveAsync(IMetadataStore source, IBlobStore sourceBlobs, IMetadataStore target, IBlobStore targetBlobs) =>
        new StoreMigration(source, sourceBlobs, target, targetBlobs, _clock).RunAsync(_ => Task.CompletedTask, null, default);

    private async Task VerifyAsync(Metadata.BuiltManifest image)
    {
        (await _target.Manifests.ResolveAsync(SampleStore.Shop, Tag.Parse("one"), default)).ShouldBe(image.Digest);
        (await _target.Manifests.FindAsync(SampleStore.Shop, image.Digest, default)).ShouldNotBeNull().Content.ToArray().ShouldBe(image.Content);
        foreach (var blob in await _target.Scrub.ListBlobsAsync(0, 100, default))
        {
            if (blob.Location is not BlobLocation.Stored(var key)) continue;
            await using var reader = (await _blobs.OpenAsync(key, default)).ShouldNotBeNull();
            (await BlobHash.OfAsync(reader, blob.Digest.Algorithm, default)).ShouldBe(blob.Digest);
        }
    }
}
