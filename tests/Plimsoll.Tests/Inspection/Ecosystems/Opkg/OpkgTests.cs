using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Opkg;

public sealed class OpkgTests
{
    [Fact]
    public async Task Lists_installed_packages_and_their_files()
    {
        var document = await MemoryImage.InspectAsync(new TarBytes()
            .File("etc/os-release", "ID=\"openwrt\"\nVERSION_ID=\"23.05.2\"\n").File("bin/busybox", "#!/bin/sh\n", 0x1ed).File("bin/other", "#!/bin/sh\n", 0x1ed)
            .File("usr/lib/opkg/status", "Package: busybox\nVersion: 1.36.1-1\nDepends: libc\nStatus: install user installed\nArchitecture: x86_64\nInstalled-Time: 1700000000\n\nPackage: gone\nVersion: 1\nStatus: deinstall ok not-installed\nArchitecture: x86_64\n\nPackage: libc\nVersion: 1.2.4-4\nStatus: install hold installed\nArchitecture: x86_64\n")
            .File("usr/lib/opkg/info/busybox.list", "/bin/busybox\n").File("usr/lib/opkg/info/libc.list", "/bin/other\t0100755\n"));

        document.Packages.Select(package => (package.Type, package.Name, package.Version, package.Purl)).ShouldBe(
        [
            ("opkg", "busybox", "1.36.1-1", "pkg:opkg/openwrt/busybox@1.36.1-1?arch=x86_64&distro=openwrt-23.05.2"),
            ("opkg", "libc", "1.2.4-4", "pkg:opkg/openwrt/libc@1.2.4-4?arch=x86_64&distro=openwrt-23.05.2"),
        ]);
        document.Executables.ShouldBeNull();
    }
}
