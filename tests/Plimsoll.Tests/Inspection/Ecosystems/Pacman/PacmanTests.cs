using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Pacman;

/// <summary>What pacman -Q, -Ql and -Qkk say of the root that pacman made.</summary>
public sealed class PacmanTests
{
    [Fact]
    public async Task Lists_what_pacman_lists()
    {
        var document = await MemoryImage.InspectAsync(PacmanSystem.Layer);

        document.Completeness.ShouldBe(Completeness.Complete, string.Join('\n', document.Notes));
        document.Packages.Select(package => (package.Type, package.Name, package.Version, package.Arch, package.Source, package.LicenceDeclared, package.Purl)).ShouldBe(
        [
            ("alpm", "lib32-b++", "2.0rc1.r3.gabcdef-2", "any", null, "custom", "pkg:alpm/arch/lib32-b%2B%2B@2.0rc1.r3.gabcdef-2?arch=any"),
            ("alpm", "shell", "1:5.2.037-1", "x86_64", "shell-suite", "GPL-3.0-or-later AND (MIT OR Apache-2.0)", "pkg:alpm/arch/shell@1:5.2.037-1?arch=x86_64"),
        ]);
        document.Findings.Where(finding => finding.Kind != FindingKinds.SetUid).ShouldBeEmpty();
        document.Executables.ShouldBeNull();
    }

    [Fact]
    public async Task Tells_what_was_changed_and_who_owned_it()
    {
        var document = await MemoryImage.InspectAsync(PacmanSystem.Layer, new TarBytes()
            .File("usr/bin/shell", "#!/bin/sh\necho altered\n", 0x1ed).File("etc/shell.conf", "key=2\n").File("usr/share/zoneinfo/Größe mit Leerzeichen", "moved\n").File("usr/bin/foreign", "#!/bin/sh\n", 0x1ed).End());

        document.Findings.Where(finding => finding.Kind is FindingKinds.ModifiedFile or FindingKinds.ModifiedConfig or FindingKinds.UnownedExecutable)
            .Select(finding => (finding.Kind, finding.Path, finding.Owner)).ShouldBe(
            [
                (FindingKinds.ModifiedFile, "/usr/bin/shell", "alpm:shell"), (FindingKinds.ModifiedConfig, "/etc/shell.conf", "alpm:shell"),
                (FindingKinds.ModifiedFile, "/usr/share/zoneinfo/Größe mit Leerzeichen", "alpm:shell"), (FindingKinds.UnownedExecutable, "/usr/bin/foreign", null),
            ], ignoreOrder: true);
    }

    [Fact]
    public async Task A_removed_database_is_a_finding()
    {
        var document = await MemoryImage.InspectAsync(PacmanSystem.Layer, new TarBytes().Whiteout("var/lib/pacman").End());

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.PackageDbDeleted && finding.DeletedIn == 1);
        document.Packages.Select(package => package.Name).ShouldBe(["lib32-b++", "shell"]);
        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.UnownedExecutable);
    }

    [Fact]
    public async Task A_package_that_was_removed_alone_is_no_removed_database()
    {
        var document = await MemoryImage.InspectAsync(PacmanSystem.Layer, new TarBytes().Whiteout("var/lib/pacman/local/shell-1:5.2.037-1").End());

        document.Packages.ShouldHaveSingleItem().Name.ShouldBe("lib32-b++");
        document.Removed!.ShouldHaveSingleItem().RemovedIn.ShouldBe(1);
        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.PackageDbDeleted);
    }

    [Theory]
    [InlineData("%VERSION%\n1\n", "it has no name")]
    [InlineData("%NAME%\nx\n", "it has no version")]
    [InlineData("%NAME%\nx y\n\n%VERSION%\n1\n", "its name or version is not one")]
    public void Says_what_it_could_not_read(string description, string problem) =>
        Scan.Facts(new TarBytes().File("var/lib/pacman/local/x-1/desc", description)).Catalogued.ShouldHaveSingleItem().Problems.ShouldBe([problem]);
}
