using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Apk;

public sealed class ApkTests
{
    private static readonly byte[] Shell = "#!/bin/sh\necho busybox\n"u8.ToArray();
    private static readonly byte[] Library = "library"u8.ToArray();

    [Fact]
    public async Task Lists_packages_with_origin_licence_and_checksum()
    {
        var document = await MemoryImage.InspectAsync(System().ToTar().End());

        document.Completeness.ShouldBe(Completeness.Complete, string.Join('\n', document.Notes));
        document.Packages.Select(package => (package.Name, package.Version, package.Arch, package.Source, package.LicenceDeclared, package.Purl)).ShouldBe(
        [
            ("busybox", "1.36.1-r15", "x86_64", null, "GPL-2.0-only", "pkg:apk/alpine/busybox@1.36.1-r15?arch=x86_64&distro=alpine-3.19.1"),
            ("libcrypto3", "3.1.4-r5", "x86_64", "openssl", "Apache-2.0", "pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&distro=alpine-3.19.1"),
            ("tzdata", "2024a-r0", "x86_64", null, "Public-Domain", "pkg:apk/alpine/tzdata@2024a-r0?arch=x86_64&distro=alpine-3.19.1"),
        ]);
        var busybox = document.Packages[0];
        busybox.Location.ShouldBe("/lib/apk/db/installed");
        busybox.Integrity.ShouldBe(ApkSystem.Sha1("busybox"u8.ToArray()));
        busybox.Properties!["commit"].ShouldBe("0123456789abcdef");
    }

    [Fact]
    public async Task A_plain_system_has_nothing_wrong()
    {
        var document = await MemoryImage.InspectAsync(System().ToTar().End());

        document.Findings.Where(finding => finding.Kind != FindingKinds.ConfigUserRoot).ShouldBeEmpty();
        document.Executables.ShouldBeNull();
    }

