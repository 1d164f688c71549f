using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>Whole documents: the results of oscap, and the definitions of vendors.</summary>
public sealed class OvalVectorTests
{
    [Fact]
    public void Says_of_1500_definitions_about_packages_what_oscap_says()
    {
        var expected = System.IO.File.ReadLines(Definitions.PathOf("dpkg-oracle.expected.tsv")).Skip(1).Select(line => line.Split('\t')).ToDictionary(columns => columns[0], columns => columns[1]);
        expected.Count.ShouldBe(1500);
        expected.Values.Count(word => word == "true").ShouldBe(702);

        var evaluation = OvalEvaluation.Run(Definitions.ReadVector("dpkg-oracle.oval.xml.gz"), MemorySystem.OfStatus(Definitions.PathOf("dpkg-oracle.status.gz")));

        expected.Where(entry => evaluation.Definitions[entry.Key].Word != entry.Value).ShouldBeEmpty();
        evaluation.Definitions.Count.ShouldBe(1500);
    }

    [Theory]
    [InlineData("0~~", "true")]
    [InlineData("9999:1", "false")]
    public void Finds_the_advisories_of_Debian_by_the_versions_alone(string version, string word)
    {
        var document = Definitions.ReadVector("dsa-2017-2023-derived.oval.xml.gz");
        var system = new MemorySystem { Dpkg = [.. document.Objects.Values.Select(wanted => wanted.Entity("name")!.Value).Distinct().Select(name => new OvalPackage(name, version, "amd64"))] };

        var evaluation = OvalEvaluation.Run(document, system);

        evaluation.Definitions.Count.ShouldBe(1773);
        evaluation.Definitions.Values.ShouldAllBe(verdict => verdict.Word == word);
    }

    /// <summary>oscap 1.3.7 calls all of them false there.</summary>
    [Fact]
    public void Says_nothing_of_the_advisories_of_Debian_where_there_is_no_dpkg() =>
        OvalEvaluation.Run(Definitions.ReadVector("dsa-2017-2023-derived.oval.xml.gz"), new MemorySystem()).Definitions.Values.ShouldAllBe(verdict => verdict.Word == "not-applicable" && verdict.Reason != null);

    [Theory]
    [InlineData("0-0", "c0b5e0ab66fd4949", "true")]
    [InlineData("0-0", null, "false")]
    [InlineData("99:1-1.ph3", "c0b5e0ab66fd4949", "false")]
    public void Finds_the_patches_of_Photon_by_release_version_and_key(string evr, string? key, string word)
    {
        var document = Definitions.ReadVector("photon3.xml.gz");
        var names = document.Objects.Values.Select(wanted => wanted.Entity("name")!.Value).Distinct().Where(name => name != "photon-release");
        var system = new MemorySystem { Rpm = [.. names.Select(name => new OvalPackage(name, evr, "x86_64", key)), new OvalPackage("photon-release", "3.0-1.ph3", "noarch", key)] };

        var evaluation = OvalEvaluation.Run(document, system);

        evaluation.Definitions.Count.ShouldBe(222);
        evaluation.Definitions.Values.ShouldAllBe(verdict => verdict.Word == word);
    }

    [Fact]
    public void Knows_which_definitions_depend_on_packages_alone()
    {
        var packages = Definitions.ReadVector("dpkg-oracle.oval.xml.gz");
        packages.Ids.ShouldAllBe(id => packages.DependsOnPackagesOnly(id));
        var settings = Definitions.ReadVector("ssg-debian11-oval-0.1.65.xml.gz");
        settings.DependsOnPackagesOnly("oval:ssg-package_telnetd_removed:def:1").ShouldBeTrue();
        settings.DependsOnPackagesOnly("oval:ssg-file_permissions_etc_passwd:def:1").ShouldBeFalse();
        settings.DependsOnPackagesOnly("oval:ssg-no_empty_passwords:def:1").ShouldBeFalse();
    }

    [Fact]
    public void Reads_the_settings_of_a_compliance_guide_and_says_what_an_image_cannot_tell()
    {
        var system = new MemorySystem { Dpkg = [new OvalPackage("telnetd", "0.17-44", "amd64")] }
            .File("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n").File("/etc/shadow", "root:*:19000:0:99999:7:::\n", mode: 0x1a0).File("/etc/os-release", "ID=debian\n");

        var verdicts = OvalEvaluation.Run(Definitions.ReadVector("ssg-debian11-oval-0.1.65.xml.gz"), system).Definitions;

        verdicts.Count.ShouldBe(487);
        verdicts["oval:ssg-package_telnetd_removed:def:1"].Word.ShouldBe("false");
        verdicts["oval:ssg-file_permissions_etc_passwd:def:1"].Word.ShouldBe("true");
        verdicts["oval:ssg-sysctl_kernel_kptr_restrict_runtime:def:1"].Reason.ShouldBe("unix:sysctl tells of a running system, which an image is not");
        verdicts["oval:ssg-partition_for_var:def:1"].Word.ShouldBe("unknown");
        verdicts["oval:ssg-var_accounts_user_umask_as_number:def:1"].Reason.ShouldNotBeNull().ShouldContain("needs a value from outside");
        verdicts.Values.Where(verdict => verdict.Word is "unknown" or "error" or "not-applicable").ShouldAllBe(verdict => verdict.Reason != null);
    }
}
