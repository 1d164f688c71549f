using Plimsoll.Server.Pages;

namespace Plimsoll.Server.Tests.Pages;

public sealed class BrowsePathTests
{
    private const string Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    [Theory]
    [InlineData("shop/api", "shop/api", null, null, "")]
    [InlineData("shop/api/", "shop/api", null, null, "")]
    [InlineData("shop/api:1.0", "shop/api", "1.0", null, "")]
    [InlineData("shop/api:1.0/packages", "shop/api", "1.0", null, "packages")]
    [InlineData("shop/api@" + Digest, "shop/api", null, Digest, "")]
    [InlineData("shop/api@" + Digest + "/raw", "shop/api", null, Digest, "raw")]
    [InlineData("a/b/c/d:x/history/", "a/b/c/d", "x", null, "history")]
    [InlineData("packages", "packages", null, null, "")]
    [InlineData("a:b/c:d", "a", "b", null, "c:d")]
    public void Takes_an_address_apart(string path, string repository, string? tag, string? digest, string view)
    {
        BrowsePath.TryParse(path, out var parsed).ShouldBeTrue();

        (parsed!.Repository.Value, parsed.Tag?.Value, parsed.Digest?.Value, parsed.View).ShouldBe((repository, tag, digest, view));
        parsed.IsImage.ShouldBe(tag is not null || digest is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(":1")]
    [InlineData("Shop/api")]
    [InlineData("shop//api")]
    [InlineData("shop/api:")]
    [InlineData("shop/api:-1")]
    [InlineData("shop/api@sha256:12")]
    [InlineData("shop/api:1@" + Digest)]
    [InlineData("../etc/passwd")]
    public void Refuses_what_names_nothing(string path) => BrowsePath.TryParse(path, out _).ShouldBeFalse();
}
