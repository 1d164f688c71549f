using Npgsql;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

/// <summary>Connections that break, changes that meet, a server that is not there, texts that PostgreSQL does not take.</summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    private static readonly RepositoryName Shop = RepositoryName.Parse("shop/api");

    private PostgresServer _server = null!;
    private CuttingProxy _proxy = null!;
    private string _address = "";
    private PostgresMetadataStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.GetAsync();
        _address = await _server.CreateDatabaseAsync();
        _proxy = new CuttingProxy(_server.Socket);
        var direct = new NpgsqlConnectionStringBuilder(_address) { Host = "127.0.0.1", Port = _proxy.Port, SslMode = SslMode.Disable };
        _store = await PostgresMetadataStore.OpenAsync(direct.ConnectionString, TimeProvider.System, null, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _proxy.Dispose();
        _server.Return(_address);
    }

    private static AuditEvent Event(string? detail = null) => new()
    {
        Id = Guid.CreateVersion7(),
        At = DateTimeOffset.UnixEpoch.AddDays(20_000),
        Action = "push",
        Outcome = "ok",
        Principal = "ada",
        AuthKind = "basic",
        Detail = detail,
    };

    private Task<ManifestPutResult> PutAsync(string tag)
    {
        var image = BuiltManifest.Image(Virtual.EmptyConfig, [], subject: new Descriptor { MediaType = MediaTypes.OciManifest, Digest = Digest.Of(Guid.CreateVersion7().ToByteArray()), Size = 1 });
        return _store.Manifests.PutAsync(new ManifestPut(Shop, image.Digest, image.Content, image.Manifest, [Tag.Parse(tag)], "ada"), Event(), default);
    }

    private Task BreakConnectionsAsync() => PostgresServer.RunAsync(_address, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_lost_at_the_commit_neither_loses_nor_repeats_the_change(bool isEarly)
    {
        await PutAsync("warm");
        (_proxy.IsEarly, _proxy.Cuts) = (isEarly, 1);
        (await PutAsync("1")).ShouldBe(new ManifestPutResult.Stored(true));
        _proxy.Cuts.ShouldBeLessThanOrEqualTo(0);
        (await _store.Manifests.TagHistoryAsync(Shop, Tag.Parse("1"), 10, default)).Count.ShouldBe(1);
        (await _store.Audit.ListAsync(new AuditQuery(), default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Queued_events_survive_a_connection_that_is_lost_at_their_commit()
    {
        await _store.Audit.ListAsync(new AuditQuery(), default);
        _proxy.Cuts = 2;
        var events = Enumerable.Range(0, 300).Select(_ => Event()).ToList();
        foreach (var audit in events) await _store.Audit.AppendAsync(audit, default);
        (await _store.Audit.ListAsync(new AuditQuery { Limit = 1000 }, default)).Select(e => e.Id).ShouldBe(events.Select(e => e.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task Goes_on_after_all_connections_broke()
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(n => _store.Manifests.ListRepositoriesAsync(null, 10, default).AsTask()));
            await BreakConnectionsAsync();
            (await PutAsync("1")).ShouldBe(new ManifestPutResult.Stored(true));
            await BreakConnectionsAsync();
            (await _store.Manifests.ResolveAsync(Shop, Tag.Parse("1"), default)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Says_that_the_database_is_not_there()
    {
        _proxy.Dispose();
        await BreakConnectionsAsync();
        await Should.ThrowAsync<StorageUnavailableException>(async () => await _store.Manifests.ListRepositoriesAsync(null, 10, default));
        await Should.ThrowAsync<StorageUnavailableException>(() => PutAsync("1"));
        await Should.ThrowAsync<StorageUnavailableException>(async () => await _store.Versions.ReadAsync(Shop, default));
        await Should.ThrowAsync<StorageUnavailableException>(async () => await _store.UploadLocks.TryEnterAsync("one", default));
    }

    [Fact]
    public async Task Says_at_the_start_that_the_login_is_wrong_without_the_password()
    {
        var builder = new NpgsqlConnectionStringBuilder(_address) { Username = "nobody", Password = "sesame" };
        var refusal = await Should.ThrowAsync<StorageUnavailableException>(() => PostgresMetadataStore.OpenAsync(builder.ConnectionString, TimeProvider.System, null, default));
        refusal.Message.ShouldContain("nobody");
        refusal.ToString().ShouldNotContain("sesame");
    }

    [Fact]
    public async Task Whoever_writes_an_upload_learns_that_its_lock_was_lost()
    {
        await using var held = await _store.UploadLocks.TryEnterAsync("one", default);
        await BreakConnectionsAsync();
        var lost = new TaskCompletionSource();
        await using (held!.Lost.Register(lost.SetResult)) await lost.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await held.DisposeAsync();
        await using var again = await _store.UploadLocks.TryEnterAsync("one", default);
        again.ShouldNotBeNull();
    }

    [Fact]
    public async Task Changes_that_meet_in_a_circle_run_again()
    {
        await PostgresServer.RunAsync(_address, "CREATE TABLE circle(id int PRIMARY KEY, n int NOT NULL); INSERT INTO circle VALUES (1, 0), (2, 0)");
        var both = new Barrier(2);
        async Task<int> TurnAsync(int first, int second)
        {
            var attempts = 0;
            return await _store.Database.WriteAsync(async session =>
            {
                await session.ExecuteAsync("UPDATE circle SET n = n + 1 WHERE id = $1", first);
                if (attempts++ == 0) both.SignalAndWait(TimeSpan.FromMinutes(2)).ShouldBeTrue();
                await session.ExecuteAsync("UPDATE circle SET n = n + 1 WHERE id = $1", second);
                return attempts;
            }, default);
        }
        try
        {
            var tries = await Task.WhenAll(Task.Run(() => TurnAsync(1, 2)), Task.Run(() => TurnAsync(2, 1)));
            // The server throws out one of them, or both when they notice at the same time.
            tries.Sum().ShouldBeGreaterThan(2);
            (await _store.Database.ReadAsync(s => s.AllAsync("SELECT n::bigint FROM circle", static row => row.GetInt64(0)), default)).ShouldBe([2, 2]);
        }
        finally
        {
            await PostgresServer.RunAsync(_address, "DROP TABLE circle");
        }
    }

    [Fact]
    public async Task Many_publish_the_same_blob_at_once()
    {
        var digest = Digest.Of("shared"u8);
        await Parallel.ForAsync(0, 40, async (i, _) =>
        {
            var publication = new BlobPublication(RepositoryName.Parse($"r/{i % 8}"), digest, 6, new BlobLocation.Stored(StorageKey.New(TimeProvider.System)), null, DateTimeOffset.UnixEpoch.AddDays(30_000));
            (await _store.Blobs.PublishAsync(publication, Event(), default)).ShouldBeTrue();
        });
        (await _store.Blobs.RepositoriesWithAsync(digest, null, 100, default)).Count.ShouldBe(8);
        (await _store.Database.ReadAsync(s => s.NumberAsync("SELECT count(*) FROM gc_queue WHERE kind = 'key'"), default)).ShouldBe(39);
    }

    [Fact]
    public async Task Text_that_the_database_cannot_hold_is_kept_as_far_as_it_can()
    {
        await _store.Audit.AppendAsync(Event("a\0b\uD800c😀"), default);
        (await _store.Audit.ListAsync(new AuditQuery(), default)).Single().Detail.ShouldBe("a\uFFFDb\uFFFDc😀");
    }

    [Fact]
    public async Task A_statement_that_is_wrong_is_no_outage() =>
        (await Should.ThrowAsync<PostgresStatementException>(() => _store.Database.WriteAsync(s => s.ExecuteAsync("SELECT nonsense"), default))).State.ShouldBe("42703");
}
