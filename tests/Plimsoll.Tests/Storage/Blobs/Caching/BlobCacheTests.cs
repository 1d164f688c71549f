using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.Caching;

namespace Plimsoll.Tests.Storage.Blobs.Caching;

/// <summary>A copy is told from the store by taking the blob away there.</summary>
public sealed class BlobCacheTests : IDisposable
{
    private const int Size = 10_000;

    private readonly TemporaryDirectory _directory = new();
    private readonly MemoryBlobStore _store = new();
    private readonly BlobCache _cache;
    private DiskRoom _room = new(long.MaxValue / 2, 0);

    public BlobCacheTests() => _cache = BlobCache.Open(_directory.File("cache"), 5 * Size, _ => _room);

    public void Dispose()
    {
        _cache.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_was_read_as_a_whole_is_read_from_the_disk_afterwards()
    {
        var (key, content) = await StoreAsync();
        (await ReadAsync(key, content)).ShouldBe(content);
        await _store.DeleteAsync([key], default);

        (await ReadAsync(key, content)).ShouldBe(content);

        (_cache.Hits, _cache.Misses, _cache.Bytes, _cache.BytesServed).ShouldBe((1, 1, Size, Size));
    }

    [Fact]
    public async Task A_part_is_served_from_a_copy_and_makes_none()
    {
        var (key, content) = await StoreAsync();
        (await ReadAsync(key, content, (2000, 500))).ShouldBe(content[2000..2500]);
        Files().ShouldBeEmpty();

        await ReadAsync(key, content);
        await _store.DeleteAsync([key], default);
        (await ReadAsync(key, content, (2000, 500))).ShouldBe(content[2000..2500]);
    }

    [Fact]
    public async Task A_read_that_ends_early_leaves_nothing_and_the_next_one_makes_the_copy()
    {
        var (key, content) = await StoreAsync();
        await using (var reader = await OpenAsync(key, content)) await reader!.ReadAsync(new byte[Size / 2], 0, default);
        Files().ShouldBeEmpty();
        _cache.Bytes.ShouldBe(0);

        await ReadAsync(key, content);
        Files().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Bytes_that_are_not_those_of_the_digest_never_become_a_copy()
    {
        var (key, content) = await StoreAsync();
        var other = RandomNumberGenerator.GetBytes(Size);
        (await ReadAsync(key, other)).ShouldBe(content, "the store answers as it would without a cache");
        Files().ShouldBeEmpty();
        _cache.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_first_readers_one_makes_the_copy_and_all_get_the_bytes()
    {
        var (key, content) = await StoreAsync();
        await Parallel.ForAsync(0, 16, async (_, _) => (await ReadAsync(key, content)).ShouldBe(content));
        Files().Count.ShouldBe(1);
        _cache.Bytes.ShouldBe(Size);
    }

    [Fact]
    public async Task What_was_not_read_for_longest_goes_first()
    {
        var blobs = new List<(StorageKey Key, byte[] Content)>();
        for (var i = 0; i < 5; i++) blobs.Add(await CachedAsync());
        await ReadAsync(blobs[0].Key, blobs[0].Content);

        await CachedAsync();

        (_cache.Bytes, _cache.Evictions, Files().Count).ShouldBe((5 * Size, 1, 5));
        foreach (var (key, _) in blobs) await _store.DeleteAsync([key], default);
        (await ReadAsync(blobs[0].Key, blobs[0].Content)).ShouldBe(blobs[0].Content);
        (await OpenAsync(blobs[1].Key, blobs[1].Content)).ShouldBeNull();
    }

    [Fact]
    public async Task A_blob_that_would_push_out_too_many_others_is_not_kept()
    {
        var (key, content) = await StoreAsync(2 * Size);
        (await ReadAsync(key, content)).ShouldBe(content);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disk_without_room_to_spare_takes_nothing_and_gets_back_what_it_took()
    {
        await CachedAsync();
        _room = new DiskRoom(Size, Size);
        var (key, content) = await StoreAsync();

        (await ReadAsync(key, content)).ShouldBe(content);

        (_cache.Bytes, _cache.Evictions).ShouldBe((Size, 1), "one copy gave way for another of the same size");
        _room = new DiskRoom(0, 10 * Size);
        var (next, more) = await StoreAsync();
        (await ReadAsync(next, more)).ShouldBe(more);
        (_cache.Bytes, Files().Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_copy_of_another_size_is_dropped()
    {
        var (key, content) = await CachedAsync();
        using (var file = new FileStream(Files()[0], FileMode.Open, FileAccess.Write)) file.SetLength(Size - 1);

        (await ReadAsync(key, content)).ShouldBe(content);
        (await ReadAsync(key, content)).ShouldBe(content);
        _cache.Bytes.ShouldBe(Size);
    }

    [Fact]
    public async Task A_copy_that_is_cut_off_while_it_is_read_is_read_on_from_the_store()
    {
        var (key, content) = await CachedAsync();
        await using var reader = await OpenAsync(key, content);
        var got = new byte[Size];
        (await reader!.ReadAsync(got.AsMemory(0, 100), 0, default)).ShouldBe(100);
        using (var file = new FileStream(Files()[0], FileMode.Open, FileAccess.Write)) file.SetLength(100);

        (await ReadFromAsync(reader, got, 100)).ShouldBe(Size);

        got.ShouldBe(content);
        _cache.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_that_vanishes_fails_no_read()
    {
        var (key, content) = await CachedAsync();
        Directory.Delete(_directory.File("cache"), recursive: true);
        (await ReadAsync(key, content)).ShouldBe(content);
        (await ReadAsync(key, content)).ShouldBe(content);
        _cache.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_deleted_goes_even_while_its_copy_is_made()
    {
        var (key, content) = await CachedAsync();
        _cache.Drop([key]);
        Files().ShouldBeEmpty();

        await using (var reader = await OpenAsync(key, content))
        {
            var got = new byte[Size];
            await reader!.ReadAsync(got.AsMemory(0, 100), 0, default);
            _cache.Drop([key]);
            await ReadFromAsync(reader, got, 100);
        }
        (_cache.Bytes, Files().Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_process_deletes_what_a_killed_one_left_and_nothing_of_one_that_runs()
    {
        var (key, content) = await CachedAsync();
        var left = Directory.CreateDirectory(_directory.File("cache/left")).FullName;
        File.WriteAllBytes(Path.Combine(left, "half"), new byte[100]);
        File.WriteAllText(left + ".lock", "");

        using (var other = BlobCache.Open(_directory.File("cache"), Size))
        {
            Directory.Exists(left).ShouldBeFalse();
            File.Exists(left + ".lock").ShouldBeFalse();
            other.Bytes.ShouldBe(0);
        }

        await _store.DeleteAsync([key], default);
        (await ReadAsync(key, content)).ShouldBe(content);
    }

    [Fact]
    public async Task Without_a_cache_the_store_is_read()
    {
        using var off = BlobCache.Off();
        var (key, content) = await StoreAsync();
        await using var reader = await off.OpenAsync(_store, key, Digest.Of(content), Size, null, default);
        (await ReadFromAsync(reader!, new byte[Size], 0)).ShouldBe(Size);
        await _store.DeleteAsync([key], default);
        (await off.OpenAsync(_store, key, Digest.Of(content), Size, null, default)).ShouldBeNull();
        (off.Hits, off.Misses).ShouldBe((0, 0));
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_directory.File("cache"), "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))];

    private async Task<(StorageKey Key, byte[] Content)> StoreAsync(int size = Size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var key = StorageKey.New(TimeProvider.System);
        await using var writer = await _store.CreateAsync(key, size, default);
        await writer.WriteAsync(content, default);
        await writer.CompleteAsync(default);
        return (key, content);
    }

    private async Task<(StorageKey Key, byte[] Content)> CachedAsync()
    {
        var blob = await StoreAsync();
        (await ReadAsync(blob.Key, blob.Content)).ShouldBe(blob.Content);
        return blob;
    }

    private ValueTask<IBlobReader?> OpenAsync(StorageKey key, byte[] content, (long, long)? part = null) => _cache.OpenAsync(_store, key, Digest.Of(content), content.Length, part, default);

    private async Task<byte[]> ReadAsync(StorageKey key, byte[] content, (long Offset, long Length)? part = null)
    {
        await using var reader = await OpenAsync(key, content, part);
        var (offset, length) = part ?? (0, content.Length);
        var got = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = await reader!.ReadAsync(got.AsMemory(at, (int)Math.Min(3000, length - at)), offset + at, default);
            read.ShouldBeGreaterThan(0);
            at += read;
        }
        return got;
    }

    private static async Task<int> ReadFromAsync(IBlobReader reader, byte[] into, int at)
    {
        while (await reader.ReadAsync(into.AsMemory(at), at, default) is > 0 and var read) at += read;
        return at;
    }
}
