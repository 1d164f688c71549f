using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Images;

/// <summary>Packages that layers upgrade, downgrade and hide in part: what is there in the end, since when, and what is shipped all the same.</summary>
public sealed class LayeredPackagesTests
{
    private const string Names = "var/lib/dpkg/status.d/";

    private static readonly byte[] Program = File.ReadAllBytes("/usr/bin/true");

    [Fact]
    public async Task A_package_that_goes_up_and_down_again_is_of_the_layer_that_took_it_back()
    {
        static TarBytes Layer(string version) => new DpkgSystem().Package("tool", version).Package("other", "9").WriteDatabase(new TarBytes().File("etc/os-release", "ID=debian\nVERSION_ID=12\n"));

        var document = await MemoryImage.InspectAsync(Layer("1.0"), Layer("2.0"), Layer("1.0"), Layer("1.0"));

        document.Packages.Select(package => $"{package.Name} {package.Version} {package.Layer} {package.IntroducedIn}").ShouldBe(["other 9 0 0", "tool 1.0 2 0"]);
        document.Removed!.Select(package => $"{package.Name} {package.Version} {package.Layer} {package.RemovedIn}").ShouldBe(["tool 2.0 1 2"]);
    }

    [Fact]
    public async Task A_package_that_was_removed_and_put_back_is_new()
    {
        static TarBytes Layer(params string[] names) => names.Aggregate(new DpkgSystem(), (system, name) => system.Package(name)).WriteDatabase(new TarBytes());

        var document = await MemoryImage.InspectAsync(Layer("tool", "other"), Layer("other"), Layer("tool", "other"));

        document.Packages.Select(package => $"{package.Name} {package.Layer} {package.IntroducedIn}").ShouldBe(["other 0 0", "tool 2 2"]);
    }

    [Fact]
    public async Task An_opaque_directory_hides_the_packages_below_it_and_keeps_those_that_its_own_layer_brings()
    {
        static string Stanza(string name, string version) => $"Package: {name}\nVersion: {version}\nArchitecture: amd64\n";
        // Distroless images cut and encode the names of the files, so that only what is in them counts.
        var lower = new TarBytes().File("etc/os-release", "ID=debian\nVERSION_ID=12\n").File(Names + "base-files", Stanza("base-files", "12.4")).File(Names + "libc6", Stanza("libc6", "2.36-9")).File(Names + "tzdata", Stanza("tzdata", "2024a"));
        var upper = new TarBytes().File(Names + "libc6", Stanza("libc6", "2.36-9+deb12u1")).Opaque(Names.TrimEnd('/')).File(Names + "bGliYzYtZGV2", Stanza("libc6-dev", "2.36"));

        var document = await MemoryImage.InspectAsync(lower, upper);

        document.Packages.Select(package => $"{package.Name} {package.Version} {package.Layer} {package.IntroducedIn}").ShouldBe(["libc6 2.36-9+deb12u1 1 0", "libc6-dev 2.36 1 1"]);
        document.Removed!.Select(package => $"{package.Name} {package.RemovedIn}").ShouldBe(["base-files 1", "libc6 1", "tzdata 1"]);
    }

    [Fact]
    public async Task A_layer_that_hides_half_of_the_lists_of_files_makes_no_program_unowned()
    {
        var system = new DpkgSystem().Package("a").File("usr/bin/a", Program, 0x1ed).Package("b").File("usr/bin/b", Program, 0x1ed);
        var upper = new TarBytes().Opaque("var/lib/dpkg/info").File("var/lib/dpkg/info/a.list", "/.\n/usr\n/bin\n/bin/a\n");

        var document = await MemoryImage.InspectAsync(system.ToTar(), upper);

        document.Packages.Select(package => package.Name).ShouldBe(["a", "b"]);
        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.PackageDbDeleted && finding.Path == "/var/lib/dpkg/info" && finding.DeletedIn == 1);
        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.UnownedExecutable);
        document.Executables.ShouldBeNull();
    }

    [Fact]
    public async Task A_hard_link_to_a_file_of_a_package_is_the_same_program_under_another_name()
    {
        var system = new DpkgSystem().Package("p").File("usr/bin/p", Program, 0x1ed).ToTar();

        var document = await MemoryImage.InspectAsync(system, new TarBytes().HardLink("usr/local/bin/q", "usr/bin/p"), new TarBytes().Entry("usr/bin/p", '0', [.. Program, 1], mode: 0x1ed));

        document.Findings.Where(finding => finding.Kind == FindingKinds.ModifiedFile).Select(finding => (finding.Path, finding.Layer, finding.Owner)).ShouldBe([("/usr/bin/p", 2, "deb:p")]);
        document.Findings.Where(finding => finding.Kind == FindingKinds.UnownedExecutable).Select(finding => finding.Path).ShouldBe(["/usr/local/bin/q"]);
    }
}
