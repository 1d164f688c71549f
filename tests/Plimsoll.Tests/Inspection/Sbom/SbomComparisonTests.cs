using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom.Comparing;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Tests.Inspection.Sbom;

public sealed class SbomComparisonTests
{
    private static readonly PackageFacts[] Installed =
    [
        Package("deb", "libc6", "2.36-9", "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12"),
        Package("deb", "libc6", "2.36-9", "pkg:deb/debian/libc6@2.36-9?arch=i386&distro=debian-12"),
        Package("deb", "git", "1:2.39.2-1", "pkg:deb/debian/git@1:2.39.2-1?arch=amd64&distro=debian-12"),
        Package("npm", "@babel/core", "7.0.0", "pkg:npm/%40babel/core@7.0.0"),
        Package("npm", "left-pad", "1.3.0", "pkg:npm/left-pad@1.3.0"),
        Package("golang", "golang.org/x/net", "v0.1.0", "pkg:golang/golang.org/x/net@v0.1.0"),
        Package("pypi", "six", "1.16.0", "pkg:pypi/six@1.16.0") with { OwnedBy = "deb:python3-six" },
    ];

    /// <summary>The ways in which Trivy, Tern, Syft and the specification write the same packages.</summary>
    [Theory]
    [InlineData("git", "1:2.39.2-1", "pkg:deb/debian/git@1%3A2.39.2-1?arch=amd64")]
    [InlineData("git", "2.39.2-1", "pkg:deb/debian/git@2.39.2-1?arch=amd64&epoch=1&distro=debian-12.15")]
    [InlineData("git", "1:2.39.2-1", "pkg:deb/git@1:2.39.2-1")]
    [InlineData("core", "7.0.0", "pkg:npm/@babel/core@7.0.0")]
    [InlineData("golang.org/x/net", "0.1.0", "pkg:golang/golang.org/x/net@0.1.0")]
    [InlineData("libc6", "2.36-9", null)]
    [InlineData("left-pad", null, "pkg:npm/left-pad")]
    public void Knows_the_same_package_in_other_spellings(string name, string? version, string? purl) =>
        Compare(new NamedPackage(name, version, purl)).Matched.ShouldBe(1);

    [Fact]
    public void Tells_what_is_missing_what_differs_and_what_is_not_named()
    {
        var comparison = Compare(
            new NamedPackage("left-pad", "1.2.0", "pkg:npm/left-pad@1.2.0"),
            new NamedPackage("lodash", "4.17.21", "pkg:npm/lodash@4.17.21"));

        comparison.Missing.Select(p => p.Name).ShouldBe(["lodash"]);
        comparison.Differing.Select(d => (d.Named.Version, d.Versions.Single())).ShouldBe([("1.2.0", "1.3.0")]);
        comparison.Unnamed.Select(p => p.Name).ShouldBe(["@babel/core"]);
        comparison.Uncovered.ShouldBe(new Dictionary<string, int> { ["deb"] = 3, ["golang"] = 1 });
        comparison.IsSame.ShouldBeFalse();
    }

    [Fact]
    public void Counts_what_cannot_be_checked_and_takes_it_neither_for_right_nor_for_wrong()
    {
        var comparison = Compare(new NamedPackage("serde", "1.0.0", "pkg:cargo/serde@1.0.0"), new NamedPackage("something", "1", null));

        (comparison.Named, comparison.Matched, comparison.IsSame).ShouldBe((2, 0, true));
        comparison.Unchecked.ShouldBe(new Dictionary<string, int> { [""] = 1, ["cargo"] = 1 });
    }

    [Fact]
    public void Leaves_out_the_image_itself_sources_and_files()
    {
        var comparison = Compare(
            new NamedPackage("shop", "1", "pkg:oci/shop@sha256:aa"), new NamedPackage("glibc", "2.36-9", "pkg:deb/debian/glibc@2.36-9?arch=source"), new NamedPackage("debian", "12", null, "operating-system"));

        comparison.Named.ShouldBe(0);
    }

    [Fact]
    public void Finds_its_own_documents_right() =>
        SbomComparison.Of([.. SampleImage.Rich.Packages.Select(p => new NamedPackage(p.Name, p.Version, p.Purl))], SampleImage.Rich.Packages).IsSame.ShouldBeTrue();

    private static SbomComparison Compare(params NamedPackage[] named) => SbomComparison.Of(named, Installed);

    private static PackageFacts Package(string type, string name, string version, string purl) => new() { Type = type, Name = name, Version = version, Purl = purl, Layer = 0 };
}
