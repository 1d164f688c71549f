using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Section "referrers": distribution-spec, "Listing Referrers", "Pushing Manifests with Subject" and "Enabling the Referrers API".</summary>
public class ReferrerTests(RegistryFixture registry)
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    [Theory]
    [InlineData("artifacts-with-subject")]
    [InlineData("index-with-subject")]
    [InlineData("missing-subject")]
    public async Task Lists_each_referrer_with_its_type_and_all_its_annotations(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = await made.PushAsync(registry.Wire);

        foreach (var subject in made.Referrers.GroupBy(r => r.Subject))
        {
            var answer = (await registry.Wire.GetAsync(repository.Referrers(subject.Key))).Expect(200);
            answer["Content-Type"].ShouldBe(IndexType);
            answer["OCI-Filters-Applied"].ShouldBeNull();
            ShouldList(answer, subject);
        }
    }

    [Theory]
    [InlineData("artifacts-with-subject")]
    [InlineData("index-with-subject")]
    [InlineData("missing-subject")]
    public async Task Filters_by_type_and_says_so(string shape)
    {
        var made = ImageShape.Make(shape);
        var repository = await made.PushAsync(registry.Wire);

        foreach (var wanted in made.Referrers.Where(r => r.ArtifactType is not null).GroupBy(r => (r.Subject, r.ArtifactType)))
        {
            var answer = (await registry.Wire.GetAsync($"{repository.Referrers(wanted.Key.Subject)}?artifactType={Uri.EscapeDataString(wanted.Key.ArtifactType!)}")).Expect(200);
            answer["OCI-Filters-Applied"].ShouldBe("artifactType");
            answer["Content-Type"].ShouldBe(IndexType);
            ShouldList(answer, wanted);
        }
    }

    [Fact]
    public async Task Several_types_are_a_union()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var subject = Content.Random(8) with { MediaType = ImageBuilder.Manifest };
        var referrers = new List<Content>();
        foreach (var type in new[] { "a/one", "a/two", "a/three" }) referrers.Add(await repository.PutAsync(ImageBuilder.Referrer(subject.Descriptor, type)));

        var answer = (await registry.Wire.GetAsync(repository.Referrers(subject.Digest) + "?artifactType=a/one&artifactType=a/three")).Expect(200);

        Digests(answer).ShouldBe([referrers[0].Digest, referrers[2].Digest], ignoreOrder: true);
    }

    [Fact]
    public async Task A_type_that_nobody_has_gives_an_empty_list()
    {
        var made = ImageShape.Make("artifacts-with-subject");
        var repository = await made.PushAsync(registry.Wire);

        var answer = (await registry.Wire.GetAsync(repository.Referrers(made.Referrers[0].Subject) + "?artifactType=application/none")).Expect(200);

        Digests(answer).ShouldBeEmpty();
        answer["OCI-Filters-Applied"].ShouldBe("artifactType");
    }

    [Fact]
    public async Task A_deleted_referrer_is_listed_no_more_and_a_deleted_subject_keeps_its_list()
    {
        var made = ImageShape.Make("artifacts-with-subject");
        var repository = await made.PushAsync(registry.Wire);
        var (subject, gone) = (made.Referrers[0].Subject, made.Referrers[0].Manifest.Digest);

        (await registry.Wire.DeleteAsync(repository.Manifest(gone))).Expect(202);
        (await registry.Wire.DeleteAsync(repository.Manifest(subject))).Expect(202);

        Digests((await registry.Wire.GetAsync(repository.Referrers(subject))).Expect(200)).ShouldBe(made.Referrers.Skip(1).Select(r => r.Manifest.Digest), ignoreOrder: true);
    }

    [Theory]
    [InlineData("sha256:baddigeststring")]
    [InlineData("latest")]
    [InlineData("md5:900150983cd24fb0d6963f7d28e17f72")]
    public async Task A_malformed_digest_is_refused(string digest) => (await registry.Wire.GetAsync(RepositoryOnWire.New(registry.Wire).Referrers(digest))).ExpectError(400, "DIGEST_INVALID");

    [Fact]
    public async Task A_list_too_long_for_one_answer_continues_behind_its_Link()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var subject = Content.Random(8) with { MediaType = ImageBuilder.Manifest };
        var referrers = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var manifest = ImageBuilder.Image(
                ImageBuilder.EmptyJson().Descriptor, [], $$""","artifactType":"a/large","subject":{{subject.Descriptor}},"annotations":{"unique":"{{ImageBuilder.Unique()}}","large":"{{new string('x', 900_000)}}"}""");
            referrers.Add((await repository.PutAsync(manifest)).Digest);
        }

        var listed = new List<string>();
        string? next = repository.Referrers(subject.Digest) + "?artifactType=a/large";
        var pages = 0;
        for (; next is not null; pages++)
        {
            var page = (await registry.Wire.GetAsync(next)).Expect(200);
            page.Body.Length.ShouldBeLessThanOrEqualTo(4 << 20);
            page["OCI-Filters-Applied"].ShouldBe("artifactType");
            listed.AddRange(Digests(page));
            next = Links.Next(page);
        }

        pages.ShouldBeGreaterThan(1);
        listed.ShouldBe(referrers, ignoreOrder: true);
    }

    /// <summary>"Registries MUST include preexisting image manifests that are listed in an image index tagged with the referrers tag schema and have a valid subject field".</summary>
    [Theory]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512)]
    public async Task What_a_fallback_tag_lists_is_listed_once(DigestAlgorithm algorithm)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var subject = Content.Random(8, algorithm) with { MediaType = ImageBuilder.Manifest };
        var referrer = await repository.PutAsync(ImageBuilder.Referrer(subject.Descriptor, "a/one"));
        var stray = await repository.PutAsync(ImageBuilder.Referrer((Content.Random(8) with { MediaType = ImageBuilder.Manifest }).Descriptor, "a/two"));

        var fallback = ImageBuilder.IndexOf([referrer.Describe(",\"artifactType\":\"a/one\""), stray.Describe(",\"artifactType\":\"a/two\"")]);
        (await repository.PutAsync(fallback, Tag.ReferrersFallbackOf(Digest.Parse(subject.Digest)).Value)).Expect(201);

        Digests((await registry.Wire.GetAsync(repository.Referrers(subject.Digest))).Expect(200)).ShouldBe([referrer.Digest]);
        (await registry.Wire.GetAsync(repository.Manifest(Tag.ReferrersFallbackOf(Digest.Parse(subject.Digest)).Value))).Expect(200).Body.ShouldBe(fallback.Bytes);
    }

    [Fact]
    public async Task The_list_holds_only_what_is_in_this_repository()
    {
        var (one, other) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var subject = Content.Random(8) with { MediaType = ImageBuilder.Manifest };
        await one.PutAsync(ImageBuilder.Referrer(subject.Descriptor, "a/one"));

        Digests((await registry.Wire.GetAsync(other.Referrers(subject.Digest))).Expect(200)).ShouldBeEmpty();
    }

    private static void ShouldList(Answer answer, IEnumerable<ExpectedReferrer> expected)
    {
        var listed = answer.Json.GetProperty("manifests").EnumerateArray().ToDictionary(m => m.GetProperty("digest").GetString()!);
        listed.Keys.ShouldBe(expected.Select(e => e.Manifest.Digest), ignoreOrder: true);
        foreach (var referrer in expected)
        {
            var entry = listed[referrer.Manifest.Digest];
            entry.GetProperty("mediaType").GetString().ShouldBe(referrer.Manifest.MediaType);
            entry.GetProperty("size").GetInt64().ShouldBe(referrer.Manifest.Bytes.Length);
            (entry.TryGetProperty("artifactType", out var type) ? type.GetString() : null).ShouldBe(referrer.ArtifactType);
            Annotations(entry).ShouldBe(Annotations(JsonDocument.Parse(referrer.Manifest.Bytes).RootElement), ignoreOrder: true);
        }
    }

    private static IEnumerable<(string, string)> Annotations(JsonElement element) =>
        element.TryGetProperty("annotations", out var annotations) ? annotations.EnumerateObject().Select(a => (a.Name, a.Value.GetString()!)) : [];

    private static IEnumerable<string> Digests(Answer answer) => answer.Json.GetProperty("manifests").EnumerateArray().Select(m => m.GetProperty("digest").GetString()!);
}
