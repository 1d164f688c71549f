using Plimsoll.Core;

namespace Plimsoll.Tests.Core;

/// <summary>The cases are those of ECMA-427 and of the test suite beside it (purl-spec, tests/).</summary>
public sealed class PurlTests
{
    [Theory]
    [InlineData("pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie")]
    [InlineData("pkg:deb/debian/attr@1:2.4.47-2?arch=source")]
    [InlineData("pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64")]
    [InlineData("pkg:alpm/arch/containers-common@1:0.47.4-4?arch=x86_64")]
    [InlineData("pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25")]
    [InlineData("pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?classifier=sources&type=zip")]
    [InlineData("pkg:npm/%40angular/animation@12.3.1")]
    [InlineData("pkg:golang/google.golang.org/genproto#googleapis/api/annotations")]
    [InlineData("pkg:generic/bitwarderl?checksum=sha1:ad9503c3e994a4f%2Csha256:41bf9088b3a1e6c1ef1d")]
    [InlineData("pkg:generic/openssl@1.1.10g")]
    public void Reads_and_writes_canonical_text(string text) => Purl.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("pkg://deb/debian/curl@7", "pkg:deb/debian/curl@7")]
    [InlineData("PKG:DEB/Debian/Curl@7", "pkg:deb/debian/curl@7")]
    [InlineData("pkg:deb/debian/attr@1%3A2.4.47-2", "pkg:deb/debian/attr@1:2.4.47-2")]
    [InlineData("pkg:npm/@angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1")]
    [InlineData("pkg:npm/@angular/animation", "pkg:npm/%40angular/animation")]
    [InlineData("pkg:deb//debian//curl/@7", "pkg:deb/debian/curl@7")]
    [InlineData("pkg:deb/debian/curl@7?distro=jessie&Arch=i386&empty=", "pkg:deb/debian/curl@7?arch=i386&distro=jessie")]
    [InlineData("pkg:golang/google.golang.org/genproto#/googleapis/./api//../annotations/", "pkg:golang/google.golang.org/genproto#googleapis/api/annotations")]
    [InlineData("pkg:oci/debian@sha256%3A244fd47e07d10?tag=latest&repository_url=docker.io/library/debian&arch=amd64", "pkg:oci/debian@sha256:244fd47e07d10?arch=amd64&repository_url=docker.io%2Flibrary%2Fdebian&tag=latest")]
    [InlineData("pkg:pypi/Django_package@1.11", "pkg:pypi/django-package@1.11")]
    [InlineData("pkg:rpm/Fedora/Curl@1", "pkg:rpm/fedora/Curl@1")]
    [InlineData("pkg:generic/a%20b@%C3%A4", "pkg:generic/a%20b@%C3%A4")]
    public void Makes_text_canonical(string text, string canonical) => Purl.Parse(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("EnterpriseLibrary.Common@6.0.1304")]
    [InlineData("pkg:EnterpriseLibrary.Common@6.0.1304")]
    [InlineData("pkg:n&g?inx/nginx@0.8.9")]
    [InlineData("pkg:3nginx/nginx@0.8.9")]
    [InlineData("pkg:nginx:a/nginx@0.8.9")]
    [InlineData("pkg:npm/myartifact@1.0.0?in%20production=true")]
    [InlineData("pkg:maven/@1.3.4")]
    [InlineData("pkg%3Amaven/org.apache.commons/io")]
    [InlineData("pkg:deb/debian/curl?arch=a&arch=b")]
    [InlineData("pkg:deb/debian/curl?arch")]
    [InlineData("pkg:deb/deb%2Fian/curl")]
    [InlineData("pkg:deb/debian/curl@1%2")]
    [InlineData("pkg:deb/debian/curl@%ff")]
    [InlineData("")]
    [InlineData(null)]
    public void Refuses_what_is_no_package_url(string? text) => Purl.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Holds_components_decoded()
    {
        var purl = Purl.Parse("pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bb1?arch=amd64&distro=debian-12#usr/lib");

        (purl.Type, purl.Namespace, purl.Name, purl.Version, purl.Subpath).ShouldBe(("deb", "debian", "libstdc++6", "1:12.2.0-14+b1", "usr/lib"));
        purl.Qualifiers.ShouldBe(new Dictionary<string, string> { ["arch"] = "amd64", ["distro"] = "debian-12" });
    }

    [Fact]
    public void Builds_from_components_and_leaves_out_what_is_empty()
    {
        Purl.Build("deb", "debian", "libstdc++6", "1:12.2.0-14+b1", [new("distro", null), new("arch", "amd64")]).ToString()
            .ShouldBe("pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bb1?arch=amd64");
        Purl.Build("generic", "", "x", "").ToString().ShouldBe("pkg:generic/x");
        Should.Throw<FormatException>(() => Purl.Build("nginx:a", null, "nginx"));
        Should.Throw<FormatException>(() => Purl.Build("maven", null, ""));
        Should.Throw<FormatException>(() => Purl.Build("npm", null, "x", qualifiers: [new("in production", "true")]));
    }

    [Fact]
    public void Is_equal_when_the_canonical_text_is() =>
        Purl.Parse("pkg:deb/Debian/curl@7?b=2&a=1").ShouldBe(Purl.Parse("pkg://deb/debian/curl@7?a=1&b=2"));
}
