using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Section "empty": what a repository answers before anything was pushed.</summary>
public class EmptyRepositoryTests(RegistryFixture registry)
{
    [Fact]
    public async Task Has_no_tags() => (await registry.Wire.GetAsync(RepositoryOnWire.New(registry.Wire).Path + "/tags/list")).ExpectError(404, "NAME_UNKNOWN");

    [Fact]
    public async Task Has_an_empty_list_of_tags_when_it_has_only_a_blob()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        await repository.PushAsync(Content.Random(64));

        var list = (await registry.Wire.GetAsync(repository.Path + "/tags/list")).Expect(200, 404);

        if (list.Status == 200) list.Json.GetProperty("tags").GetArrayLength().ShouldBe(0);
        else list.ExpectError(404, "NAME_UNKNOWN");
    }

    [Theory]
    [InlineData(Plimsoll.Core.DigestAlgorithm.Sha256)]
    [InlineData(Plimsoll.Core.DigestAlgorithm.Sha512)]
    public async Task Has_an_empty_list_of_referrers_and_never_404(Plimsoll.Core.DigestAlgorithm algorithm)
    {
        var answer = (await registry.Wire.GetAsync(RepositoryOnWire.New(registry.Wire).Referrers(Content.Random(8, algorithm).Digest))).Expect(200);

        answer["Content-Type"].ShouldBe("application/vnd.oci.image.index.v1+json");
        answer.Json.GetProperty("schemaVersion").GetInt32().ShouldBe(2);
        answer.Json.GetProperty("mediaType").GetString().ShouldBe("application/vnd.oci.image.index.v1+json");
        answer.Json.GetProperty("manifests").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Answers_the_question_of_oras_whether_referrers_are_supported() =>
        (await registry.Wire.GetAsync(RepositoryOnWire.New(registry.Wire).Referrers("sha256:" + new string('0', 64)))).Expect(200);

    [Fact]
    public async Task Has_no_manifest_and_no_blob()
    {
        var repository = RepositoryOnWire.New(registry.Wire);

        (await registry.Wire.GetAsync(repository.Manifest("latest"))).ExpectError(404, "MANIFEST_UNKNOWN");
        (await registry.Wire.HeadAsync(repository.Manifest("latest"))).Expect(404).Body.ShouldBeEmpty();
        (await registry.Wire.GetAsync(repository.Blob(Content.Random(8).Digest))).ExpectError(404, "BLOB_UNKNOWN");
        (await registry.Wire.HeadAsync(repository.Blob(Content.Random(8).Digest))).Expect(404).Body.ShouldBeEmpty();
        (await registry.Wire.DeleteAsync(repository.Manifest("latest"))).ExpectError(404, "MANIFEST_UNKNOWN");
    }
}
