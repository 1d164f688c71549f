namespace Plimsoll.Tests.Inspection.Ecosystems.LockFiles;

/// <summary>Lock files of ecosystems of which nothing else is read. Each is as the tool of the ecosystem writes it, shortened.</summary>
public sealed class LockFileTests
{
    [Theory]
    [InlineData("Package.resolved", """{"pins": [{"identity": "alamofire", "kind": "remoteSourceControl", "location": "https://github.com/Alamofire/Alamofire.git", "state": {"revision": "abc", "version": "5.4.3"}}], "version": 2}""",
        "pkg:swift/github.com/Alamofire/Alamofire@5.4.3")]
    [InlineData("Package.resolved", """{"object": {"pins": [{"package": "RxFlow", "repositoryURL": "git@github.com:RxSwiftCommunity/RxFlow.git", "state": {"branch": null, "revision": "abc", "version": "2.12.4"}}]}, "version": 1}""",
        "pkg:swift/github.com/RxSwiftCommunity/RxFlow@2.12.4")]
    [InlineData("Podfile.lock", "PODS:\n  - AFNetworking (4.0.1):\n    - AFNetworking/NSURLSession (= 4.0.1)\n  - AFNetworking/NSURLSession (4.0.1)\n\nDEPENDENCIES:\n  - AFNetworking (~> 4.0)\n\nCOCOAPODS: 1.11.3\n",
        "pkg:cocoapods/AFNetworking@4.0.1")]
    [InlineData("pubspec.lock", "packages:\n  characters:\n    dependency: transitive\n    description:\n      name: characters\n      sha256: abc\n      url: \"https://pub.example\"\n    source: hosted\n    version: \"1.2.0\"\n  flutter:\n    dependency: \"direct main\"\n    source: sdk\n    version: \"0.0.0\"\nsdks:\n  dart: \">=2.18.0\"\n",
        "pkg:pub/characters@1.2.0")]
    [InlineData("conan.lock", """{"version": "0.5", "requires": ["openssl/3.0.3@bincrafters/stable#93a82349c31917d2d674d22065c7a9ef%1655907214.67", "zlib/1.2.11"], "build_requires": []}""",
        "pkg:conan/openssl@3.0.3?channel=stable&rrev=93a82349c31917d2d674d22065c7a9ef&user=bincrafters,pkg:conan/zlib@1.2.11")]
    [InlineData("conan.lock", """{"graph_lock": {"nodes": {"0": {"ref": null, "path": "conanfile.txt"}, "1": {"ref": "zlib/1.2.12", "package_id": "x"}}}, "version": "0.4"}""", "pkg:conan/zlib@1.2.12")]
    [InlineData("cabal.project.freeze", "active-repositories: hackage.haskell.org:merge\nconstraints: any.aeson ==2.0.3.0,\n             aeson -bytestring-builder,\n             any.base-compat ==0.12.1\nindex-state: hackage.haskell.org 2022-05-01T00:00:00Z\n",
        "pkg:hackage/aeson@2.0.3.0,pkg:hackage/base-compat@0.12.1")]
    [InlineData("stack.yaml.lock", "packages:\n- completed:\n    hackage: HTTP-4000.3.16@sha256:6042643c15a0b43e522a6693f1e322f05000d519543a84149cb80aeffee34f71,5947\n    pantry-tree:\n      size: 1428\n  original:\n    hackage: HTTP-4000.3.16@sha256:6042643c15a0b43e522a6693f1e322f05000d519543a84149cb80aeffee34f71,5947\n",
        "pkg:hackage/HTTP@4000.3.16")]
    [InlineData("Manifest.toml", "julia_version = \"1.9.0\"\nmanifest_format = \"2.0\"\n\n[[deps.Dates]]\nuuid = \"ade2ca70-3891-5945-98fb-dc099432e06a\"\n\n[[deps.RegisterQD]]\ndeps = [\"Dates\"]\ngit-tree-sha1 = \"abc\"\nuuid = \"ac24ea0c-1830-11e9-18d4-81f172323054\"\nversion = \"0.3.1\"\n\n    [deps.RegisterQD.weakdeps]\n    X = \"y\"\n",
        "pkg:julia/RegisterQD@0.3.1?uuid=ac24ea0c-1830-11e9-18d4-81f172323054")]
    public void Names_what_is_pinned(string file, string content, string expected)
    {
        var report = Reading.Of("app/" + file, content);

        report.Problems.ShouldBeEmpty();
        report.Lines().ShouldBe(expected.Split(",pkg:").Select((line, i) => (i > 0 ? "pkg:" : "") + line + " declared"));
    }

    [Fact]
    public void A_name_that_the_type_does_not_allow_is_told() =>
        Reading.Of("Package.resolved", """{"pins": [{"location": "git@host:name.git", "state": {"version": "1.0"}}]}""").Problems.ShouldHaveSingleItem().ShouldContain("not the name of a package of type swift");

    [Fact]
    public void Each_package_is_named_once() =>
        Reading.Of("Gemfile.lock", "GEM\n  specs:\n    a (1.0)\n    a (1.0)\n    a (2.0)\n").Lines().ShouldBe(["pkg:gem/a@1.0 declared", "pkg:gem/a@2.0 declared"]);
}
