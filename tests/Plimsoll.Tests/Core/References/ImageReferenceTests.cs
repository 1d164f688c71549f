using Plimsoll.Core.References;

namespace Plimsoll.Tests.Core.References;

public sealed class ImageReferenceTests
{
    private const string Sha = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Theory]
    [InlineData("debian", null, "debian", null, null, "latest")]
    [InlineData("shop/api:3.2", null, "shop/api", "3.2", null, "3.2")]
    [InlineData("localhost/api", "localhost", "api", null, null, "latest")]
    [InlineData("127.0.0.1:5000/shop/api:3", "127.0.0.1:5000", "shop/api", "3", null, "3")]
    [InlineData("registry.example.org/a/b", "registry.example.org", "a/b", null, null, "latest")]
    [InlineData("host:5000/a@" + Sha, "host:5000", "a", null, Sha, Sha)]
    [InlineData("host:5000/a:t@" + Sha, "host:5000", "a", "t", Sha, Sha)]
    [InlineData("docker://host:5000/a:t", "host:5000", "a", "t", null, "t")]
    [InlineData("[::1]:5000/a:t", "[::1]:5000", "a", "t", null, "t")]
    public void Reads_a_reference_to_a_registry(string text, string? host, string repository, string? tag, string? digest, string target)
    {
        var reference = ImageReference.ParseRegistry(text);

        reference.Host.ShouldBe(host);
        reference.Repository.Value.ShouldBe(repository);
        reference.Tag?.Value.ShouldBe(tag);
        reference.Tag.HasValue.ShouldBe(tag is not null);
        reference.Digest?.Value.ShouldBe(digest);
        reference.Digest.HasValue.ShouldBe(digest is not null);
        reference.Target.ShouldBe(target);
        reference.ToString().ShouldBe(text.Replace("docker://", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Reads_references_to_files()
    {
        ImageReference.Parse("oci:/srv/layout").ShouldBe(new ImageReference.OciLayout("/srv/layout", null));
        ImageReference.Parse("oci:layout:3.2").ShouldBe(new ImageReference.OciLayout("layout", "3.2"));
        ImageReference.Parse("oci:./a:b/c").ShouldBe(new ImageReference.OciLayout("./a:b/c", null));
        ImageReference.Parse("oci-archive:image.tar:v1").ShouldBe(new ImageReference.OciArchive("image.tar", "v1"));
        ImageReference.Parse("docker-archive:save.tar").ShouldBe(new ImageReference.DockerArchive("save.tar", null));
        ImageReference.Parse("docker-archive:save.tar:shop/api:3").ShouldBe(new ImageReference.DockerArchive("save.tar", "shop/api:3"));
        ImageReference.Parse("./save.tar:api:3").ShouldBe(new ImageReference.DockerArchive("./save.tar", "api:3"));
        ImageReference.Parse("/tmp/saved").ShouldBe(new ImageReference.DockerArchive("/tmp/saved", null));
        ImageReference.Parse("dir:/").ShouldBe(new ImageReference.RootFileSystem("/"));
        ImageReference.Parse("debian:12").ShouldBeOfType<ImageReference.Registry>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("oci:")]
    [InlineData("dir:")]
    [InlineData("docker-archive:")]
    [InlineData("Debian")]
    [InlineData("debian:")]
    [InlineData("debian@sha256:abc")]
    [InlineData("host:5000/")]
    [InlineData("a b")]
    [InlineData("debian:12:13")]
    public void Says_what_is_expected_when_it_is_none(string text) => Should.Throw<FormatException>(() => ImageReference.Parse(text)).Message.ShouldNotBeEmpty();
}
