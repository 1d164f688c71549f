using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Health;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Server.Health;

public sealed class ReadinessTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly ServerOptions _options = new();
    private readonly SqliteMetadataStore _metadata;
    private readonly FileSystemBlobStore _store;

    public ReadinessTests()
    {
        _options.Data = Path.GetDirectoryName(_directory.File("x"))!;
        _metadata = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), _clock);
        _store = FileSystemBlobStore.Open(_directory.File("blobs"));
    }

    private string Shard => _directory.File("blobs/00");

    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        _store.Dispose();
        _directory.Dispose();
    }

    private Readiness Readiness() => new(_metadata, _store, _options, _clock, NullLogger<Readiness>.Instance);

    private static async Task<string[]> FailingAsync(Readiness readiness) => [.. (await readiness.CheckAsync(default)).Where(c => !c.Ready).Select(c => $"{c.Name}: {c.Reason}")];

    [Fact]
    public async Task Is_ready_when_everything_works_and_leaves_nothing_behind()
    {
        using var readiness = Readiness();
        (await readiness.CheckAsync(default)).Select(c => c.Name).ShouldBe(["database", "blobs", "disk"]);
        (await FailingAsync(readiness)).ShouldBeEmpty();
        Directory.EnumerateFiles(_directory.File("blobs"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_check_that_died_left_behind_is_no_hindrance()
    {
        await (await _store.CreateAsync(StorageKey.Probe, null, default)).DisposeAsync();
        using var readiness = Readiness();
        (await FailingAsync(readiness)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_that_the_blob_store_takes_no_writes_and_looks_again_only_after_a_while()
    {
        using var readiness = Readiness();
        Directory.Delete(Shard);
        (await FailingAsync(readiness)).ShouldBe(["blobs: the blob store takes no writes"]);
        Directory.CreateDirectory(Shard);
        (await FailingAsync(readiness)).ShouldNotBeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(6));
        (await FailingAsync(readiness)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_that_the_disk_is_nearly_full()
    {
        _options.Health.MinFreeBytes = long.MaxValue;
        using var readiness = Readiness();
        (await FailingAsync(readiness)).ShouldHaveSingleItem().ShouldMatch(@"^disk: .* has \d+ bytes left, less than 9223372036854775807 \(health\.minFreeBytes\)$");
    }

    [Fact]
    public async Task Says_that_the_database_does_not_answer()
    {
        using var readiness = Readiness();
        await _metadata.DisposeAsync();
        (await FailingAsync(readiness)).ShouldBe(["database: the database does not answer"]);
    }
}
