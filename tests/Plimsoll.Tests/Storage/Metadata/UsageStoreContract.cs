using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every count of the store promises, with sums that a person can check.</summary>
public abstract class UsageStoreContract : MetadataContract
{
    private Task<StorageUsage> CountAsync() => Store.Usage.CountAsync(_ => Task.CompletedTask, default);

    private async Task<IReadOnlyList<(string, long, long, long)>> RepositoriesAsync() =>
        [.. (await Store.Usage.ListAsync(null, 100, default)).Select(r => (r.Repository.Value, r.Blobs, r.Bytes, r.UniqueBytes))];

    private async Task<Descriptor> BlobAsync(long size, params RepositoryName[] repositories)
    {
        var digest = Digest.Of(RandomNumberGenerator.GetBytes(16));
        await PublishAsync(digest, size, new BlobLocation.Stored(NewKey()), repositories[0]);
        foreach (var other in repositories[1..]) (await Store.Blobs.MountAsync(other, digest, Now.AddHours(24), Event("mount"), default)).ShouldBeTrue();
        return new Descriptor { MediaType = "application/vnd.oci.image.layer.v1.tar+gzip", Digest = digest, Size = size };
    }

    [Fact]
    public async Task An_empty_store_has_nothing_and_before_the_first_count_nothing_is_said()
    {
        (await Store.Usage.FindAsync(default)).ShouldBeNull();
        var usage = await CountAsync();
        usage.ShouldBe(new StorageUsage { CountedAt = Now });
        (await Store.Usage.FindAsync(default)).ShouldBe(usage);
        (await RepositoriesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_what_is_shared_once_and_says_what_it_would_be_without_sharing()
    {
        var common = await BlobAsync(1000, Shop, Other);
        var own = await BlobAsync(300, Shop);
        var config = await BlobAsync(7, Shop);
        foreach (var layers in new[] { new[] { common }, [common, own] })
            (await PutAsync(BuiltManifest.Image(config with { MediaType = MediaTypes.OciConfig }, layers))).ShouldBeOfType<ManifestPutResult.Stored>();
        await StartUploadAsync();

        var usage = await CountAsync();

        (usage.Repositories, usage.Blobs, usage.StoredBytes, usage.Manifests, usage.Uploads).ShouldBe((2, 3, 1307, 2, 1));
        usage.RepositoryBytes.ShouldBe(1307 + 1000);
        usage.ImageBytes.ShouldBe((7 + 1000) + (7 + 1000 + 300));
        usage.ManifestBytes.ShouldBe((await Store.Manifests.ListManifestsAsync(Shop, null, 10, default)).Sum(m => m.Size));
        (await RepositoriesAsync()).ShouldBe([("shop/api", 3, 1307, 307), ("other/web", 1, 1000, 0)]);
    }

    [Fact]
    public async Task Tells_what_collection_would_free()
    {
        var needed = await BlobAsync(1000, Shop);
        var config = await BlobAsync(7, Shop);
        await PutAsync(BuiltManifest.Image(config with { MediaType = MediaTypes.OciConfig }, [needed]));
        await BlobAsync(300, Shop);
        await BlobAsync(50, Shop, Other);
        var condemned = await BlobAsync(20_000, Shop);
        await Probe.CondemnAsync(condemned.Digest);
        var before = await CountAsync();
        (before.UnneededBlobs, before.UnneededBytes, before.CondemnedBlobs, before.CondemnedBytes).ShouldBe((0, 0, 1, 20_000));
        (before.WaitingBlobs, before.WaitingBytes).ShouldBe((1, 300));

        Advance(TimeSpan.FromHours(25));
        var after = await CountAsync();

        (after.UnneededBlobs, after.UnneededBytes, after.CondemnedBlobs, after.CondemnedBytes).ShouldBe((1, 300, 1, 20_000));
        (after.WaitingBlobs, after.WaitingBytes).ShouldBe((0, 0));
        after.StoredBytes.ShouldBe(1000 + 7 + 300 + 50 + 20_000);
        after.CountedAt.ShouldBe(Now);
    }

    [Fact]
    public async Task Lists_the_largest_repositories_first_in_pages()
    {
        var names = Enumerable.Range(0, 7).Select(i => RepositoryName.Parse($"r{i}")).ToList();
        foreach (var (name, i) in names.Select((n, i) => (n, i))) await BlobAsync(100 + (i / 2), name);
        await CountAsync();

        var listed = new List<RepositoryUsage>();
        while (await Store.Usage.ListAsync(listed.LastOrDefault(), 2, default) is { Count: > 0 } page) listed.AddRange(page);

        listed.Select(r => r.Bytes).ShouldBe([103, 102, 102, 101, 101, 100, 100]);
        listed.Select(r => r.Repository).ShouldBe(names, ignoreOrder: true);
    }

    [Fact]
    public async Task A_count_that_is_given_up_leaves_the_one_before()
    {
        await BlobAsync(5, Shop);
        var first = await CountAsync();
        await BlobAsync(6, Shop);
        await Should.ThrowAsync<OperationCanceledException>(() => Store.Usage.CountAsync(_ => throw new OperationCanceledException(), default));
        (await Store.Usage.FindAsync(default)).ShouldBe(first);
    }
}
