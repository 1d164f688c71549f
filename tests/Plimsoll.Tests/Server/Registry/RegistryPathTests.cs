using Plimsoll.Server.Registry;

namespace Plimsoll.Tests.Server.Registry;

public sealed class RegistryPathTests
{
    private const string Sha = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Theory]
    [InlineData("/v2", nameof(RegistryResource.Ping), null, "")]
    [InlineData("/v2/", nameof(RegistryResource.Ping), null, "")]
    [InlineData("/v2/_catalog", nameof(RegistryResource.Catalog), null, "")]
    [InlineData("/v2/_oci/ext/discover", nameof(RegistryResource.Extensions), null, "")]
    [InlineData("/v2/a/blobs/" + Sha, nameof(RegistryResource.Blob), "a", Sha)]
    [InlineData("/v2/a/b/blobs/x", nameof(RegistryResource.Blob), "a/b", "x")]
    [InlineData("/v2/a/blobs/uploads/", nameof(RegistryResource.Uploads), "a", "")]
    [InlineData("/v2/a/blobs/uploads", nameof(RegistryResource.Uploads), "a", "")]
    [InlineData("/v2/a/blobs/uploads/id", nameof(RegistryResource.Upload), "a", "id")]
    [InlineData("/v2/a/manifests/latest", nameof(RegistryResource.Manifest), "a", "latest")]
    [InlineData("/v2/a/manifests/" + Sha, nameof(RegistryResource.Manifest), "a", Sha)]
    [InlineData("/v2/a/tags/list", nameof(RegistryResource.Tags), "a", "")]
    [InlineData("/v2/a/referrers/" + Sha, nameof(RegistryResource.Referrers), "a", Sha)]
    // The words of the API are legal parts of names, so paths are read from the right.
    [InlineData("/v2/blobs/blobs/" + Sha, nameof(RegistryResource.Blob), "blobs", Sha)]
    [InlineData("/v2/a/blobs/uploads/blobs/" + Sha, nameof(RegistryResource.Blob), "a/blobs/uploads", Sha)]
    [InlineData("/v2/a/manifests/tags/list", nameof(RegistryResource.Tags), "a/manifests", "")]
    [InlineData("/v2/tags/list/tags/list", nameof(RegistryResource.Tags), "tags/list", "")]
    [InlineData("/v2/tags/manifests/list", nameof(RegistryResource.Manifest), "tags", "list")]
    [InlineData("/v2/a/blobs/uploads/manifests/latest", nameof(RegistryResource.Manifest), "a/blobs/uploads", "latest")]
    [InlineData("/v2/a/referrers/blobs/uploads/", nameof(RegistryResource.Uploads), "a/referrers", "")]
    public void Takes_a_path_apart(string path, string resource, string? repository, string last)
    {
        var parsed = RegistryPath.Parse(path);

        parsed.Resource.ToString().ShouldBe(resource);
        parsed.HasRepository.ShouldBe(repository is not null);
        if (repository is not null) parsed.Repository.Value.ShouldBe(repository);
        parsed.Last.ShouldBe(last);
        (parsed.Digest?.Value).ShouldBe(last == Sha ? Sha : null);
        (parsed.Tag?.Value).ShouldBe(resource == nameof(RegistryResource.Manifest) && last != Sha ? last : null);
    }

    [Theory]
    [InlineData("/v2//blobs/x", nameof(RegistryResource.Blob))]
    [InlineData("/v2/A/blobs/x", nameof(RegistryResource.Blob))]
    [InlineData("/v2/a/../b/manifests/latest", nameof(RegistryResource.Manifest))]
    [InlineData("/v2/a//tags/list", nameof(RegistryResource.Tags))]
    [InlineData("/v2/_x/blobs/uploads/", nameof(RegistryResource.Uploads))]
    public void Keeps_a_bad_name_apart_from_a_path_that_does_not_exist(string path, string resource)
    {
        var parsed = RegistryPath.Parse(path);

        parsed.Resource.ToString().ShouldBe(resource);
        parsed.NeedsRepository.ShouldBeTrue();
        parsed.HasRepository.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v2/x")]
    [InlineData("/v2/a/b/c")]
    [InlineData("/v2/tags/list")]
    [InlineData("/v2/blobs/x")]
    [InlineData("/v2/manifests/latest")]
    [InlineData("/v2/_catalog/")]
    [InlineData("/v2/a/tags/list/")]
    [InlineData("/v2//")]
    public void Other_paths_are_none(string path) => RegistryPath.Parse(path).Resource.ShouldBe(RegistryResource.None);

    [Fact]
    public void A_reference_that_is_neither_tag_nor_digest_is_kept_as_text()
    {
        var parsed = RegistryPath.Parse("/v2/a/manifests/sha256:baddigeststring");

        parsed.Digest.ShouldBeNull();
        parsed.Tag.ShouldBeNull();
        parsed.Last.ShouldBe("sha256:baddigeststring");
    }

    [Fact]
    public void Paths_that_come_again_and_again_are_not_taken_apart_again()
    {
        const string Path = "/v2/again/manifests/latest";

        var first = RegistryPath.Parse(Path);
        var second = RegistryPath.Parse(Path);

        second.ShouldNotBeSameAs(first);
        RegistryPath.Parse(Path).ShouldBeSameAs(second);
    }

    [Fact]
    public void Keeps_what_may_be_asked_again_and_nothing_that_a_stranger_made_long()
    {
        const string Known = "/v2/shop/api/manifests/3.2";
        var endless = "/v2/shop/api/manifests/" + new string('x', 8000);

        foreach (var path in new[] { Known, endless }) RegistryPath.Parse(path);

        RegistryPath.Parse(Known).ShouldBeSameAs(RegistryPath.Parse(Known));
        RegistryPath.Parse(endless).ShouldNotBeSameAs(RegistryPath.Parse(endless));
    }
}
