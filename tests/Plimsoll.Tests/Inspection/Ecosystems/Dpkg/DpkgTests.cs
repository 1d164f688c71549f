using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Dpkg;

public sealed class DpkgTests
{
    /// <summary>Each database is also read by dpkg-query; both must list the same.</summary>
    [Theory]
    [InlineData("one", "\n", "two")]
    [InlineData("several empty lines", "\n\n\n\n", "two")]
    [InlineData("field names in any case", "\n", "x", "PACKAGE: case\nstatus: Install OK Installed\nMaintainer: m\narchitecture: all\nVERSION: 1:2-3\nDescription: d\n")]
    [InlineData("spaces around", "\n", "x", "Package:\t spaced  \nStatus:install   ok  installed\nMaintainer: m\nArchitecture:all\nVersion:   2.0  \nDescription: d\n")]
    [InlineData("folded", "\n", "x", "Package: folded\nStatus: install ok installed\nMaintainer: m\nConffiles:\n /etc/a 00000000000000000000000000000000\n /etc/b 00000000000000000000000000000000 obsolete\nArchitecture: all\nVersion: 3\nDescription: short\n long\n .\n Package: not-me\n Version: 9\n")]
    [InlineData("hold", "\n", "x", "Package: held\nStatus: hold ok installed\nMaintainer: m\nArchitecture: all\nVersion: 1\nDescription: d\n")]
    [InlineData("to be removed", "\n", "x", "Package: going\nStatus: deinstall ok installed\nMaintainer: m\nArchitecture: all\nVersion: 1\nDescription: d\n")]
    [InlineData("removed", "\n", "x", "Package: gone\nStatus: deinstall ok config-files\nMaintainer: m\nArchitecture: all\nVersion: 1\nConfig-Version: 1\nDescription: d\n")]
    [InlineData("never there", "\n", "x", "Package: never\nStatus: purge ok not-installed\nPriority: optional\n")]
    [InlineData("epoch of zero", "\n", "x", "Package: zero\nStatus: install ok installed\nMaintainer: m\nArchitecture: all\nVersion: 0:1.2-3\nDescription: d\n")]
    [InlineData("epoch with zeros in front", "\n", "x", "Package: zeros\nStatus: install ok installed\nMaintainer: m\nArchitecture: all\nVersion: 007:1.2-3\nDescription: d\n")]
    [InlineData("two architectures", "\n", "x", "Package: libx\nStatus: install ok installed\nMaintainer: m\nArchitecture: i386\nMulti-Arch: same\nVersion: 1\nDescription: d\n\nPackage: libx\nStatus: install ok installed\nMaintainer: m\nArchitecture: arm64\nMulti-Arch: same\nVersion: 1\nDescription: d\n")]
    [InlineData("half states", "\n", "x", "Package: half\nStatus: install ok half-configured\nMaintainer: m\nArchitecture: all\nVersion: 1\nDescription: d\n\nPackage: open\nStatus: install ok unpacked\nMaintainer: m\nArchitecture: all\nVersion: 1\nDescription: d\n")]
    public void Lists_what_dpkg_query_lists(string what, string between, string second, string third = "")
    {
        var status = Stanza("first", "1.0") + between + Stanza(second, "2:1.0~rc1+b1-1") + "\n" + third;
        using var directory = new TemporaryDirectory();
        directory.Write("status", Encoding.UTF8.GetBytes(status));
        directory.Write("info/format", "1\n"u8.ToArray());

        var expected = Tool.Lines("dpkg-query", "--admindir", directory.Path, "-W", "-f", "${db:Status-Status} ${Package} ${Version} ${Architecture}\n")
            .Where(line => line.StartsWith("installed ", StringComparison.Ordinal)).Select(line => line["installed ".Length..]);

        Installed(Read(status)).ShouldBe(expected.Order(StringComparer.Ordinal), what);
    }

    [Theory]
    [InlineData("Description")]
    [InlineData("Depends")]
    [InlineData("Source")]
    [InlineData("X-Unknown")]
    public void A_huge_field_costs_no_package(string field)
    {
        var status = Stanza("first", "1") + $"{field}: {new string('h', 3_000_000)}\n more\n" + "\n" + Stanza("second", "2");

        Installed(Read(status)).ShouldBe(["first 1 amd64", "second 2 amd64"]);
    }

    [Fact]
    public void A_paragraph_of_a_hundred_thousand_lines_costs_no_package()
    {
        var status = Stanza("first", "1") + string.Concat(Enumerable.Repeat(" .\n", 100_000)) + "\n" + Stanza("second", "2");

        Installed(Read(status)).ShouldBe(["first 1 amd64", "second 2 amd64"]);
    }

    [Fact]
    public void The_last_line_needs_no_line_feed() => Installed(Read(Stanza("first", "1").TrimEnd())).ShouldBe(["first 1 amd64"]);

