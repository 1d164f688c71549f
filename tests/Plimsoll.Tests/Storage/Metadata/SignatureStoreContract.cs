using System.Text;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every store of signatures promises: every signature that comes is looked at, none is forgotten while it is looked at, and all of them again when something else is believed.</summary>
public abstract class SignatureStoreContract : MetadataContract
{
    private const string Bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private ISignatureStore Signatures => Store.Signatures;

    [Theory]
    [InlineData(Bundle)]
    [InlineData("application/vnd.cncf.notary.signature")]
    public async Task A_signature_that_refers_to_an_image_has_it_looked_at(string type)
    {
        var image = await PushImageAsync();
        (await QueueAsync()).ShouldBeEmpty();

        await SignAsync(image, type);

        (await QueueAsync()).ShouldBe([new QueuedSignatures(Shop, image.Digest, 0)]);
        (await Signatures.IsQueuedAsync(Shop, image.Digest, default)).ShouldBeTrue();
        (await Signatures.IsQueuedAsync(Other, image.Digest, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_tag_of_cosign_has_its_image_looked_at_and_other_tags_do_not()
    {
        var image = await PushImageAsync(null, "1", "sha256-x");

        await PushImageAsync(null, Tag.ReferrersFallbackOf(image.Digest) + ".sig");

        (await QueueAsync()).ShouldHaveSingleItem().Image.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task What_was_found_is_kept_in_the_place_of_what_was_known()
    {
        var image = await PushImageAsync();
        var signature = await SignAsync(image, Bundle);
        var first = new SignatureFactRecord(signature.Digest, "sigstore", "unknown", Now) { Reason = "nobody is known", Cause = "unknown-key" };
        var second = new SignatureFactRecord(signature.Digest, "sigstore", "verified", Now) { Name = "release-team", Identity = "jane@example.org", Issuer = "https://issuer", SignedAt = Now, PredicateType = "https://x/y" };

        await Signatures.KeepAsync((await QueueAsync())[0], [first, first], default);
        (await Signatures.ListAsync(Shop, image.Digest, default)).ShouldBe([first, first]);
        (await QueueAsync()).ShouldBeEmpty();
        await Signatures.KeepAsync(new QueuedSignatures(Shop, image.Digest, 0), [second], default);

        (await Signatures.ListAsync(Shop, image.Digest, default)).ShouldBe([second]);
        (await Signatures.ListAsync(Other, image.Digest, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_comes_while_an_image_is_looked_at_has_it_looked_at_again()
    {
        var image = await PushImageAsync();
        await SignAsync(image, Bundle);
        var taken = (await QueueAsync())[0];
        await SignAsync(image, Bundle);

        await Signatures.KeepAsync(taken, [], default);

        (await QueueAsync()).ShouldHaveSingleItem().Stamp.ShouldBe(1);
    }

    [Fact]
    public async Task An_image_that_comes_after_its_signature_is_looked_at_then()
    {
        var image = BuiltManifest.Image(await PushBlobAsync(mediaType: MediaTypes.OciConfig), [await PushBlobAsync()]);
        await SignAsync(image, Bundle);
        await Signatures.KeepAsync((await QueueAsync())[0], [new SignatureFactRecord(image.Digest, "unreadable", "unknown", Now)], default);

        await PutAsync(image);

        (await QueueAsync()).ShouldHaveSingleItem().Image.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Nothing_is_known_of_what_was_deleted()
    {
        var image = await PushImageAsync();
        var (one, two) = (await SignAsync(image, Bundle), await SignAsync(image, Bundle));
        await Signatures.KeepAsync((await QueueAsync())[0], [new SignatureFactRecord(one.Digest, "sigstore", "verified", Now), new SignatureFactRecord(two.Digest, "sigstore", "verified", Now)], default);

        await Store.Manifests.RemoveAsync(Shop, one.Digest, "ada", Event("delete"), default);

        (await Signatures.ListAsync(Shop, image.Digest, default)).ShouldHaveSingleItem().Artifact.ShouldBe(two.Digest);
    }

    [Fact]
    public async Task Other_roots_have_everything_looked_at_again_and_the_same_ones_nothing()
    {
        var image = await PushImageAsync();
        var signature = await SignAsync(image, Bundle);
        (await Signatures.BelieveAsync("a", default)).ShouldBeTrue();
        await Signatures.KeepAsync((await QueueAsync())[0], [new SignatureFactRecord(signature.Digest, "sigstore", "unknown", Now)], default);

        (await Signatures.BelieveAsync("a", default)).ShouldBeFalse();
        (await QueueAsync()).ShouldBeEmpty();
        (await Signatures.BelieveAsync("b", default)).ShouldBeTrue();

        (await QueueAsync()).ShouldHaveSingleItem().Image.ShouldBe(image.Digest);
    }

    /// <summary>Who signs first in a repository is expected there, so what came first is looked at first.</summary>
    [Fact]
    public async Task Images_are_looked_at_in_the_order_in_which_their_signatures_came()
    {
        var images = new List<BuiltManifest>();
        for (var i = 0; i < 5; i++) images.Add(await PushImageAsync(null, $"{i}"));
        images.Sort((a, b) => string.CompareOrdinal(b.Digest.Value, a.Digest.Value));
        var signatures = new List<BuiltManifest>();
        foreach (var image in images) signatures.Add(await SignAsync(image, Bundle));
        await SignAsync(images[3], Bundle);

        (await QueueAsync()).Select(queued => queued.Image).ShouldBe(images.Select(image => image.Digest));
        for (var i = 0; i < images.Count; i++) await Signatures.KeepAsync((await QueueAsync())[0], [new SignatureFactRecord(signatures[i].Digest, "sigstore", "unknown", Now)], default);
        (await QueueAsync()).ShouldBeEmpty();

        await Signatures.BelieveAsync("other", default);
        (await QueueAsync()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Other_roots_have_statements_looked_at_again_as_well()
    {
        var image = await PushImageAsync();
        var signature = await SignAsync(image, Bundle);
        foreach (var task in await Store.Vouching.ListQueueAsync(10, default)) await Store.Vouching.EndAsync(task, default);
        var said = new VouchingRecord(image.Digest.Value, "https://example.org/said/v1", Shop, signature.Digest, Digest.Of("bundle"u8), "bundle"u8.ToArray(), "verified", Now);
        await Store.Vouching.AddAsync([said, said with { Subject = "other", Artifact = null }], default);

        await Signatures.BelieveAsync("other", default);

        (await Store.Vouching.ListQueueAsync(10, default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(task => task.Digest.ShouldBe(signature.Digest), task => task.IsImage.ShouldBeFalse());
    }

    [Fact]
    public async Task Images_are_found_by_the_name_of_who_signed_them()
    {
        var images = new List<BuiltManifest>();
        foreach (var tag in new[] { "1", "2", "3" }) images.Add(await PushImageAsync(null, tag));
        images.Sort((a, b) => string.CompareOrdinal(a.Digest.Value, b.Digest.Value));
        foreach (var image in images)
        {
            var fact = new SignatureFactRecord((await SignAsync(image, Bundle)).Digest, "sigstore", "verified", Now) { Name = "team", SignedAt = Now };
            await Signatures.KeepAsync(new QueuedSignatures(Shop, image.Digest, 0), image == images[2] ? [fact with { Verdict = "refused" }, fact with { Name = "other" }] : [fact, fact with { SignedAt = null }], default);
        }

        (await Signatures.ListVouchedAsync("team", 10, default)).ShouldBe([new VouchedRepository(Shop, 2, Now)]);
        var first = (await Signatures.ListVouchedImagesAsync("team", null, 1, default)).ShouldHaveSingleItem();
        (first.Repository, first.Image, first.Signature.Name).ShouldBe((Shop, images[0].Digest, "team"));
        (await Signatures.ListVouchedImagesAsync("team", (Shop, first.Image), 10, default)).ShouldHaveSingleItem().Image.ShouldBe(images[1].Digest);
        (await Signatures.ListVouchedImagesAsync("nobody", null, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Identities_are_put_replaced_and_removed()
    {
        await PutIdentityAsync("b", "1");
        await PutIdentityAsync("a", "2");
        await PutIdentityAsync("b", "3");

        (await Signatures.ListIdentitiesAsync(default)).Select(identity => identity.Name + Encoding.UTF8.GetString(identity.Document.Span)).ShouldBe(["a2", "b3"]);
        (await Signatures.RemoveIdentityAsync("b", Event("identity.remove"), default)).ShouldBeTrue();
        (await Signatures.RemoveIdentityAsync("b", Event("identity.remove"), default)).ShouldBeFalse();
        (await Signatures.ListIdentitiesAsync(default)).ShouldHaveSingleItem().ChangedBy.ShouldBe("ada");
    }

    private Task PutIdentityAsync(string name, string document) => Signatures.PutIdentityAsync(new NamedIdentityRecord(name, Encoding.UTF8.GetBytes(document), Now, "ada"), Event("identity.put"), default);

    private async Task<BuiltManifest> SignAsync(BuiltManifest image, string type)
    {
        var signature = BuiltManifest.Image(await PushBlobAsync(mediaType: MediaTypes.OciEmpty), [await PushBlobAsync(mediaType: type)], image.Descriptor(), type);
        (await PutAsync(signature)).ShouldBe(new ManifestPutResult.Stored(true));
        return signature;
    }

    private ValueTask<IReadOnlyList<QueuedSignatures>> QueueAsync() => Signatures.ListQueueAsync(100, default);
}
