using System.Net;
using System.Security.Cryptography;
using Amazon.S3.Model;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.S3;

namespace Plimsoll.Tests.Storage.Blobs.S3;

/// <summary>The contract over Swift, and what the bucket looks like from outside.</summary>
public sealed class S3BlobStoreTests : BlobStoreContract, IAsyncLifetime
{
    private SwiftServer _swift = null!;
    private S3Settings _settings = null!;
    private S3BlobStore _store = null!;

    protected override IBlobStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _swift = await SwiftServer.Running;
        _settings = _swift.NewSettings();
        _store = new S3BlobStore(_settings, TimeProvider.System);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_blob_is_one_object_with_the_name_of_its_key()
    {
        var small = await WriteAsync([1, 2, 3], 3);
        var large = await WriteAsync(RandomNumberGenerator.GetBytes(12_000_000), null);
        (await ObjectsAsync()).ShouldBe([$"{small} 3", $"{large} 12000000"], ignoreOrder: true);
        (await UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_left_beside_a_blob_that_came_in_chunks()
    {
        await Puts_together_what_many_writers_wrote(7_000_000, 3);
        (await ObjectsAsync()).ShouldHaveSingleItem().ShouldEndWith(" 21000000");
        (await UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_chunk_below_one_part_is_final_when_it_was_all()
    {
        var (key, state) = await BeginAsync(RandomNumberGenerator.GetBytes(100_000), more: []);
        var before = await ModifiedAsync(key);
        Store.NeedsFreshKey(key, state, appends: false).ShouldBeFalse();
        await using (var writer = await Store.AppendAsync(key, 100_000, state, default)) await writer.CompleteAsync(default);
        (await ModifiedAsync(key)).ShouldBe(before, "it was written a second time");
    }

    [Fact]
    public async Task What_no_state_leads_to_is_given_up_at_once()
    {
        await using (var writer = await Store.CreateAsync(NewKey(), null, default)) await writer.WriteAsync(new byte[11_000_000], default);
        (await UploadsAsync()).ShouldBeEmpty();
        (await ObjectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_found_without_its_state()
    {
        var key = NewKey();
        using var client = _swift.NewClient();
        await client.InitiateMultipartUploadAsync(SwiftServer.Bucket, _settings.Prefix + key);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = SwiftServer.Bucket, Key = $"{_settings.Prefix}{key}.tail-00000000", ContentBody = "x", UseChunkEncoding = false });
        (await UploadsAsync()).Count.ShouldBe(1);
        await Store.AbandonAsync(key, default);
        (await UploadsAsync()).ShouldBeEmpty();
        (await ObjectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_process_goes_on_where_one_was_killed()
    {
        var content = RandomNumberGenerator.GetBytes(16_000_000);
        var key = NewKey();
        var writer = await Store.CreateAsync(key, null, default);
        await writer.WriteAsync(content.AsMemory(0, 8_000_000), default);
        await writer.FlushAsync(default);
        var state = writer.State.ToArray();
        // Never flushed, never disposed: as a killed process leaves it.
        await writer.WriteAsync(content.AsMemory(8_000_000, 5_000_000), default);

        using (var other = new S3BlobStore(_settings, TimeProvider.System))
        {
            await using var next = await other.AppendAsync(key, 8_000_000, state, default);
            await next.WriteAsync(content.AsMemory(8_000_000), default);
            await next.CompleteAsync(default);
        }

        (await ReadAllAsync(key)).ShouldBe(content);
        await writer.DisposeAsync();
        (await ReadAllAsync(key)).ShouldBe(content);
    }

    [Fact]
    public async Task Deletes_more_than_one_batch()
    {
        var keys = Enumerable.Range(0, 1200).Select(_ => NewKey()).ToList();
        keys[3] = await WriteAsync([1], null);
        keys[1100] = await WriteAsync([1], null);
        await Store.DeleteAsync(keys, default);
        (await ObjectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Gives_addresses_that_are_valid_for_one_object_when_asked_to()
    {
        var key = await WriteAsync([7, 8, 9], null);
        Store.Locate(key).ShouldBeNull();
        using var store = new S3BlobStore(_settings with { Redirect = true }, TimeProvider.System);
        var address = store.Locate(key)!;
        using var http = new HttpClient();
        (await http.GetByteArrayAsync(address)).ShouldBe([7, 8, 9]);
        (await http.GetAsync(address.ToString().Replace("X-Amz-Signature=", "X-Amz-Signature=0", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await http.GetAsync(new UriBuilder(address) { Query = "" }.Uri)).IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task Finds_the_settings_good() => await _store.CheckAsync(default);

    [Theory]
    [InlineData("bucket")]
    [InlineData("accessKey")]
    [InlineData("secretKey")]
    [InlineData("endpoint")]
    public async Task Says_which_setting_is_wrong(string wrong)
    {
        var settings = wrong switch
        {
            "bucket" => _settings with { Bucket = "nobodys" },
            "accessKey" => _settings with { AccessKey = "test:nobody" },
            "secretKey" => _settings with { SecretKey = "wrong-secret" },
            _ => _settings with { Endpoint = new Uri("http://127.0.0.1:9"), Patience = TimeSpan.FromSeconds(3) },
        };
        using var store = new S3BlobStore(settings, TimeProvider.System);
        var refusal = await Should.ThrowAsync<S3AccessException>(() => store.CheckAsync(default));
        refusal.Setting.ShouldBe(wrong == "secretKey" ? "accessKey" : wrong);
        refusal.ToString().ShouldNotContain("wrong-secret");
        refusal.Message.ShouldContain("127.0.0.1");
    }

    private async Task<IReadOnlyList<string>> ObjectsAsync()
    {
        using var client = _swift.NewClient();
        var listed = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = SwiftServer.Bucket, Prefix = _settings.Prefix });
        return [.. (listed.S3Objects ?? []).Select(o => $"{o.Key[_settings.Prefix.Length..]} {o.Size}")];
    }

    private async Task<IReadOnlyList<string>> UploadsAsync()
    {
        using var client = _swift.NewClient();
        var listed = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = SwiftServer.Bucket, Prefix = _settings.Prefix });
        return [.. (listed.MultipartUploads ?? []).Select(u => u.Key)];
    }

    private async Task<string> ModifiedAsync(StorageKey key)
    {
        using var http = new HttpClient();
        using var store = new S3BlobStore(_settings with { Redirect = true }, TimeProvider.System);
        using var response = await http.GetAsync(store.Locate(key));
        response.EnsureSuccessStatusCode();
        // Swift's own name of the request is of the PUT's time to the hundred-thousandth of a second.
        return response.Headers.TryGetValues("X-Timestamp", out var values) ? values.First() : response.Content.Headers.LastModified.ToString()!;
    }
}
