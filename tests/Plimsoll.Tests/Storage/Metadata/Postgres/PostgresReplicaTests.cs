using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

/// <summary>Two stores on one database, as two server processes have them.</summary>
public sealed class PostgresReplicaTests : IAsyncLifetime
{
    private static readonly RepositoryName Shop = RepositoryName.Parse("shop/api");

    private readonly ManualClock _clock = new();
    private PostgresServer _server = null!;
    private string _address = "";
    private PostgresMetadataStore _a = null!;
    private PostgresMetadataStore _b = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.GetAsync();
        _address = await _server.CreateDatabaseAsync();
        _a = await PostgresMetadataStore.OpenAsync(_address, _clock, null, default);
        _b = await PostgresMetadataStore.OpenAsync(_address, _clock, null, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        _server.Return(_address);
    }

    private AuditEvent Event() => new() { Id = Guid.CreateVersion7(_clock.Now), At = _clock.Now, Action = "push", Outcome = "ok", Principal = "ada", AuthKind = "basic" };

    [Fact]
    public async Task A_change_of_one_moves_the_version_that_the_other_reads()
    {
        var image = BuiltManifest.Image(Virtual.EmptyConfig, []);
        for (var i = 0; i < 20; i++)
        {
            var before = await _b.Versions.ReadAsync(Shop, default);
            await _a.Manifests.PutAsync(new ManifestPut(Shop, image.Digest, image.Content, image.Manifest, [Tag.Parse($"t{i}")], "ada"), Event(), default);
            (await _b.Versions.ReadAsync(Shop, default)).Repository.ShouldBeGreaterThan(before.Repository);
        }
        var identities = await _b.Identities.VersionAsync(default);
        await _a.Identities.AddGroupAsync("crew", "", _clock.Now, "ada", Event(), default);
        (await _b.Identities.VersionAsync(default)).ShouldBeGreaterThan(identities);
    }