    [Theory]
    [InlineData("Q1")]
    [InlineData("Q2")]
    [InlineData("X1")]
    [InlineData("X2")]
    [InlineData("cut")]
    public async Task Checks_files_by_every_kind_of_checksum(string kind)
    {
        var (sha1, sha256) = (CryptographicOperations.HashData(HashAlgorithmName.SHA1, Shell), SHA256.HashData(Shell));
        var checksum = kind switch
        {
            "Q1" => "Q1" + Convert.ToBase64String(sha1),
            "Q2" => "Q2" + Convert.ToBase64String(sha256),
            "X1" => "X1" + Convert.ToHexStringLower(sha1),
            "X2" => "X2" + Convert.ToHexStringLower(sha256),
            _ => "Q1" + Convert.ToBase64String(sha256.AsSpan(0, 20)),
        };
        var system = new ApkSystem().Package("busybox", "1-r0", "MIT", kind == "cut" ? "f:S\n" : "").File("bin/busybox", Shell, 0x1ed, checksum);

        var plain = await MemoryImage.InspectAsync(system.ToTar().End());
        var changed = await MemoryImage.InspectAsync(system.ToTar().End(), new TarBytes().File("bin/busybox", "#!/bin/sh\n", 0x1ed).End());

        plain.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.ModifiedFile);
        changed.Findings.ShouldContain(finding => finding.Kind == FindingKinds.ModifiedFile && finding.Path == "/bin/busybox" && finding.Layer == 1 && finding.Owner == "apk:busybox");
    }

    [Fact]
    public async Task Tells_what_was_changed_and_who_owned_it()
    {
        var document = await MemoryImage.InspectAsync(System().ToTar().End(), new TarBytes()
            .File("bin/busybox", "#!/bin/sh\necho altered\n", 0x1ed).File("etc/shells", "/bin/evil\n").File("usr/lib/libcrypto.so", "no link any more").File("usr/bin/foreign", "#!/bin/sh\n", 0x1ed).End());

        document.Findings.Where(finding => finding.Kind is FindingKinds.ModifiedFile or FindingKinds.ModifiedConfig or FindingKinds.UnownedExecutable)
            .Select(finding => (finding.Kind, finding.Path, finding.Owner)).ShouldBe(
            [
                (FindingKinds.ModifiedFile, "/bin/busybox", "apk:busybox"), (FindingKinds.ModifiedConfig, "/etc/shells", "apk:busybox"),
                (FindingKinds.ModifiedFile, "/usr/lib/libcrypto.so", "apk:libcrypto3"), (FindingKinds.UnownedExecutable, "/usr/bin/foreign", null),
            ], ignoreOrder: true);
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_is_modified()
    {
        var document = await MemoryImage.InspectAsync(System().ToTar().End(), new TarBytes().Symlink("usr/lib/libcrypto.so", "/tmp/evil.so").End());

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.ModifiedFile && finding.Path == "/usr/lib/libcrypto.so");
    }

    [Fact]
    public async Task Follows_a_merged_usr()
    {
        var system = new ApkSystem().Package("busybox", "1-r0", "MIT").File("bin/busybox", Shell, 0x1ed);
        var tar = new TarBytes().File("etc/os-release", "ID=wolfi\nVERSION_ID=20230201\n").Symlink("bin", "usr/bin").Symlink("lib", "usr/lib").Entry("usr/bin/busybox", '0', Shell, mode: 0x1ed)
            .File("usr/lib/apk/db/installed", system.Database());

        var document = await MemoryImage.InspectAsync(tar.End());

        document.Packages.ShouldHaveSingleItem().Purl.ShouldBe("pkg:apk/wolfi/busybox@1-r0?arch=x86_64&distro=wolfi-20230201");
        document.Executables.ShouldBeNull();
    }

    [Fact]
    public async Task The_layer_of_a_package_is_the_one_that_brought_its_version()
    {
        var upgraded = new ApkSystem().Package("busybox", "1.36.1-r16", "GPL-2.0-only").Package("tzdata", "2024a-r0", "Public-Domain").Package("curl", "8-r0", "curl");

        var document = await MemoryImage.InspectAsync(System().ToTar().End(), new TarBytes().File("lib/apk/db/installed", upgraded.Database()).End());

        document.Packages.Select(package => (package.Name, package.Layer, package.IntroducedIn)).ShouldBe([("busybox", 1, 0), ("curl", 1, 1), ("tzdata", 0, 0)]);
        document.Removed!.Select(package => (package.Name, package.Version, package.RemovedIn)).ShouldBe([("busybox", "1.36.1-r15", 1), ("libcrypto3", "3.1.4-r5", 1)]);
    }

    [Fact]
    public async Task A_removed_database_is_a_finding()
    {
        var document = await MemoryImage.InspectAsync(System().ToTar().End(), new TarBytes().Whiteout("lib/apk").End());

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.PackageDbDeleted && finding.Path == "/lib/apk/db/installed" && finding.DeletedIn == 1);
        document.Packages.Select(package => package.Name).ShouldBe(["busybox", "libcrypto3", "tzdata"]);
        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.UnownedExecutable);
    }

    [Fact]
    public void Long_lines_and_unknown_fields_cost_no_package()
    {
        var text = Encoding.UTF8.GetString(System().Database()).Replace("D:so:libc", "D:" + new string('x', 3_000_000) + " so:libc", StringComparison.Ordinal).Replace("\n\n", "\nW:what\n\n\n\n", StringComparison.Ordinal);

        var facts = Scan.Facts(new TarBytes().File("lib/apk/db/installed", text)).Catalogued.ShouldHaveSingleItem();

        facts.Problems.ShouldBeEmpty();
        facts.Packages.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("V:1\n\n", "it has no name")]
    [InlineData("P:x\n\n", "x has no version")]
    [InlineData("P:x y\nV:1\n\n", "its name is not one")]
    [InlineData("P:x\nV:1\nF:bin\nR:x\nZ:Q3abc\n\n", "checksum")]
    [InlineData("binary\n\n", "a line is no field")]
    public void Says_what_it_could_not_read_and_reads_on(string entry, string problem)
    {
        var facts = Scan.Facts(new TarBytes().File("lib/apk/db/installed", entry + "P:second\nV:2-r0\n\n")).Catalogued.ShouldHaveSingleItem();

        facts.Problems.ShouldContain(text => text.Contains(problem));
        facts.Packages.ShouldContain(package => package.Name == "second");
    }

    private static ApkSystem System() => new ApkSystem()
        .Package("busybox", "1.36.1-r15", "GPL-2.0-only").File("bin/busybox", Shell, 0x1ed).File("etc/shells", "/bin/sh\n"u8.ToArray()).File("usr/share/name with spaces", "x"u8.ToArray())
        .Package("libcrypto3", "3.1.4-r5", "Apache-2.0", "o:openssl\n").File("usr/lib/libcrypto.so.3", Library, 0x1ed).Link("usr/lib/libcrypto.so", "libcrypto.so.3")
        .Package("tzdata", "2024a-r0", "Public-Domain").File("usr/share/zoneinfo/UTC", "UTC"u8.ToArray());
}
