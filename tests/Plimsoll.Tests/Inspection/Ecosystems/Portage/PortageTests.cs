using System.Security.Cryptography;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Portage;

public sealed class PortageTests
{
    private static readonly byte[] Program = "#!/bin/sh\necho sed\n"u8.ToArray();

    /// <summary>Names and versions that are hard to tell apart, by the rules of PMS section 3.</summary>
    [Theory]
    [InlineData("sed-4.9", "sed", "4.9")]
    [InlineData("zlib-1.3.1-r1", "zlib", "1.3.1-r1")]
    [InlineData("gtk+-2.24.33-r1", "gtk+", "2.24.33-r1")]
    [InlineData("font-adobe-100dpi-1.0.4", "font-adobe-100dpi", "1.0.4")]
    [InlineData("libX11-1.8_rc2_p3", "libX11", "1.8_rc2_p3")]
    [InlineData("r-4.3", "r", "4.3")]
    public async Task Tells_the_version_by_the_name_of_the_directory(string directory, string name, string version)
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().File($"var/db/pkg/sys-libs/{directory}/CONTENTS", "dir /usr\n").File($"var/db/pkg/sys-libs/{directory}/LICENSE", "ZLIB\n"));

        document.Packages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            package => (package.Type, package.Name, package.Version, package.LicenceDeclared).ShouldBe(("ebuild", $"sys-libs/{name}", version, "ZLIB")),
            package => package.Purl.ShouldBe($"pkg:ebuild/sys-libs/{name.Replace("+", "%2B", StringComparison.Ordinal)}@{version}"));
    }

    [Fact]
    public async Task Tells_what_was_changed_and_who_owned_it()
    {
        var md5 = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, Program));
        var contents = $"dir /usr\ndir /usr/bin\nobj /usr/bin/sed {md5} 1700000000\nobj /usr/share/name with spaces {md5} 1700000000\nobj /etc/sedrc {md5} 1700000000\nsym /usr/bin/gsed -> sed 1700000000\n";
        var system = new TarBytes().Entry("usr/bin/sed", '0', Program, mode: 0x1ed).File("usr/share/name with spaces", Program).File("etc/sedrc", Program).Symlink("usr/bin/gsed", "sed").File("var/db/pkg/sys-apps/sed-4.9/CONTENTS", contents).End();

        var plain = await MemoryImage.InspectAsync(system);
        var changed = await MemoryImage.InspectAsync(system, new TarBytes().File("usr/bin/sed", "#!/bin/sh\n", 0x1ed).File("etc/sedrc", "x").File("usr/share/name with spaces", "y").End());

        plain.Findings.ShouldBeEmpty();
        changed.Findings.Select(finding => (finding.Kind, finding.Path, finding.Owner)).ShouldBe(
            [(FindingKinds.ModifiedFile, "/usr/bin/sed", "ebuild:sys-apps/sed"), (FindingKinds.ModifiedConfig, "/etc/sedrc", "ebuild:sys-apps/sed"), (FindingKinds.ModifiedFile, "/usr/share/name with spaces", "ebuild:sys-apps/sed")], ignoreOrder: true);
    }

    [Fact]
    public async Task Versions_in_slots_of_their_own_are_all_there()
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().File("var/db/pkg/dev-lang/python-3.11.8/CONTENTS", "dir /usr\n").File("var/db/pkg/dev-lang/python-3.12.2/CONTENTS", "dir /usr\n").File("var/db/pkg/dev-lang/-MERGING-perl-5.38/CONTENTS", "dir /usr\n"));

        document.Packages.Select(package => package.Version).ShouldBe(["3.11.8", "3.12.2"]);
    }
}
