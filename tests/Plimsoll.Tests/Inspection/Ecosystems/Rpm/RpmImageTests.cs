using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Rpm;

/// <summary>Images of a real rpm system.</summary>
public sealed class RpmImageTests(RpmSystem system) : IClassFixture<RpmSystem>
{
    [Fact]
    public async Task A_plain_system_has_its_packages_and_nothing_wrong()
    {
        var document = await MemoryImage.InspectAsync(system.Layer);

        document.Completeness.ShouldBe(Completeness.Complete, string.Join('\n', document.Notes));
        document.Packages.Select(package => $"{package.Name} {package.Version} {package.Arch}")
            .ShouldBe(system.Lines("%{NAME} %{EVR} %{ARCH}\n").Where(line => !line.StartsWith("gpg-pubkey", StringComparison.Ordinal)), ignoreOrder: true);
        document.Packages.ShouldAllBe(package => package.Type == "rpm" && package.Layer == 0 && package.Location == "/usr/lib/sysimage/rpm/rpmdb.sqlite");
        document.Packages.Where(package => package.Name == "kernel-core").Select(package => package.Version).ShouldBe(["5.14.0-427.el9", "5.14.0-503.el9"]);
        document.Findings.Where(finding => finding.Kind != FindingKinds.SetUid).ShouldBeEmpty();
        document.Executables.ShouldBeNull();
    }

    [Fact]
    public async Task Package_urls_have_the_epoch_as_a_qualifier()
    {
        var purls = (await MemoryImage.InspectAsync(system.Layer)).Packages.Select(package => package.Purl).ToList();

        purls.ShouldContain("pkg:rpm/rocky/openssl-libs@3.0.7-27.el9?arch=x86_64&distro=rocky-9.4&epoch=1");
        purls.ShouldContain("pkg:rpm/rocky/kernel-core@5.14.0-427.el9?arch=x86_64&distro=rocky-9.4");
        purls.ShouldContain("pkg:rpm/rocky/bash@5.1.8-6.el9_1?arch=x86_64&distro=rocky-9.4&epoch=0");
    }

    [Fact]
    public async Task Tells_what_was_changed_and_who_owned_it()
    {
        var document = await MemoryImage.InspectAsync(system.Layer, new TarBytes()
            .File("usr/bin/bash", "#!/bin/sh\necho altered\n", 0x1ed).File("etc/bashrc", "key=2\n").File("usr/lib/ssl.cache", "rebuilt\n").File("var/log/ssl.log", "logged\n")
            .File("usr/bin/foreign", "#!/bin/sh\necho foreign\n", 0x1ed).End());

        document.Findings.Where(finding => finding.Kind is FindingKinds.ModifiedFile or FindingKinds.ModifiedConfig or FindingKinds.UnownedExecutable)
            .Select(finding => (finding.Kind, finding.Path, finding.Layer, finding.Owner))
            .ShouldBe([(FindingKinds.ModifiedFile, "/usr/bin/bash", 1, "rpm:bash"), (FindingKinds.ModifiedConfig, "/etc/bashrc", 1, "rpm:bash"), (FindingKinds.UnownedExecutable, "/usr/bin/foreign", 1, null)], ignoreOrder: true);
    }

