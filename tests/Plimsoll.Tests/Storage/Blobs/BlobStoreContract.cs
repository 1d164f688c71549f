using System.Security.Cryptography;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Blobs;

/// <summary>What every blob store promises.</summary>
public abstract class BlobStoreContract
{
    private StorageKey _lastKey;

    protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task Gives_back_what_was_written()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var key = await WriteAsync(content, content.Length);
        await using var reader = await Store.OpenAsync(key, default);
        reader!.Length.ShouldBe(content.Length);
        (await ReadAllAsync(reader)).ShouldBe(content);
    }

    [Fact]
    public async Task Keeps_an_empty_blob()
    {
        var key = await WriteAsync([], 0);
        await using var reader = await Store.OpenAsync(key, default);
        reader!.Length.ShouldBe(0);
        (await reader.ReadAsync(new byte[1], 0, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Reads_at_any_offset()
    {
        var content = RandomNumberGenerator.GetBytes(1000);
        await using var reader = await Store.OpenAsync(await WriteAsync(content, null), default);
        var buffer = new byte[10];
        (await reader!.ReadAsync(buffer, 995, default)).ShouldBe(5);
        buffer[..5].ShouldBe(content[995..]);
        (await reader.ReadAsync(buffer, 500, default)).ShouldBe(10);
        buffer.ShouldBe(content[500..510]);
        (await reader.ReadAsync(buffer, 1000, default)).ShouldBe(0);
        (await reader.ReadAsync(buffer, 5000, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Reads_one_blob_from_many_sides_at_once()
    {
        var content = RandomNumberGenerator.GetBytes(200_000);
        await using var reader = await Store.OpenAsync(await WriteAsync(content, null), default);
        await Parallel.ForAsync(0, 64, async (i, _) =>
        {
            var buffer = new byte[1000];
            (await reader!.ReadAsync(buffer, i * 3000, default)).ShouldBe(1000);
            buffer.ShouldBe(content[(i * 3000)..(i * 3000 + 1000)]);
        });
    }

    [Fact]
    public async Task Opens_nothing_where_nothing_is() => (await Store.OpenAsync(NewKey(), default)).ShouldBeNull();

    [Fact]
    public async Task Goes_on_at_an_offset_and_cuts_off_what_lies_behind()
    {
        var (key, state) = await BeginAsync([1, 2, 3], more: [4, 5]);
        await using (var writer = await ContinueAsync(key, 3, state))
        {
            writer.Position.ShouldBe(3);
            await writer.WriteAsync(new byte[] { 9 }, default);
            writer.Position.ShouldBe(4);
            await writer.CompleteAsync(default);
        }
        (await ReadAllAsync(_lastKey)).ShouldBe([1, 2, 3, 9]);
    }

    [Fact]
    public async Task Completes_what_an_earlier_writer_wrote()
    {
        var (key, state) = await BeginAsync([1, 2, 3], more: []);
        await using (var writer = await Store.AppendAsync(key, 3, state, default)) await writer.CompleteAsync(default);
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3]);
        // A process that died before it could tell the database does it once more.
        await using (var writer = await Store.AppendAsync(key, 3, state, default)) await writer.CompleteAsync(default);
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3]);
    }

    /// <summary>The sizes lie around what a store may gather: one byte, less than a part of S3, one part, and more.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(3_000_000, 4)]
    [InlineData(5 << 20, 3)]
    [InlineData(6_000_000, 3)]
    [InlineData(12_000_000, 2)]
    public async Task Puts_together_what_many_writers_wrote(int chunk, int count)
    {
        var content = RandomNumberGenerator.GetBytes(chunk * count);
        ReadOnlyMemory<byte> state = default;
        _lastKey = NewKey();
        for (var i = 0; i < count; i++)
        {
            await using var writer = await ContinueAsync(_lastKey, (long)i * chunk, state);
            await writer.WriteAsync(content.AsMemory(i * chunk, chunk), default);
            await writer.FlushAsync(default);
            state = writer.State.ToArray();
        }
        await using (var last = await Store.AppendAsync(_lastKey, content.Length, state, default)) await last.CompleteAsync(default);

        (await ReadAllAsync(_lastKey)).ShouldBe(content);
        (await SizeOfAsync(_lastKey)).ShouldBe(content.Length);
    }

    [Theory]
    [InlineData(5 << 20)]
    [InlineData((5 << 20) + 1)]
    [InlineData(23_000_000)]
    public async Task Keeps_a_large_blob(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var key = await WriteAsync(content, size);
        (await ReadAllAsync(key)).ShouldBe(content);
        await using var part = await Store.OpenAsync(key, size - 1000, 500, default);
        part!.Length.ShouldBe(size);
        var buffer = new byte[500];
        for (var at = 0; at < 500;) at += await part.ReadAsync(buffer.AsMemory(at), size - 1000 + at, default);
        buffer.ShouldBe(content[^1000..^500]);
    }

    [Fact]
    public async Task Reads_a_large_blob_here_and_there()
    {
        var content = RandomNumberGenerator.GetBytes(11_000_000);
        await using var reader = await Store.OpenAsync(await WriteAsync(content, null), default);
        var buffer = new byte[300_000];
        foreach (var offset in new[] { 10_900_000, 0, 5 << 20, 5_000_000, 1, 10_999_999 })
        {
            for (var at = offset; at < Math.Min(content.Length, offset + buffer.Length);)
            {
                var read = await reader!.ReadAsync(buffer, at, default);
                read.ShouldBeGreaterThan(0);
                buffer.AsSpan(0, read).SequenceEqual(content.AsSpan(at, read)).ShouldBeTrue();
                at += read;
            }
        }
    }

    [Fact]
    public async Task Refuses_to_go_on_behind_the_end_or_where_nothing_is()
    {
        var (key, state) = await BeginAsync([1, 2, 3], more: []);
        await Should.ThrowAsync<IOException>(async () => await Store.AppendAsync(key, 4, state, default));
        await Should.ThrowAsync<FileNotFoundException>(async () => await Store.AppendAsync(NewKey(), 1, default, default));
        // The refusals hold nothing: the next writer gets in.
        await using (var writer = await Store.AppendAsync(key, 3, state, default)) await writer.CompleteAsync(default);
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Refuses_a_second_writer_of_a_key()
    {
        var key = NewKey();
        await using var first = await Store.CreateAsync(key, null, default);
        await first.WriteAsync(new byte[] { 1, 2 }, default);
        await Should.ThrowAsync<IOException>(async () => await Store.AppendAsync(key, 0, default, default));
        await Should.ThrowAsync<IOException>(async () => await Store.CreateAsync(key, null, default));
        await first.FlushAsync(default);
        var state = first.State.ToArray();
        await first.DisposeAsync();
        await using (var second = await Store.AppendAsync(key, 2, state, default)) await second.CompleteAsync(default);
        (await ReadAllAsync(key)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Gives_back_room_that_was_reserved_for_bytes_that_did_not_come()
    {
        var key = NewKey();
        await using (var writer = await Store.CreateAsync(key, 1 << 20, default))
        {
            await writer.WriteAsync(new byte[] { 7 }, default);
            await writer.CompleteAsync(default);
        }
        (await ReadAllAsync(key)).ShouldBe([7]);
        (await SizeOfAsync(key)).ShouldBe(1);
    }

    [Fact]
    public async Task Takes_more_bytes_than_were_expected()
    {
        var key = await WriteAsync([1, 2, 3, 4], expectedSize: 2);
        (await ReadAllAsync(key)).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task Goes_on_reading_what_is_deleted_meanwhile()
    {
        var content = RandomNumberGenerator.GetBytes(5000);
        var key = await WriteAsync(content, null);
        await using var reader = await Store.OpenAsync(key, default);
        await Store.DeleteAsync(key, default);
        (await ReadAllAsync(reader!)).ShouldBe(content);
        (await Store.OpenAsync(key, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_no_error()
    {
        var key = await WriteAsync([1], null);
        await Store.DeleteAsync(key, default);
        await Store.DeleteAsync(key, default);
        await Store.DeleteAsync(NewKey(), default);
    }

    [Fact]
    public async Task Deletes_many_at_once()
    {
        var keys = new List<StorageKey>();
        for (var i = 0; i < 20; i++) keys.Add(await WriteAsync([(byte)i], null));
        var kept = keys[7];
        await Store.DeleteAsync([.. keys.Where(k => k != kept), NewKey()], default);
        (await Store.ListAsync(default).Select(e => e.Key).Where(keys.Contains).ToListAsync()).ShouldBe([kept]);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(7_000_000)]
    public async Task Leaves_nothing_of_an_upload_that_was_given_up(int size)
    {
        var (key, state) = await BeginAsync(RandomNumberGenerator.GetBytes(size), more: [1]);
        await Store.AbandonAsync(key, default);
        (await Store.OpenAsync(key, default)).ShouldBeNull();
        (await Store.ListAsync(default).Select(e => e.Key).ToListAsync()).ShouldNotContain(key);
        await Should.ThrowAsync<IOException>(async () =>
        {
            await using var writer = await Store.AppendAsync(key, size, state, default);
            await writer.CompleteAsync(default);
        });
        await Store.AbandonAsync(key, default);
        await Store.AbandonAsync(NewKey(), default);
    }

    [Fact]
    public async Task Leaves_nothing_of_many_that_were_given_up()
    {
        var (small, _) = await BeginAsync(RandomNumberGenerator.GetBytes(10), more: [1]);
        var (large, _) = await BeginAsync(RandomNumberGenerator.GetBytes(7_000_000), more: [1]);
        var kept = await WriteAsync([1, 2, 3], null);
        await Store.AbandonAsync([small, NewKey(), large], default);
        (await Store.ListAsync(default).Select(e => e.Key).ToListAsync()).ShouldBe([kept]);
        await Store.AbandonAsync([small, large], default);
    }

    [Fact]
    public async Task Lists_what_is_there()
    {
        var one = await WriteAsync([1], null);
        var two = await WriteAsync([1, 2], null);
        var gone = await WriteAsync([1, 2, 3], null);
        await Store.DeleteAsync(gone, default);
        var listed = await Store.ListAsync(default).ToListAsync();
        listed.ShouldContain((one, 1));
        listed.ShouldContain((two, 2));
        listed.ShouldNotContain(e => e.Key == gone);
    }

    protected static StorageKey NewKey() => StorageKey.New(TimeProvider.System);

    protected async Task<StorageKey> WriteAsync(byte[] content, long? expectedSize)
    {
        var key = NewKey();
        await using var writer = await Store.CreateAsync(key, expectedSize, default);
        for (var at = 0; at < content.Length; at += 70_000) await writer.WriteAsync(content.AsMemory(at, Math.Min(70_000, content.Length - at)), default);
        writer.Position.ShouldBe(content.Length);
        await writer.CompleteAsync(default);
        return key;
    }

    /// <summary>Begins an upload; what its first writer acknowledged, and what came after that.</summary>
    protected async Task<(StorageKey Key, ReadOnlyMemory<byte> State)> BeginAsync(byte[] content, byte[] more)
    {
        var key = NewKey();
        await using var writer = await Store.CreateAsync(key, null, default);
        await writer.WriteAsync(content, default);
        await writer.FlushAsync(default);
        var state = writer.State.ToArray();
        await writer.WriteAsync(more, default);
        return (key, state);
    }

    /// <summary>Goes on with an upload as a server does: with a fresh key where the store needs one.</summary>
    protected async Task<IBlobWriter> ContinueAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state)
    {
        _lastKey = Store.NeedsFreshKey(key, state, appends: true) ? NewKey() : key;
        return offset == 0 ? await Store.CreateAsync(_lastKey, null, default) : await Store.AppendAsync(_lastKey, offset, state, default);
    }

    protected async Task<byte[]> ReadAllAsync(StorageKey key)
    {
        await using var reader = await Store.OpenAsync(key, default);
        return await ReadAllAsync(reader!);
    }

    private static async Task<byte[]> ReadAllAsync(IBlobReader reader)
    {
        var content = new byte[reader.Length];
        for (var at = 0; at < content.Length;)
        {
            var read = await reader.ReadAsync(content.AsMemory(at), at, default);
            read.ShouldBeGreaterThan(0);
            at += read;
        }
        return content;
    }

    protected async Task<long> SizeOfAsync(StorageKey key) => (await Store.ListAsync(default).FirstAsync(e => e.Key == key)).Size;
}
