using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Exposure;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Server.Exposure;

/// <summary>How the packages of an image come to sets.</summary>
public sealed class PackageSetsTests
{
    private static readonly OsFacts Debian = new() { Id = "debian", VersionId = "12" };

    private static PackageFacts Package(string type, string name, string version, int layer) => new() { Type = type, Name = name, Version = version, Purl = $"pkg:{type}/{name}@{version}", Layer = layer };

    private static IReadOnlyList<LayerSet> Of(OsFacts? os, params PackageFacts[] packages) =>
        new PackageSets(new RangeMatcher()).Of(new InspectionDocument { Image = new ImageFacts { Digest = Digest.EmptyBlob }, Os = os, Completeness = Completeness.Complete, Packages = packages });

    private static string Hash(LayerSet set) => Convert.ToHexString(set.Set.Digest.Span);

    [Fact]
    public void Images_share_the_sets_of_their_base_whatever_lies_on_top()
    {
        PackageFacts[] root = [Package("deb", "libc6", "2.36", 0), Package("deb", "openssl", "3.0.1", 0)];
        var below = Of(Debian, root);
        var above = Of(Debian, [Package("npm", "left-pad", "1.3.0", 2), .. root.Reverse(), Package("deb", "curl", "7.88", 1)]);

        above.Select(set => (set.Layer, set.Set.Kind)).ShouldBe([(0, "deb"), (1, "deb"), (2, "npm")]);
        Hash(above[0]).ShouldBe(Hash(below.ShouldHaveSingleItem()));
        // An upgrade leaves what remains of the base.
        var upgraded = Of(Debian, root[0], Package("deb", "openssl", "3.0.2", 1));
        upgraded.Count.ShouldBe(2);
        Hash(upgraded[0]).ShouldNotBe(Hash(below[0]));
    }

    [Fact]
    public void A_package_counts_once_with_its_lowest_layer()
    {
        var sets = Of(null, Package("npm", "a", "1", 3), Package("npm", "a", "1", 1));
        sets.ShouldHaveSingleItem().Layer.ShouldBe(1);
        sets[0].Set.Members.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_is_large_is_more_than_one_set() =>
        Of(null, [.. Enumerable.Range(0, 2500).Select(i => Package("npm", "p" + i, "1", 0))]).Select(set => set.Set.Members.Count).ShouldBe([1000, 1000, 500]);

    [Theory]
    [InlineData("deb", "debian", "12", "deb:debian:12")]
    [InlineData("apk", "alpine", "3.18.4", "apk:alpine:v3.18")]
    [InlineData("apk", "alpine", "3.19_alpha20230901", "apk:alpine:edge")]
    [InlineData("rpm", "rhel", "9.4", "rpm:rhel:9")]
    [InlineData("rpm", "opensuse-leap", "15.5", "rpm:opensuse-leap:15.5")]
    [InlineData("npm", "debian", "12", "npm")]
    public void Names_count_where_the_distribution_says(string type, string os, string version, string expected) =>
        Of(new OsFacts { Id = os, VersionId = version }, Package(type, "a", "1", 0))[0].Set.Members[0].Component.Namespace.ShouldBe(expected);
}
