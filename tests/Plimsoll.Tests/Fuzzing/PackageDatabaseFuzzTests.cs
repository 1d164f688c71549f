using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Ecosystems.Rpm;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Fuzzing;

/// <summary>Whatever a package database holds, reading it ends, and what could not be read is said.</summary>
public sealed class PackageDatabaseFuzzTests
{
    /// <summary>Cases for each database in <c>make test</c>.</summary>
    private const int Usual = 300;

    private static readonly OsFacts Os = new() { Id = "test", VersionId = "1" };

    public static TheoryData<string> Databases => [.. Seeds.Keys];

    private static Dictionary<string, byte[]> Seeds { get; } = new(StringComparer.Ordinal)
    {
        ["var/lib/rpm/rpmdb.sqlite"] = Catalogue.TestData("rpmdb.sqlite.gz"),
        ["var/lib/rpm/rpmdb.sqlite-wal"] = Catalogue.TestData("rpmdb.sqlite-wal.gz"),
        ["var/lib/rpm/Packages.db"] = Catalogue.TestData("Packages.db.gz"),
        ["var/lib/rpm/Packages"] = Catalogue.TestData("Packages.gz"),
        ["var/lib/rpmmanifest/container-manifest-2"] = Encoding.UTF8.GetBytes("bash\t5.1-2\t1700000000\t1690000000\tVendor\t1\t100\tx86_64\t1\tbash-5.1-2.src.rpm\nzlib\t1.2-3\t1\t1\tVendor\t(none)\t1\tx86_64\t0\tzlib-1.2-3.src.rpm\n"),
        ["lib/apk/db/installed"] = new ApkSystem().Package("musl", "1.2.4-r2", "MIT").File("lib/libc.so", "libc"u8.ToArray(), 0x1ed).Package("tz", "2024a-r0", "Public-Domain").File("usr/share/a b", "x"u8.ToArray()).Database(),
        ["var/lib/pacman/local/shell-1:5.2.037-1/desc"] = PacmanFile("shell-1:5.2.037-1/desc"),
        ["var/lib/pacman/local/shell-1:5.2.037-1/files"] = PacmanFile("shell-1:5.2.037-1/files"),
        ["var/lib/pacman/local/shell-1:5.2.037-1/mtree"] = PacmanFile("shell-1:5.2.037-1/mtree"),
        ["var/db/pkg/sys-apps/sed-4.9/CONTENTS"] = "dir /usr\nobj /usr/bin/sed d41d8cd98f00b204e9800998ecf8427e 1700000000\nsym /usr/bin/gsed -> sed 1700000000\n"u8.ToArray(),
        ["usr/lib/opkg/status"] = "Package: busybox\nVersion: 1.36.1-1\nStatus: install user installed\nArchitecture: x86_64\n"u8.ToArray(),
        ["opt/Cellar/jq/1.7.1/INSTALL_RECEIPT.json"] = """{"homebrew_version":"4.2","source":{"tap":"homebrew/core"}}"""u8.ToArray(),
        ["opt/bitnami/redis/.spdx-redis.spdx"] = """{"packages":[{"name":"redis","licenseDeclared":"MIT","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:bitnami/redis@7.2.4-0?arch=amd64"}]}]}"""u8.ToArray(),
        ["var/lib/dpkg/status"] = Encoding.UTF8.GetBytes("Package: bash\nStatus: install ok installed\nArchitecture: amd64\nSource: bash (5.1)\nVersion: 5.2-3\nConffiles:\n /etc/bashrc 00000000000000000000000000000000\n\nPackage: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.2\n"),
        ["var/lib/dpkg/info/bash.md5sums"] = Encoding.UTF8.GetBytes("d41d8cd98f00b204e9800998ecf8427e  bin/bash\nd41d8cd98f00b204e9800998ecf8427e  usr/share/doc/bash/a b\n"),
    };

