using Plimsoll.Core;
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
}
