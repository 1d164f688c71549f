using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What quotas promise in every database: used is the sum of rows at every moment, and nothing goes beyond what is allowed.</summary>
public abstract class QuotaContract : MetadataContract
{
    private async Task<long> LimitAsync(string path, long? bytes = null, long? tags = null) =>
        (await Store.Rules.AddAsync(new NewRule(PathPattern.Parse(path), false, new QuotaTerms { MaxBytes = bytes, MaxTags = tags }, "ada"), Event("rule.add"), default)).ShouldNotBeNull().Rule.Id;

    private async Task<QuotaUsage> UsageAsync(long id) => (await Store.Rules.ListAsync(default)).Single(r => r.Rule.Id == id).Usage.ShouldNotBeNull();

    private async Task ShouldBeSoundAsync() => (await Probe.ViolationsAsync()).ShouldBeEmpty();

    private static async Task<OciException> RefusedAsync(Task change)
    {
        var refusal = await Should.ThrowAsync<OciException>(change);
        refusal.Error.ShouldBe(OciError.Denied);
        return refusal;
    }

    [Fact]
    public async Task Begin_with_what_is_there()
    {
        var image = await PushImageAsync(tags: ["1", "2"]);
        await PushImageAsync(Other, "1");
        var all = await UsageAsync(await LimitAsync("**", bytes: 1 << 30));
        var shop = await UsageAsync(await LimitAsync("shop/**", bytes: 1 << 30));
        shop.ShouldBe(new QuotaUsage(2000 + image.Content.Length, 2, 0));
        all.Tags.ShouldBe(3);
        all.Bytes.ShouldBeGreaterThan(4000);
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Count_a_blob_once_however_many_repositories_of_theirs_have_it()
    {
        var id = await LimitAsync("shop/**", bytes: 1 << 20);
        var blob = await PushBlobAsync(size: 1000);
        var second = RepositoryName.Parse("shop/second");
        (await Store.Blobs.MountAsync(second, blob.Digest, Now, Event("mount"), default)).ShouldBeTrue();
        (await Store.Blobs.MountAsync(second, blob.Digest, Now.AddHours(1), Event("mount"), default)).ShouldBeTrue();
        (await Store.Blobs.MountAsync(Other, blob.Digest, Now, Event("mount"), default)).ShouldBeTrue();
        (await UsageAsync(id)).Bytes.ShouldBe(1000);
        await Store.Blobs.RemoveAsync(Shop, blob.Digest, Event("delete"), default);
        (await UsageAsync(id)).Bytes.ShouldBe(1000);
        await Store.Blobs.RemoveAsync(second, blob.Digest, Event("delete"), default);
        (await UsageAsync(id)).Bytes.ShouldBe(0);
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Refuse_a_blob_that_does_not_fit_and_say_what_is_used()
    {
        var id = await LimitAsync("shop/**", bytes: 2500);
        await PushBlobAsync(size: 1000);
        await PushBlobAsync(size: 1000);
        var refusal = await RefusedAsync(PushBlobAsync(size: 501));
        refusal.Message.ShouldBe($"the quota of 2500 bytes is used up (rule {id} on shop/**): 2000 bytes are used, and this needs 501 more; delete what is not needed, or have the quota raised");
        refusal.Detail.ShouldBe("2000/2500 bytes");
        await PushBlobAsync(size: 500);
        (await UsageAsync(id)).Bytes.ShouldBe(2500);
        await PushBlobAsync(Other, size: 9999);
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Let_through_what_makes_nothing_more()
    {
        var blob = await PushBlobAsync(size: 1000);
        var config = await PushBlobAsync(size: 1000, mediaType: MediaTypes.OciConfig);
        var image = BuiltManifest.Image(config, [blob]);
        await PutAsync(image, tags: "1");
        var id = await LimitAsync("shop/**", bytes: 10, tags: 0);
        // What is there already can be published, mounted and pushed again, and everything can be deleted.
        await PublishAsync(blob.Digest, 1000, new BlobLocation.Stored(NewKey()));
        (await Store.Blobs.MountAsync(RepositoryName.Parse("shop/second"), blob.Digest, Now, Event("mount"), default)).ShouldBeTrue();
        (await PutAsync(image, tags: "1")).ShouldBe(new ManifestPutResult.Stored(false));
        await RefusedAsync(PutAsync(image, tags: "2"));
        (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("1"), "ada", Event("delete"), default)).ShouldBeTrue();
        (await UsageAsync(id)).Tags.ShouldBe(0);
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Limit_tags_but_not_their_moves()
    {
        var id = await LimitAsync("shop/**", tags: 2);
        var image = await PushImageAsync(tags: ["a", "b"]);
        var refusal = await RefusedAsync(PutAsync(image, tags: "c"));
        refusal.Message.ShouldBe($"the quota of 2 tags is used up (rule {id} on shop/**): 2 tags are there, and this adds 1; delete tags that are not needed, or have the quota raised");
        await PushImageAsync(tags: "a");
        (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("a"), "ada", Event("delete"), default)).ShouldBeTrue();
        (await PutAsync(image, tags: "c")).ShouldBe(new ManifestPutResult.Stored(false));
        (await UsageAsync(id)).Tags.ShouldBe(2);
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task All_that_count_a_repository_hold()
    {
        await LimitAsync("**", bytes: 1500);
        await LimitAsync("shop/api", bytes: 9000);
        await PushBlobAsync(Other, size: 1000);
        (await RefusedAsync(PushBlobAsync(size: 600))).Message.ShouldContain("on **");
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Reserve_what_an_upload_will_bring_until_it_ends()
    {
        var id = await LimitAsync("shop/**", bytes: 1000);
        var first = await StartUploadAsync();
        (await Store.Uploads.ReserveAsync(Shop, first.Id, 600, default)).ShouldBeTrue();
        (await UsageAsync(id)).ShouldBe(new QuotaUsage(0, 0, 600));
        var second = await StartUploadAsync();
        (await RefusedAsync(Store.Uploads.ReserveAsync(Shop, second.Id, 500, default).AsTask())).Message.ShouldContain("0 bytes are used, 600 are reserved by uploads under way, and this needs 500 more");
        await RefusedAsync(PushBlobAsync(size: 500));
        await Store.Uploads.ReserveAsync(Shop, second.Id, 400, default);
        // What was reserved counts: asking for less, or for the same again, changes nothing.
        await Store.Uploads.ReserveAsync(Shop, first.Id, 10, default);
        await Store.Uploads.ReserveAsync(Shop, first.Id, 600, default);
        (await UsageAsync(id)).Reserved.ShouldBe(1000);

        (await Store.Blobs.PublishAsync(new BlobPublication(Shop, Digest.Of("x"u8), 600, new BlobLocation.Stored(first.Key), first.Id, Now), Event(), default)).ShouldBeTrue();
        (await UsageAsync(id)).ShouldBe(new QuotaUsage(600, 0, 400));
        await Store.Uploads.CancelAsync(Shop, second.Id, default);
        (await UsageAsync(id)).ShouldBe(new QuotaUsage(600, 0, 0));
        (await Store.Uploads.ReserveAsync(Other, first.Id, 1 << 30, default)).ShouldBeFalse();
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Refuse_an_upload_at_its_start_when_its_size_is_known()
    {
        await LimitAsync("shop/**", bytes: 1000);
        var upload = new Upload { Id = "u", Repository = Shop, Key = NewKey(), Algorithm = DigestAlgorithm.Sha256, Principal = "ada", StartedAt = Now, ExpiresAt = Now.AddHours(1), ExpectedSize = 1001 };
        await RefusedAsync(Store.Uploads.CreateAsync(upload, default));
        (await Store.Uploads.FindAsync(Shop, "u", default)).ShouldBeNull();
        await Store.Uploads.CreateAsync(upload with { ExpectedSize = 1000 }, default);
        await ShouldBeSoundAsync();
    }

    [Fact]
    public async Task End_with_their_rule()
    {
        var id = await LimitAsync("shop/**", bytes: 1500);
        await PushBlobAsync(size: 1000);
        var upload = await StartUploadAsync();
        await Store.Uploads.ReserveAsync(Shop, upload.Id, 500, default);
        (await Store.Rules.RemoveAsync(id, Event("rule.remove"), default)).ShouldBeTrue();
        await PushBlobAsync(size: 5000);
        (await Store.Uploads.CancelAsync(Shop, upload.Id, default)).ShouldBeTrue();
        await ShouldBeSoundAsync();
    }
}
