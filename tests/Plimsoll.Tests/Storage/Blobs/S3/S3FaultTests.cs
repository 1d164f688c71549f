using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Plimsoll.Storage;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.S3;

namespace Plimsoll.Tests.Storage.Blobs.S3;

/// <summary>A store that is overloaded, breaks off, damages or falls silent: what was asked comes out right or is refused in time, and never half of it.</summary>
public sealed class S3FaultTests : IAsyncLifetime
{
    /// <summary>For what must come out right on a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(13_000_000);

    private FaultProxy _proxy = null!;
    private S3Settings _settings = null!;
    private S3BlobStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        var swift = await SwiftServer.Running;
        _proxy = await FaultProxy.StartAsync(swift.Endpoint);
        _settings = swift.NewSettings() with { Endpoint = _proxy.Address, Patience = Patience };
        _store = new S3BlobStore(_settings, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _proxy.DisposeAsync();
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    public async Task Waits_and_repeats_when_the_store_is_overloaded(int status)
    {
        _proxy.Plan = (_, count) => count % 2 == 1 ? new Fault { Status = status } : null;
        var key = await WriteAsync(Content);
        (await ReadAsync(key)).ShouldBe(Content);
        await _store.DeleteAsync([key], default);
        (await _store.OpenAsync(key, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Gives_up_in_bounded_time_when_the_store_stays_overloaded()
    {
        var key = await WriteAsync(Content);
        _proxy.Plan = (_, _) => new Fault { Status = 503 };
        var clock = Stopwatch.StartNew();
        (await Should.ThrowAsync<StorageUnavailableException>(async () => await _store.OpenAsync(key, default))).RetryAfterSeconds.ShouldBeGreaterThan(0);
        clock.Elapsed.ShouldBeLessThan(Patience + TimeSpan.FromSeconds(10));
        await Should.ThrowAsync<StorageUnavailableException>(() => WriteAsync(Content[..1000]));
        _proxy.Plan = (_, _) => null;
        (await ReadAsync(key)).ShouldBe(Content);
    }

    [Fact]
    public async Task Goes_on_where_a_body_broke_off()
    {
        var key = await WriteAsync(Content);
        _proxy.Plan = (request, _) => HttpMethods.IsGet(request.Method) ? new Fault { AfterResponseBytes = 3_000_000 } : null;
        (await ReadAsync(key)).ShouldBe(Content);
        Gets.ShouldBeGreaterThanOrEqualTo(5, "each of them brought 3 MB at the most");
    }

    [Fact]
    public async Task Asks_once_for_a_blob_that_is_read_from_the_start_to_the_end()
    {
        var key = await WriteAsync(Content);
        (await ReadAsync(key)).ShouldBe(Content);
        Gets.ShouldBe(1);
    }

    [Fact]
    public async Task Never_ends_early_when_every_body_breaks_off_at_once()
    {
        var key = await WriteAsync(Content);
        _proxy.Plan = (request, _) => HttpMethods.IsGet(request.Method) ? new Fault { AfterResponseBytes = 0 } : null;
        await Should.ThrowAsync<StorageUnavailableException>(() => ReadAsync(key));
    }

    [Fact]
    public async Task Goes_on_where_a_body_fell_silent()
    {
        var key = await WriteAsync(Content[..9_000_000]);
        using var hasty = new S3BlobStore(_settings with { Patience = TimeSpan.FromSeconds(20) }, TimeProvider.System);
        var first = true;
        _proxy.Plan = (request, _) =>
        {
            if (!HttpMethods.IsGet(request.Method) || !first) return null;
            first = false;
            return new Fault { AfterResponseBytes = 1_000_000, StandsStill = true };
        };
        (await ReadAsync(key, hasty)).ShouldBe(Content[..9_000_000]);
    }

    [Fact]
    public async Task Sends_a_part_again_when_its_connection_broke()
    {
        var broken = 0;
        _proxy.Plan = (request, _) => HttpMethods.IsPut(request.Method) && Interlocked.Increment(ref broken) <= 2 ? new Fault { AfterRequestBytes = 1_000_000 } : null;
        (await ReadAsync(await WriteAsync(Content))).ShouldBe(Content);
        broken.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Does_not_store_what_was_damaged_on_the_way()
    {
        _proxy.Plan = (request, _) => HttpMethods.IsPut(request.Method) ? new Fault { DamagesBody = true } : null;
        await Should.ThrowAsync<StorageUnavailableException>(() => WriteAsync(Content[..100_000]));
        await Should.ThrowAsync<StorageUnavailableException>(() => WriteAsync(Content));
        _proxy.Plan = (_, _) => null;
        (await _store.ListAsync(default).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_was_lost_makes_no_difference()
    {
        // The store did it, nobody heard: completing twice, deleting twice.
        var lost = new HashSet<string>(StringComparer.Ordinal);
        _proxy.Plan = (request, _) => HttpMethods.IsPost(request.Method) && request.QueryString.Value!.Contains("uploadId", StringComparison.Ordinal) && lost.Add("complete")
            ? new Fault { AfterResponseBytes = 0 }
            : null;
        var key = await WriteAsync(Content);
        lost.ShouldNotBeEmpty();
        (await ReadAsync(key)).ShouldBe(Content);
    }

    [Fact]
    public async Task Refuses_in_time_when_nobody_listens()
    {
        var key = await WriteAsync(Content[..10_000]);
        await _proxy.DisposeAsync();
        await Should.ThrowAsync<StorageUnavailableException>(async () => await _store.OpenAsync(key, default));
        await Should.ThrowAsync<StorageUnavailableException>(() => WriteAsync(Content[..10_000]));
    }

    [Fact]
    public async Task More_uploads_than_memory_wait_or_are_told_so()
    {
        using var small = new S3BlobStore((await SwiftServer.Running).NewSettings() with { UploadMemory = 8 << 20, Patience = TimeSpan.FromSeconds(10) }, TimeProvider.System);
        var writers = new List<IBlobWriter>();
        for (var i = 0; i < 8; i++)
        {
            writers.Add(await small.CreateAsync(StorageKey.New(TimeProvider.System), null, default));
            await writers[i].WriteAsync(Content.AsMemory(0, 1000), default);
        }
        await using var late = await small.CreateAsync(StorageKey.New(TimeProvider.System), null, default);
        await Should.ThrowAsync<StorageUnavailableException>(async () => await late.WriteAsync(Content.AsMemory(0, 1000), default));
        var waiting = late.WriteAsync(Content.AsMemory(0, 1000), default).AsTask();
        foreach (var writer in writers) await writer.DisposeAsync();
        await waiting;
        await late.CompleteAsync(default);
    }

    private int Gets => _proxy.Requests.Count(r => r.StartsWith("GET", StringComparison.Ordinal));

    private async Task<StorageKey> WriteAsync(byte[] content)
    {
        var key = StorageKey.New(TimeProvider.System);
        await using var writer = await _store.CreateAsync(key, content.Length, default);
        await writer.WriteAsync(content, default);
        await writer.CompleteAsync(default);
        return key;
    }

    private async Task<byte[]> ReadAsync(StorageKey key, S3BlobStore? store = null)
    {
        await using var reader = await (store ?? _store).OpenAsync(key, default);
        var content = new byte[reader!.Length];
        for (var at = 0; at < content.Length;)
        {
            var read = await reader.ReadAsync(content.AsMemory(at, Math.Min(500_000, content.Length - at)), at, default);
            read.ShouldBeGreaterThan(0);
            at += read;
        }
        return content;
    }
}
