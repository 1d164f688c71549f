using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Nix;

public sealed class NixTests
{
    private const string Hash = "0c0z8bvpfzh4s7pz4a1cyz0vkjyqrmxk";

    /// <summary>As builtins.parseDrvName of Nix takes them apart.</summary>
    [Theory]
    [InlineData("glibc-2.38-44", "glibc", "2.38-44", null)]
    [InlineData("openssl-3.0.12-bin", "openssl", "3.0.12", "bin")]
    [InlineData("python3.11-requests-2.31.0", "python3.11-requests", "2.31.0", null)]
    [InlineData("bash-interactive-5.2p26-dev", "bash-interactive", "5.2p26", "dev")]
    public async Task Tells_packages_by_the_names_of_the_store(string directory, string name, string version, string? output)
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().File($"nix/store/{Hash}-{directory}/bin/program", "#!/bin/sh\n", 0x1ed));

        document.Packages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            package => (package.Type, package.Name, package.Version, package.Confidence).ShouldBe(("nix", name, version, Confidence.Medium)),
            package => package.Purl.ShouldBe($"pkg:nix/{name}@{version}?{(output is null ? "" : $"output={output}&")}outputhash={Hash}"),
            package => package.Location.ShouldBe($"/nix/store/{Hash}-{directory}"));
        document.Executables.ShouldBeNull();
    }

    [Fact]
    public async Task What_a_higher_layer_hides_is_not_there() =>
        (await MemoryImage.InspectAsync(new TarBytes().File($"nix/store/{Hash}-a-1.0/x").File($"nix/store/{Hash}-b-1.0/x"), new TarBytes().Whiteout($"nix/store/{Hash}-a-1.0")))
            .Packages.ShouldHaveSingleItem().Name.ShouldBe("b");

    [Theory]
    [InlineData("source")]
    [InlineData("hook")]
    [InlineData("stdenv-linux")]
    public async Task What_has_no_version_is_no_package(string directory) =>
        (await MemoryImage.InspectAsync(new TarBytes().File($"nix/store/{Hash}-{directory}/x"))).Packages.ShouldBeEmpty();
}