    [Theory]
    [MemberData(nameof(Databases))]
    public void Survives_damage(string path)
    {
        var cataloguer = CataloguerOf(path);
        Fuzz.Run([Seeds[path]], damaged => ShouldBeSane(cataloguer, Catalogue.Read(cataloguer, path, damaged).Report), Usual, path);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Survives_being_cut_anywhere(string path)
    {
        var (cataloguer, whole) = (CataloguerOf(path), Seeds[path]);
        for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 40))
            ShouldBeSane(cataloguer, Catalogue.Read(cataloguer, path, whole[..length]).Report);
    }

    [Theory]
    [InlineData("var/lib/rpm/rpmdb.sqlite")]
    [InlineData("var/lib/rpm/Packages.db")]
    [InlineData("var/lib/rpm/Packages")]
    public void Says_that_a_binary_database_was_cut(string path)
    {
        var (cataloguer, whole) = (CataloguerOf(path), Seeds[path]);
        Catalogue.Read(cataloguer, path, whole).Report.Problems.ShouldBeEmpty();
        for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 40))
            Catalogue.Read(cataloguer, path, whole[..length]).Report.Problems.ShouldNotBeEmpty($"cut to {length} bytes");
    }

    /// <summary>What the tree of a database and its log say is put together, whatever they say.</summary>
    [Fact]
    public void Survives_damage_of_a_database_with_its_log()
    {
        var (database, log) = (Seeds["var/lib/rpm/rpmdb.sqlite"], Seeds["var/lib/rpm/rpmdb.sqlite-wal"]);
        var cataloguer = new RpmCataloguer();
        var name = nameof(Survives_damage_of_a_database_with_its_log);
        for (var i = 0; i < Fuzz.Cases(Usual) / 2; i++)
        {
            var (main, changes) = (i % 2 == 0 ? database : Fuzz.Damaged([database], name, i), i % 3 == 0 ? log : Fuzz.Damaged([log], name, i));
            var files = new[] { Catalogue.Read(cataloguer, "rpm/rpmdb.sqlite", main).Report, Catalogue.Read(cataloguer, "rpm/rpmdb.sqlite-wal", changes).Report };
            foreach (var (file, package) in cataloguer.InForce(files)) files[file].Packages[package].Name.ShouldNotBeEmpty($"case {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Reads_from_a_temporary_file_what_it_reads_from_memory(string path)
    {
        // Text goes on in the first byte behind it, so it is filled up with what ends it anyway.
        var padded = new byte[9 << 20];
        padded.AsSpan().Fill((byte)'\n');
        Seeds[path].CopyTo(padded, 0);
        var cataloguer = CataloguerOf(path);

        var (inMemory, inFile) = (Catalogue.Read(cataloguer, path, padded), Catalogue.ReadSpooled(cataloguer, path, padded));

        inFile.Report.Problems.ShouldBe(inMemory.Report.Problems);
        inFile.Report.Packages.Select(package => $"{package.Name} {package.Version}").ShouldBe(inMemory.Report.Packages.Select(package => $"{package.Name} {package.Version}"));
        inFile.Owned.Count.ShouldBe(inMemory.Owned.Count);
        (inFile.Report.Packages.Count + inFile.Owned.Count).ShouldBeGreaterThan(0);
    }

    private static void ShouldBeSane(ICataloguer cataloguer, CataloguedFile report)
    {
        foreach (var package in report.Packages)
        {
            if (cataloguer is IPackageDatabase database && !database.IsInstalled(package)) continue;
            var isSane = package.Name.Length > 0 && package.Version.Length > 0 && Purl.TryParse(package.Purl ?? cataloguer.PurlOf(package, Os), out _);
            if (!isSane) throw new InvalidDataException($"it gave {package}");
        }
        foreach (var problem in report.Problems)
        {
            if (problem.Length is 0 or > 1000) throw new InvalidDataException($"it gave a problem of {problem.Length} characters");
        }
    }

    private static ICataloguer CataloguerOf(string path)
    {
        var found = new List<ICataloguer>();
        KnownCataloguers.All.Find(path, [], found);
        found.ShouldNotBeEmpty();
        return found[0];
    }

    private static byte[] PacmanFile(string path) => PacmanSystem.Files[$"var/lib/pacman/local/{path}"];
}
