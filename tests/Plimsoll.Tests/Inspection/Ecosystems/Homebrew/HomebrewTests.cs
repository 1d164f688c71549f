using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Homebrew;

public sealed class HomebrewTests
{
    [Fact]
    public async Task Lists_formulas_and_their_files()
    {
        var document = await MemoryImage.InspectAsync(new TarBytes()
            .File("home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1/INSTALL_RECEIPT.json", """{"homebrew_version":"4.2","source":{"tap":"homebrew/core","versions":{"stable":"1.7.1"}}}""")
            .File("home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1/bin/jq", "#!/bin/sh\n", 0x1ed)
            .File("srv/INSTALL_RECEIPT.json", "{}"));

        document.Packages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            package => package.Purl.ShouldBe("pkg:brew/jq@1.7.1"), package => package.Properties!["tap"].ShouldBe("homebrew/core"));
        document.Executables.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"source\":5}")]
    [InlineData("{\"source\":{\"tap\":\"\\ud800\"}}")]
    public async Task A_receipt_that_cannot_be_read_costs_no_package(string receipt) =>
        (await MemoryImage.InspectAsync(new TarBytes().File("opt/Cellar/jq/1.7.1/INSTALL_RECEIPT.json", receipt))).Packages.ShouldHaveSingleItem().Name.ShouldBe("jq");
}
