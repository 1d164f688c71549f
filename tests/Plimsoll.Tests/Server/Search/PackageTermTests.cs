using Plimsoll.Core.Errors;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Server.Search;

public sealed class PackageTermTests
{
    [Theory]
    [InlineData("openssl", "openssl", false, null, null)]
    [InlineData("libssl*", "libssl", true, null, null)]
    [InlineData("openssl@3.0.11-1~deb12u2", "openssl", false, null, "3.0.11-1~deb12u2")]
    [InlineData("npm:left-pad@1.3.0", "left-pad", false, "npm", "1.3.0")]
    [InlineData("@types/node", "@types/node", false, null, null)]
    [InlineData("npm:@types/node@1.0.0", "@types/node", false, "npm", "1.0.0")]
    [InlineData("npm:@types/*", "@types/", true, "npm", null)]
    [InlineData("org.slf4j:slf4j-api", "org.slf4j:slf4j-api", false, null, null)]
    [InlineData("pkg:deb/debian/openssl@3.0.11-1?arch=amd64&distro=debian-12", "openssl", false, "deb", "3.0.11-1")]
    [InlineData("pkg:npm/%40types/node@1.0.0", "@types/node", false, "npm", "1.0.0")]
    [InlineData("pkg:maven/org.slf4j/slf4j-api", "org.slf4j:slf4j-api", false, "maven", null)]
    public void Reads_how_people_name_packages(string text, string name, bool isPrefix, string? type, string? version) =>
        PackageTerm.Parse(text).ShouldBe(new ComponentQuery(name, isPrefix, type, version));

    [Theory]
    [InlineData("openssl >=3.0.0 <3.0.5", "3.0.0 3.0.4")]
    [InlineData("openssl >> 3.0.0, << 3.0.5", "3.0.4")]
    [InlineData("openssl ==3.0.5", "3.0.5")]
    [InlineData("openssl!=3.0.5", "3.0.0 3.0.4")]
    public void Holds_versions_against_bounds(string text, string within)
    {
        var accepts = PackageTerm.ParseBounded(text).Query.Accepts!;

        string.Join(' ', new[] { "3.0.0", "3.0.4", "3.0.5" }.Where(version => accepts("deb", version))).ShouldBe(within);
    }

    [Theory]
    [InlineData("openssl >>>3")]
    [InlineData("openssl >=<3")]
    [InlineData("openssl >")]
    [InlineData("openssl 3")]
    [InlineData("openssl@3 >=3")]
    public void Refuses_bounds_that_are_none(string text) => Should.Throw<OciException>(() => PackageTerm.ParseBounded(text)).Message.ShouldStartWith("behind the whole name of a package");
}
