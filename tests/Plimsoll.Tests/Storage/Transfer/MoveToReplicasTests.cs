using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Manifests;
using Plimsoll.Core.Rules;
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
    public async Task Rules_quotas_holds_and_pulls_come_along_and_hold_there()
    {
        var image = await _source.PushImageAsync("v1", "next");
        async Task<long> AddAsync(RuleTerms terms) => (await _source.Metadata.Rules.AddAsync(new NewRule(PathPattern.Parse("shop/**"), true, terms, "ada"), SampleStore.Event(_clock, "rule.add"), default))!.Rule.Id;
        await AddAsync(new ImmutabilityTerms { Tags = ["v*"] });
        await AddAsync(new RetentionTerms { KeepLast = 1, PulledWithinDays = 30 });
        var quota = await AddAsync(new QuotaTerms { MaxBytes = 1_000_000, MaxTags = 2 });
        var upload = new Upload { Id = "u", Repository = SampleStore.Shop, Key = StorageKey.New(_clock), Algorithm = DigestAlgorithm.Sha256, Principal = "ada", StartedAt = _clock.Now, ExpiresAt = _clock.Now.AddHours(1), ExpectedSize = 700_000 };
        await _source.Metadata.Uploads.CreateAsync(upload, default);
        await _source.Metadata.Retention.AddHoldAsync(new HoldRecord(0, SampleStore.Shop, Tag.Parse("next"), null, HoldKind.Deployed, "prod", _clock.Now, "ada", null), SampleStore.Event(_clock, "hold.add"), default);
        await _source.Metadata.Audit.AppendAsync(SampleStore.Event(_clock, "pull") with { Repository = SampleStore.Shop.Value, Digest = image.Digest.Value }, default);
        await _source.Metadata.Audit.ListAsync(new AuditQuery(), default);

        (await MoveAsync(_source.Metadata, _source.Blobs, _target, _blobs)).ShouldBeOfType<MigrationResult.Moved>();

        var (before, after) = (await _source.Metadata.Rules.ListAsync(default), await _target.Rules.ListAsync(default));
        after.Select(r => (r.Rule.Id, r.Rule.Path.Value, r.Rule.IsLocked, r.Rule.Terms.Kind, r.CreatedAt, r.CreatedBy, r.Usage)).ShouldBe(before.Select(r => (r.Rule.Id, r.Rule.Path.Value, r.Rule.IsLocked, r.Rule.Terms.Kind, r.CreatedAt, r.CreatedBy, r.Usage)));
        after.Single(r => r.Rule.Id == quota).Usage.ShouldBe(new QuotaUsage(20_300 + image.Content.Length, 2, 700_000));
        (await _target.Retention.ListTagsAsync(SampleStore.Shop, null, 10, default)).ShouldBe(await _source.Metadata.Retention.ListTagsAsync(SampleStore.Shop, null, 10, default));
        (await _target.Retention.ListTagsAsync(SampleStore.Shop, null, 10, default)).Select(t => (t.PulledAt, t.HeldBy)).ShouldBe([(_clock.Now, "deployed: prod (hold 1)"), (_clock.Now, null)]);
        (await PostgresProbe.ViolationsAsync(_target)).ShouldBeEmpty();

        (await Should.ThrowAsync<OciException>(_target.Manifests.RemoveTagAsync(SampleStore.Shop, Tag.Parse("v1"), "ada", SampleStore.Event(_clock), default))).Message.ShouldContain("immutable");
        (await Should.ThrowAsync<OciException>(_target.Manifests.PutAsync(new ManifestPut(SampleStore.Shop, image.Digest, image.Content, image.Manifest, [Tag.Parse("third")], "ada"), SampleStore.Event(_clock), default))).Message.ShouldContain("the quota of 2 tags");
        await Should.ThrowAsync<OciException>(_target.Uploads.CreateAsync(upload with { Id = "w", Key = StorageKey.New(_clock), ExpectedSize = 400_000 }, default));
        (await _target.Uploads.CancelAsync(SampleStore.Shop, "u", default)).ShouldBeTrue();
        (await _target.Rules.ListAsync(default)).Single(r => r.Rule.Id == quota).Usage!.Reserved.ShouldBe(0);
        (await _target.Rules.AddAsync(new NewRule(PathPattern.Everything, false, new QuotaTerms { MaxTags = 100 }, "ada"), SampleStore.Event(_clock), default))!.Rule.Id.ShouldBe(quota + 1);
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
        new StoreMigration(source, sourceBlobs, target, targetBlobs, _clock).RunAsync(stop => source.State.SetReadOnlyAsync("moving", stop), null, default);

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