    [Fact]
    public async Task A_lock_of_one_keeps_the_other_out_until_it_ends_or_dies()
    {
        var held = await _a.UploadLocks.TryEnterAsync("one", default);
        (await _b.UploadLocks.TryEnterAsync("one", default)).ShouldBeNull();
        await held!.DisposeAsync();
        await using (var free = await _b.UploadLocks.TryEnterAsync("one", default)) free.ShouldNotBeNull();

        (await _a.UploadLocks.TryEnterAsync("two", default)).ShouldNotBeNull();
        await _a.DisposeAsync();
        // The server notices the end of a connection by itself, a moment later.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        IUploadLock? inherited;
        while ((inherited = await _b.UploadLocks.TryEnterAsync("two", default)) is null) await Task.Delay(20, patience.Token);
        await inherited.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_first_starts_one_makes_the_administrator_and_the_key()
    {
        var user = new NewPrincipal(PrincipalKind.User, "admin", "", "hash", null, _clock.Now, "test") { Grants = [("admin", "**")] };
        var made = await Task.WhenAll(_a.Identities.AddFirstUserAsync(user, Event(), default), _b.Identities.AddFirstUserAsync(user, Event(), default));
        made.Count(m => m).ShouldBe(1);
        var keys = await Task.WhenAll(
            _a.Identities.EnsureSigningKeyAsync(new SigningKeyRecord("a", new byte[] { 1 }, _clock.Now), default),
            _b.Identities.EnsureSigningKeyAsync(new SigningKeyRecord("b", new byte[] { 2 }, _clock.Now), default));
        keys[0].Single().Id.ShouldBe(keys[1].Single().Id);
    }

    [Fact]
    public async Task Jobs_are_given_to_one_of_them_each()
    {
        for (var i = 0; i < 60; i++) await _a.Facts.EnqueueAsync(Shop, Digest.Of(BitConverter.GetBytes(i)), 1, default);
        var taken = await Task.WhenAll(new[] { _a, _b, _a, _b }.Select(store => Task.Run(async () =>
        {
            var mine = new List<Digest>();
            while (await store.Facts.TakeAsync(1, _clock.Now, _clock.Now.AddMinutes(1), default) is { } job) mine.Add(job.Digest);
            return mine;
        })));
        taken.SelectMany(t => t).Distinct().Count().ShouldBe(60);
        taken.Sum(t => t.Count).ShouldBe(60);
    }

    [Fact]
    public async Task A_quota_holds_when_both_reserve_at_once()
    {
        var rule = (await _a.Rules.AddAsync(Quota("shop/**", bytes: 1000), Event(), default))!.Rule.Id;
        var uploads = Enumerable.Range(0, 40).Select(i => new Upload
        {
            Id = $"u{i}",
            Repository = Shop,
            Key = StorageKey.New(_clock),
            Algorithm = DigestAlgorithm.Sha256,
            Principal = "ada",
            StartedAt = _clock.Now,
            ExpiresAt = _clock.Now.AddHours(1),
            ExpectedSize = 300,
        }).ToList();

        var begun = await Task.WhenAll(uploads.Select((upload, i) => AllowedAsync((i % 2 == 0 ? _a : _b).Uploads.CreateAsync(upload, default))));

        begun.Count(b => b).ShouldBe(3);
        (await UsageAsync(rule)).ShouldBe(new QuotaUsage(0, 0, 900));
        // Those that were begun without a size ask for it now.
        foreach (var upload in uploads.Where((_, i) => !begun[i])) await _a.Uploads.CreateAsync(upload with { ExpectedSize = null }, default);
        var reserved = await Task.WhenAll(uploads.Select((upload, i) => AllowedAsync((i % 2 == 0 ? _b : _a).Uploads.ReserveAsync(Shop, upload.Id, 350, default).AsTask())));
        reserved.Count(r => r).ShouldBeLessThanOrEqualTo(2);
        (await UsageAsync(rule)).Reserved.ShouldBeLessThanOrEqualTo(1000);
        foreach (var upload in uploads) await _b.Uploads.CancelAsync(Shop, upload.Id, default);
        (await UsageAsync(rule)).ShouldBe(new QuotaUsage(0, 0, 0));
    }

    [Fact]
    public async Task A_quota_holds_when_both_publish_at_once_into_several_repositories()
    {
        var wide = (await _a.Rules.AddAsync(Quota("shop/**", bytes: 10_000), Event(), default))!.Rule.Id;
        var narrow = (await _b.Rules.AddAsync(Quota("shop/a*", bytes: 3000), Event(), default))!.Rule.Id;
        var blobs = Enumerable.Range(0, 60).Select(i => (Digest: Digest.Of(BitConverter.GetBytes(i)), Repository: RepositoryName.Parse(i % 3 == 0 ? "shop/api" : i % 3 == 1 ? "shop/app" : "shop/web"))).ToList();

        var published = await Task.WhenAll(blobs.Select((blob, i) => AllowedAsync((i % 2 == 0 ? _a : _b).Blobs.PublishAsync(
            new BlobPublication(blob.Repository, blob.Digest, 500, new BlobLocation.Stored(StorageKey.New(_clock)), null, _clock.Now.AddHours(1)), Event(), default))));

        (await UsageAsync(wide)).Bytes.ShouldBe(500 * published.Count(p => p));
        (await UsageAsync(wide)).Bytes.ShouldBe(10_000);
        (await UsageAsync(narrow)).Bytes.ShouldBeLessThanOrEqualTo(3000);
        (await UsageAsync(narrow)).Bytes.ShouldBe(500 * published.Where((p, i) => p && i % 3 < 2).Count());
    }

    [Fact]
    public async Task A_quota_that_one_makes_while_the_other_pushes_begins_with_exactly_what_is_there()
    {
        using var over = new CancellationTokenSource();
        var pushing = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                var digest = Digest.Of(BitConverter.GetBytes((worker * 100_000) + i));
                var repository = RepositoryName.Parse($"shop/r{i % 7}");
                await _b.Blobs.PublishAsync(new BlobPublication(repository, digest, 10, new BlobLocation.Stored(StorageKey.New(_clock)), null, _clock.Now.AddHours(1)), Event(), default);
                if (i % 3 == 0) await _b.Blobs.RemoveAsync(repository, digest, Event(), default);
            }
        })));
        var rules = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            rules.Add((await _a.Rules.AddAsync(Quota("shop/**", bytes: 1 << 30), Event(), default))!.Rule.Id);
            if (i > 2) (await _a.Rules.RemoveAsync(rules[i - 2], Event(), default)).ShouldBeTrue();
        }
        await over.CancelAsync();
        await pushing;

        (await PostgresProbe.ViolationsAsync(_a)).ShouldBeEmpty();
        var totals = await _a.Collection.MeasureAsync(default);
        totals.Blobs.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_rule_that_one_made_holds_for_the_other_when_the_answer_comes()
    {
        var images = Enumerable.Range(0, 5).Select(i => BuiltManifest.Image(Virtual.EmptyConfig, [], annotations: new() { ["i"] = $"{i}" })).ToList();
        Task<bool> PushAsync(int i) => AllowedAsync(_b.Manifests.PutAsync(new ManifestPut(Shop, images[i % 5].Digest, images[i % 5].Content, images[i % 5].Manifest, [Tag.Parse("v1")], "ada"), Event(), default));
        await PushAsync(0);
        var moves = Task.Run(async () =>
        {
            var refused = 0;
            for (var i = 1; refused < 10; i++)
            {
                // Every fifth push is the manifest that is there, which is no move.
                if (!await PushAsync(i)) refused++;
            }
        }, TestContext.Current.CancellationToken);

        await _a.Rules.AddAsync(new NewRule(PathPattern.Everything, false, new ImmutabilityTerms { Tags = ["v*"] }, "ada"), Event(), default);
        var fixedAt = await _a.Manifests.ResolveAsync(Shop, Tag.Parse("v1"), default);
        await moves;

        (await _a.Manifests.ResolveAsync(Shop, Tag.Parse("v1"), default)).ShouldBe(fixedAt);
    }

    private static NewRule Quota(string path, long bytes) => new(PathPattern.Parse(path), false, new QuotaTerms { MaxBytes = bytes }, "ada");

    private async Task<QuotaUsage> UsageAsync(long rule) => (await _b.Rules.ListAsync(default)).Single(r => r.Rule.Id == rule).Usage.ShouldNotBeNull();

    private static async Task<bool> AllowedAsync(Task change)
    {
        try
        {
            await change;
            return true;
        }
        catch (OciException e) when (e.Error == OciError.Denied)
        {
            return false;
        }
    }
}