    [Fact]
    public async Task Follows_directories_that_became_links()
    {
        var database = NdbBytes.Of(system.Headers);
        var bash = File.ReadAllBytes(Path.Combine(system.Root, "usr/bin/bash"));
        var tar = new TarBytes().Symlink("usr/bin", "sbin").Entry("usr/sbin/bash", '0', bash, mode: 0x1ed).Symlink("var/lib/rpm", "../../usr/lib/sysimage/rpm").File("usr/lib/sysimage/rpm/Packages.db", database);

        var document = await MemoryImage.InspectAsync(tar.End());

        document.Packages.Count.ShouldBe(7);
        document.Findings.Where(finding => finding.Kind is FindingKinds.ModifiedFile or FindingKinds.UnownedExecutable).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_layer_of_a_package_is_the_one_that_brought_its_version()
    {
        using var other = new RpmSystem();

        var document = await MemoryImage.InspectAsync(other.Layer, new TarBytes().File("srv/data", "x").End(), other.Upgrade());

        document.Packages.Select(package => (package.Name, package.Version, package.Layer, package.IntroducedIn)).ShouldBe(
        [
            ("bash", "0:5.1.8-7.el9_2", 2, 0), ("kernel-core", "5.14.0-427.el9", 0, 0), ("kernel-core", "5.14.0-503.el9", 0, 0), ("many-files", "1:3.0.7-27.el9", 0, 0),
            ("openssl-libs", "1:3.0.7-27.el9", 0, 0), ("tzdata", "1:2024a-1.el9", 0, 0),
        ]);
        document.Removed!.Select(package => (package.Name, package.Version, package.Layer, package.RemovedIn)).ShouldBe([("bash", "0:5.1.8-6.el9_1", 0, 2), ("empty", "1:3.0.7-27.el9", 0, 2)]);
        document.Findings.Where(finding => finding.Kind is FindingKinds.ModifiedFile).ShouldBeEmpty();
    }

    /// <summary>SQLite itself writes the log; what rpm lists is the truth.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Applies_the_changes_that_stand_in_the_log(bool isInUpperLayer)
    {
        using var other = new RpmSystem();
        using var directory = new TemporaryDirectory();
        var (before, after) = (directory.Write("rpmdb.sqlite", other.Sqlite), Path.Combine(other.Root, RpmSystem.Directory, "rpmdb.sqlite"));
        other.Upgrade();
        using var session = new SqliteSession(before, readOnly: false);
        session.Script($"PRAGMA foreign_keys = OFF; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ATTACH '{after}' AS upgraded;");
        session.Script("BEGIN; DELETE FROM Packages WHERE hnum NOT IN (SELECT hnum FROM upgraded.Packages); INSERT INTO Packages SELECT * FROM upgraded.Packages AS u WHERE u.hnum NOT IN (SELECT hnum FROM Packages); COMMIT;");
        var (database, log) = (ReadShared(before), ReadShared(before + "-wal"));
        database.ShouldBe(other.Sqlite);

        var lower = new TarBytes().File("var/lib/rpm/rpmdb.sqlite", database);
        var document = await MemoryImage.InspectAsync(isInUpperLayer
            ? [lower.End(), new TarBytes().File("var/lib/rpm/rpmdb.sqlite-wal", log).End()]
            : [lower.File("var/lib/rpm/rpmdb.sqlite-wal", log).End()]);

        document.Completeness.ShouldBe(Completeness.Complete, string.Join('\n', document.Notes));
        document.Packages.Select(package => $"{package.Name} {package.Version} {package.Arch}")
            .ShouldBe(other.Lines("%{NAME} %{EVR} %{ARCH}\n").Where(line => !line.StartsWith("gpg-pubkey", StringComparison.Ordinal)), ignoreOrder: true);
        document.Packages.Single(package => package.Name == "bash").ShouldSatisfyAllConditions(
            bash => bash.Version.ShouldBe("0:5.1.8-7.el9_2"), bash => bash.Location.ShouldBe("/var/lib/rpm/rpmdb.sqlite-wal"), bash => bash.Layer.ShouldBe(isInUpperLayer ? 1 : 0));
        document.Packages.Where(package => package.Name != "bash").ShouldAllBe(package => package.Layer == 0);
    }

    [Fact]
    public async Task A_removed_database_is_a_finding_and_its_packages_stay()
    {
        var document = await MemoryImage.InspectAsync(system.Layer, new TarBytes().Whiteout("usr/lib/sysimage/rpm").End());

        document.Completeness.ShouldBe(Completeness.Partial);
        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.PackageDbDeleted && finding.Path == "/usr/lib/sysimage/rpm/rpmdb.sqlite" && finding.Layer == 0 && finding.DeletedIn == 1);
        document.Packages.Select(package => package.Name).ShouldContain("bash");
        document.Packages.ShouldAllBe(package => package.Confidence == Confidence.Medium);
        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.UnownedExecutable);
    }

    [Fact]
    public async Task A_database_that_was_rebuilt_in_another_form_moves_no_package()
    {
        var document = await MemoryImage.InspectAsync(
            new TarBytes().File("var/lib/rpm/Packages", system.Berkeley(4096)).End(),
            new TarBytes().Whiteout("var/lib/rpm/Packages").File("var/lib/rpm/rpmdb.sqlite", system.Sqlite).End());

        document.Packages.Count.ShouldBe(7);
        document.Packages.ShouldAllBe(package => package.Layer == 0 && package.Location == "/var/lib/rpm/rpmdb.sqlite");
        document.Removed.ShouldBeNull();
    }

    [Fact]
    public async Task Reads_the_list_of_distroless_images()
    {
        const string Line = "%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{INSTALLTIME}\\t%{BUILDTIME}\\t%{VENDOR}\\t%{EPOCH}\\t%{SIZE}\\t%{ARCH}\\t%{EPOCHNUM}\\t%{SOURCERPM}\\n";
        var lines = system.Lines(Line).Where(line => !line.StartsWith("gpg-pubkey", StringComparison.Ordinal));

        var document = await MemoryImage.InspectAsync(new TarBytes().File("etc/os-release", "ID=azurelinux\nVERSION_ID=\"3.0\"\n").File("var/lib/rpmmanifest/container-manifest-2", string.Join('\n', lines)).End());

        document.Completeness.ShouldBe(Completeness.Complete);
        document.Packages.Select(package => $"{package.Name} {package.Version} {package.Arch}")
            .ShouldBe(system.Lines("%{NAME} %{EVR} %{ARCH}\n").Where(line => !line.StartsWith("gpg-pubkey", StringComparison.Ordinal)), ignoreOrder: true);
        document.Packages.ShouldContain(package => package.Purl == "pkg:rpm/azurelinux/openssl-libs@3.0.7-27.el9?arch=x86_64&distro=azurelinux-3.0&epoch=1" && package.Properties!["vendor"] == "Test Vendor");
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
