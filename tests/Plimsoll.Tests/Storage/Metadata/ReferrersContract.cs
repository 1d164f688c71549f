using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What the list of referrers promises in every database.</summary>
public abstract class ReferrersContract : MetadataContract
{
    private const string Signature = "application/vnd.dev.cosign.artifact.sig.v1+json";
    private const string Sbom = "application/spdx+json";

    private async Task<BuiltManifest> AttachAsync(BuiltManifest subject, string? artifactType, Dictionary<string, string>? annotations = null)
    {
        var referrer = BuiltManifest.Image(Virtual.EmptyConfig, [], subject.Descriptor(), artifactType, annotations);
        await PutAsync(referrer);
        return referrer;
    }

    private async Task<IReadOnlyList<ReferrerRecord>> ListAsync(BuiltManifest subject, Digest? after = null, int limit = 100, params string[] types) =>
        await Store.Manifests.ListReferrersAsync(Shop, subject.Digest, types, after, limit, default);

    [Fact]
    public async Task Shows_type_size_and_annotations()
    {
        var subject = await PushImageAsync();
        var referrer = await AttachAsync(subject, Sbom, new() { ["org.example.key"] = "välue \"1\"" });
        var listed = (await ListAsync(subject)).ShouldHaveSingleItem();
        listed.Digest.ShouldBe(referrer.Digest);
        listed.MediaType.ShouldBe(MediaTypes.OciManifest);
        listed.Size.ShouldBe(referrer.Content.Length);
        listed.ArtifactType.ShouldBe(Sbom);
        listed.Annotations.ShouldBe(new Dictionary<string, string> { ["org.example.key"] = "välue \"1\"" });
    }

    [Fact]
    public async Task Falls_back_on_the_media_type_of_the_config()
    {
        var subject = await PushImageAsync();
        await AttachAsync(subject, null);
        var listed = (await ListAsync(subject)).ShouldHaveSingleItem();
        listed.ArtifactType.ShouldBe(MediaTypes.OciEmpty);
        listed.Annotations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_index_can_refer_too()
    {
        var subject = await PushImageAsync();
        var index = BuiltManifest.Index([subject.Descriptor()], subject.Descriptor(), Sbom);
        await PutAsync(index);
        var untyped = BuiltManifest.Index([], subject.Descriptor());
        await PutAsync(untyped);
        (await ListAsync(subject)).Select(r => (r.Digest, r.ArtifactType)).ShouldBe([(index.Digest, Sbom), (untyped.Digest, null)], ignoreOrder: true);
    }

    [Fact]
    public async Task Filters_by_any_of_several_types()
    {
        var subject = await PushImageAsync();
        var signature = await AttachAsync(subject, Signature);
        var sbom = await AttachAsync(subject, Sbom);
        await AttachAsync(subject, "application/x-other");
        (await ListAsync(subject, types: [Sbom])).Select(r => r.Digest).ShouldBe([sbom.Digest]);
        (await ListAsync(subject, types: [Sbom, Signature])).Select(r => r.Digest).ShouldBe([sbom.Digest, signature.Digest], ignoreOrder: true);
        (await ListAsync(subject, types: ["application/x-none"])).ShouldBeEmpty();
        (await ListAsync(subject)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Lists_page_by_page_in_order_of_digest()
    {
        var subject = await PushImageAsync();
        var all = new List<Digest>();
        for (var i = 0; i < 9; i++) all.Add((await AttachAsync(subject, Sbom)).Digest);
        var listed = new List<Digest>();
        while (await ListAsync(subject, listed.Count == 0 ? null : listed[^1], 2) is { Count: > 0 } page) listed.AddRange(page.Select(r => r.Digest));
        listed.ShouldBe(all.Order());
    }

    [Fact]
    public async Task Knows_the_repository_and_forgets_what_is_deleted()
    {
        var subject = await PushImageAsync();
        var referrer = await AttachAsync(subject, Sbom);
        (await Store.Manifests.ListReferrersAsync(Other, subject.Digest, [], null, 10, default)).ShouldBeEmpty();
        await Store.Manifests.RemoveAsync(Shop, subject.Digest, "ada", Event(), default);
        (await ListAsync(subject)).Count.ShouldBe(1);
        await Store.Manifests.RemoveAsync(Shop, referrer.Digest, "ada", Event(), default);
        (await ListAsync(subject)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Merges_the_index_under_the_fallback_tag_without_duplicates()
    {
        var subject = await PushImageAsync();
        var listed = await AttachAsync(subject, Signature, new() { ["from"] = "manifest" });
        var old = await PushImageAsync();
        var absent = (await PushImageAsync(Other)).Descriptor(Sbom);
        var oldEntry = old.Descriptor(Sbom, new() { ["from"] = "index" });
        await TagFallback(subject, [listed.Descriptor(Signature, new() { ["from"] = "index" }), oldEntry, oldEntry, absent]);
        var all = await ListAsync(subject);
        all.Select(r => r.Digest).ShouldBe(new[] { listed.Digest, old.Digest }.Order());
        all.Single(r => r.Digest == listed.Digest).Annotations["from"].ShouldBe("manifest");
        var merged = all.Single(r => r.Digest == old.Digest);
        merged.Annotations["from"].ShouldBe("index");
        merged.ArtifactType.ShouldBe(Sbom);
        merged.Size.ShouldBe(old.Content.Length);
        (await ListAsync(subject, types: [Sbom])).Select(r => r.Digest).ShouldBe([old.Digest]);
        (await ListAsync(subject, types: [Signature])).Select(r => r.Digest).ShouldBe([listed.Digest]);
    }

    [Fact]
    public async Task Pages_over_both_sources_together()
    {
        var subject = await PushImageAsync();
        var expected = new List<Digest>();
        var entries = new List<Descriptor>();
        for (var i = 0; i < 6; i++)
        {
            expected.Add((await AttachAsync(subject, Sbom)).Digest);
            var old = await PushImageAsync();
            expected.Add(old.Digest);
            entries.Add(old.Descriptor(Sbom));
        }
        await TagFallback(subject, entries);
        var listed = new List<Digest>();
        while (await ListAsync(subject, listed.Count == 0 ? null : listed[^1], 5) is { Count: > 0 } page) listed.AddRange(page.Select(r => r.Digest));
        listed.ShouldBe(expected.Order());
    }

    [Fact]
    public async Task Reads_the_fallback_tag_of_a_sha512_subject()
    {
        var built = await PushImageAsync();
        var subject = built with { Digest = Digest.Of(built.Content, DigestAlgorithm.Sha512) };
        await PutAsync(subject);
        var old = await PushImageAsync();
        await TagFallback(subject, [old.Descriptor(Sbom)]);
        (await ListAsync(subject)).Select(r => r.Digest).ShouldBe([old.Digest]);
    }

    [Fact]
    public async Task Ignores_a_fallback_tag_that_is_no_index()
    {
        var subject = await PushImageAsync();
        var image = await PushImageAsync(tags: Tag.ReferrersFallbackOf(subject.Digest).Value);
        image.ShouldNotBeNull();
        (await ListAsync(subject)).ShouldBeEmpty();
    }

    private async Task TagFallback(BuiltManifest subject, IEnumerable<Descriptor> entries) =>
        (await PutAsync(BuiltManifest.Index(entries), allowSparse: true, tags: Tag.ReferrersFallbackOf(subject.Digest).Value)).ShouldBeOfType<ManifestPutResult.Stored>();
}