    [Theory]
    [InlineData("Package: ../x\nStatus: install ok installed\nVersion: 1\n", "'../x' is not a package name")]
    [InlineData("Package: x\nStatus: install ok sailing\nVersion: 1\n", "the status of 'x' is 'install ok sailing'")]
    [InlineData("Package: x\nStatus: installed\nVersion: 1\n", "the status of 'x'")]
    [InlineData("Package: x\nVersion: 1\n", "'x' has no Status field")]
    [InlineData("Package: x\nStatus: install ok installed\n", "'x' has no Version field")]
    [InlineData("Status: install ok installed\nVersion: 1\n", "no Package field")]
    [InlineData("Package: x\nStatus: install ok installed\nVersion: 1 2\n", "spaces in it")]
    [InlineData("\u0001\u0002 binary\n", "a line is no field")]
    public void Says_what_it_could_not_read_and_reads_on(string stanza, string problem)
    {
        var database = Read(stanza + "\n" + Stanza("second", "2"));

        database.Problems.ShouldHaveSingleItem().ShouldContain(problem);
        Installed(database).ShouldBe(["second 2 amd64"]);
    }

    [Theory]
    [InlineData("src", "src", null)]
    [InlineData("src (1:2-3)", "src", "1:2-3")]
    [InlineData("first", null, null)]
    [InlineData("first (0.9)", null, "0.9")]
    [InlineData("src (1)", "src", null)]
    public void Tells_the_source_where_it_differs(string source, string? name, string? version)
    {
        var package = Read(Stanza("first", "1") + $"Source: {source}\n").Packages.ShouldHaveSingleItem();

        (package.Source, package.SourceVersion).ShouldBe((name, version));
    }

    [Fact]
    public void Keeps_what_a_package_was_built_using() =>
        Read(Stanza("first", "1") + "Built-Using: gcc-12 (= 12.2.0-14)\nStatic-Built-Using: golang-1.19 (= 1.19.8-2),\n golang-golang-x-net (= 1:0.7.0)\n").Packages.ShouldHaveSingleItem().Properties
            .ShouldBe(new Dictionary<string, string> { ["builtUsing"] = "gcc-12 (= 12.2.0-14)", ["staticBuiltUsing"] = "golang-1.19 (= 1.19.8-2),\ngolang-golang-x-net (= 1:0.7.0)" }, ignoreOrder: true);

    /// <summary>Their files are there and configured; what they wait for is only that caches are made anew.</summary>
    [Fact]
    public async Task Packages_that_wait_for_triggers_are_installed()
    {
        var status = Stanza("first", "1").Replace("ok installed", "ok triggers-awaited", StringComparison.Ordinal) + "\n" + Stanza("second", "2").Replace("ok installed", "ok triggers-pending", StringComparison.Ordinal)
            + "\n" + Stanza("third", "3").Replace("ok installed", "ok half-installed", StringComparison.Ordinal);

        var document = await MemoryImage.InspectAsync(new TarBytes().File("var/lib/dpkg/status", status), new TarBytes().File("var/lib/dpkg/status", Stanza("first", "1") + "\n" + Stanza("second", "2")));

        document.Packages.Select(package => (package.Name, package.Layer)).ShouldBe([("first", 0), ("second", 0)]);
    }

    [Fact]
    public void Reads_the_package_files_of_distroless_images_without_a_status()
    {
        var facts = Scan.Facts(new TarBytes()
            .File("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n")
            .File("var/lib/dpkg/status.d/base.md5sums", "d41d8cd98f00b204e9800998ecf8427e  etc/debian_version\n")
            .File("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nStatus: install ok installed\nVersion: 2025b-0+deb12u2\nArchitecture: all\n"));

        facts.Catalogued.SelectMany(Installed).ShouldBe(["base-files 12.4 amd64", "tzdata 2025b-0+deb12u2 all"]);
        facts.Catalogued.SelectMany(database => database.Problems).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1.2-3", "1.2-3")]
    [InlineData("0:1.2-3", "1.2-3")]
    [InlineData("00012:1", "12:1")]
    [InlineData("0:1:2", "0:1:2")]
    [InlineData("a:1", "a:1")]
    [InlineData(":1", ":1")]
    public void Prints_versions_as_dpkg_does(string version, string printed) => DpkgVersion.Normalize(version).ShouldBe(printed);

    private static string Stanza(string package, string version) =>
        $"Package: {package}\nStatus: install ok installed\nMaintainer: a <a@example.org>\nArchitecture: amd64\nVersion: {version}\nDescription: d\n";

    private static CataloguedFile Read(string status) => Scan.Facts(new TarBytes().File("var/lib/dpkg/status", status)).Catalogued.ShouldHaveSingleItem();

    private static IEnumerable<string> Installed(CataloguedFile database) =>
        database.Packages.Where(package => package.State is null).Select(package => $"{package.Name} {package.Version} {package.Arch}").Order(StringComparer.Ordinal);
}
