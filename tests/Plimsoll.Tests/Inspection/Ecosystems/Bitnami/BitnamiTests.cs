using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Bitnami;

public sealed class BitnamiTests
{
    private const string Document = """
        {"SPDXID":"SPDXRef-DOCUMENT","spdxVersion":"SPDX-2.3","packages":[
          {"SPDXID":"SPDXRef-Package-redis","name":"redis","versionInfo":"7.2.4-0","licenseDeclared":"BSD-3-Clause",
           "externalRefs":[{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:*:redis:redis:7.2.4:*:*:*:*:*:*:*"},
                           {"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:bitnami/redis@7.2.4-0?arch=amd64&distro=debian-12"}]},
          {"SPDXID":"SPDXRef-Package-go","name":"stdlib","versionInfo":"1.21","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:golang/stdlib@1.21"}]},
          {"name":"nothing"}, 5]}
        """;

    [Fact]
    public async Task Lists_what_Bitnami_built_and_its_files()
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().File("opt/bitnami/redis/.spdx-redis.spdx", Document).File("opt/bitnami/redis/bin/redis-server", "#!/bin/sh\n", 0x1ed).File("srv/.spdx-redis.spdx", Document));

        document.Completeness.ShouldBe(Completeness.Complete);
        document.Packages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            package => (package.Type, package.Name, package.Version, package.Arch, package.LicenceDeclared).ShouldBe(("bitnami", "redis", "7.2.4-0", "amd64", "BSD-3-Clause")),
            package => package.Purl.ShouldBe("pkg:bitnami/redis@7.2.4-0?arch=amd64&distro=debian-12"));
        document.Executables.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "it is no JSON")]
    [InlineData("{\"packages\":[{\"externalRefs\":[{\"referenceType\":\"\\ud800\"}]}]}", "it is no JSON")]
    [InlineData("{\"packages\":5}", "it is no SPDX document")]
    public async Task Says_what_it_could_not_read(string text, string problem)
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().File("opt/bitnami/redis/.spdx-redis.spdx", text));

        document.Notes.ShouldContain(note => note.Path == "/opt/bitnami/redis/.spdx-redis.spdx" && note.Reason == problem);
    }
}
