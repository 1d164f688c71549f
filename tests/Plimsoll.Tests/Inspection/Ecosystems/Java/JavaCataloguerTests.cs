using System.Text;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Java;

public sealed class JavaCataloguerTests
{
    [Fact]
    public void What_Maven_left_is_sure()
    {
        var report = Reading.Of("lib/commons-io.jar", ZipBytes.Of(
            ("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nBundle-Version: 2.11.0.redhat\r\nBundle-License: https://www.apache.org/licenses/LICENSE-2.0.t\r\n xt;link=\"x\"\r\n"),
            ("META-INF/maven/commons-io/commons-io/pom.properties", Pom("commons-io", "commons-io", "2.11.0"))));

        report.Lines().ShouldBe(["pkg:maven/commons-io/commons-io@2.11.0 (https://www.apache.org/licenses/LICENSE-2.0.txt)"]);
        report.Packages[0].Name.ShouldBe("commons-io:commons-io");
    }

    [Fact]
    public void Archives_that_were_merged_into_another_are_all_there()
    {
        var report = Reading.Of("app/bundle-5.0.jar", ZipBytes.Of(
            ("META-INF/maven/com.example/bundle/pom.properties", Pom("com.example", "bundle", "5.0")),
            ("META-INF/maven/org.yaml/snakeyaml/pom.properties", Pom("org.yaml", "snakeyaml", "1.26")),
            ("META-INF/maven/x/broken/pom.properties", Pom("x", "broken", "${project.version}"))));

        report.Lines().ShouldBe(["pkg:maven/com.example/bundle@5.0", "pkg:maven/org.yaml/snakeyaml@1.26"]);
        report.Packages.Select(package => package.Properties?["shaded"]).ShouldBe([null, "true"]);
    }

    /// <summary>Debian's Guice is built so.</summary>
    [Fact]
    public void An_archive_that_has_only_the_coordinates_of_others_is_there_all_the_same() =>
        Reading.Of("usr/share/java/guice-4.2.3.jar", ZipBytes.Of(("META-INF/MANIFEST.MF", "Bundle-Version: 4.2.3\n"), ("META-INF/maven/cglib/cglib/pom.properties", Pom("cglib", "cglib", "3.2.12")))).Lines()
            .ShouldBe(["pkg:maven/guice@4.2.3 Medium", "pkg:maven/cglib/cglib@3.2.12"]);

    [Fact]
    public void Archives_inside_have_their_place_and_the_outer_one_is_the_application()
    {
        var inner = ZipBytes.Of(("META-INF/maven/g/inner/pom.properties", Pom("g", "inner", "1")));
        var report = Reading.Of("app/shop.jar", ZipBytes.Of(
            ("META-INF/MANIFEST.MF", Encoding.UTF8.GetBytes("Main-Class: org.springframework.boot.loader.JarLauncher\nImplementation-Version: 2.1.0\n")),
            ("BOOT-INF/lib/inner-1.jar", inner),
            ("BOOT-INF/lib/war.war", ZipBytes.Of(("WEB-INF/lib/inner-1.jar", inner)))));

        report.Lines().ShouldBe([
            "pkg:maven/g/inner@1 in BOOT-INF/lib/inner-1.jar", "pkg:maven/g/inner@1 in BOOT-INF/lib/war.war!/WEB-INF/lib/inner-1.jar", "pkg:maven/shop@2.1.0 main Medium",
        ]);
    }

    [Theory]
    [InlineData("app/legacy.jar", "Implementation-Title: Legacy Thing\r\nImplementation-Version: 1.9.3\r\nImplementation-Vendor-Id: org.legacy\r\n", "pkg:maven/org.legacy/legacy@1.9.3 Medium")]
    [InlineData("app/x.jar", "Bundle-Version: 1.0\nImplementation-Version: 2.0\n", "pkg:maven/x@1.0 Medium")]
    [InlineData("app/x.jar", "Implementation-Version: 2.0\nBundle-Version: 1.0\n", "pkg:maven/x@2.0 Medium")]
    [InlineData("app/x-3.1.jar", "Implementation-Version: ${version}\n", "pkg:maven/x@3.1 Low")]
    [InlineData("app/x-y-3.1-rc1.jar", "Manifest-Version: 1.0\n", "pkg:maven/x-y@3.1-rc1 Low")]
    [InlineData("app/x.jar", "Implementation-Version: 1\nImplementation-Vendor-Id: The Legacy Company\n", "pkg:maven/x@1 Medium")]
    [InlineData("app/x.jar", "Manifest-Version: 1.0\n", null)]
    [InlineData("app/x-1.0-sources.jar", "Implementation-Version: 1.0\n", null)]
    public void Without_Maven_the_manifest_and_the_name_tell(string path, string manifest, string? line) =>
        Reading.Of(path, ZipBytes.Of(("META-INF/MANIFEST.MF", manifest))).Lines().ShouldBe(line is null ? [] : [line]);

    [Fact]
    public void The_licence_is_that_of_the_manifest_or_the_pom_or_the_text_in_this_order()
    {
        const string PomXml = """<?xml version="1.0"?><project xmlns="http://maven.apache.org/POM/4.0.0"><name>not this</name><licenses><license><name>The MIT License</name><url>https://x</url></license><license><url>https://opensource.org/licenses/ISC</url></license></licenses><developers><developer><name>nor this</name></developer></developers></project>""";
        var (pom, xml, text) = (("META-INF/maven/g/a/pom.properties", Pom("g", "a", "1")), ("META-INF/maven/g/a/pom.xml", PomXml), ("META-INF/LICENSE.txt", Plimsoll.Inspection.Licences.Texts.LicenceTemplates.TextOf("Zlib")!));

        Reading.Of("lib/a.jar", ZipBytes.Of(("META-INF/MANIFEST.MF", "Bundle-License: Apache-2.0\n"), pom, xml, text)).Lines().ShouldBe(["pkg:maven/g/a@1 (Apache-2.0)"]);
        Reading.Of("lib/a.jar", ZipBytes.Of(pom, xml, text)).Lines().ShouldBe(["pkg:maven/g/a@1 (The MIT License, https://opensource.org/licenses/ISC)"]);
        var recognised = Reading.Of("lib/a.jar", ZipBytes.Of(pom, text)).Packages.ShouldHaveSingleItem();
        (recognised.Licence, recognised.Properties!["licenceFile"]).ShouldBe(("Zlib", "META-INF/LICENSE.txt"));
    }

    [Fact]
    public void What_was_merged_in_has_its_own_licence_and_not_that_of_the_archive()
    {
        const string PomXml = "<project><licenses><license><name>ISC</name></license></licenses></project>";
        Reading.Of("lib/a-1.jar", ZipBytes.Of(
            ("META-INF/MANIFEST.MF", "Bundle-License: MIT\n"), ("META-INF/maven/g/a/pom.properties", Pom("g", "a", "1")),
            ("META-INF/maven/g/b/pom.properties", Pom("g", "b", "2")), ("META-INF/maven/g/b/pom.xml", PomXml), ("META-INF/maven/g/c/pom.properties", Pom("g", "c", "3")))).Lines()
            .ShouldBe(["pkg:maven/g/a@1 (MIT)", "pkg:maven/g/b@2 (ISC)", "pkg:maven/g/c@3"]);
    }

    [Theory]
    [InlineData("<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><project><licenses><license><name>&x;</name></license></licenses></project>")]
    [InlineData("<project><licenses><license><name>MIT</name>")]
    [InlineData("<a></b>")]
    public void A_pom_that_is_damaged_or_dangerous_names_no_licence(string xml) =>
        Reading.Of("lib/a.jar", ZipBytes.Of(("META-INF/maven/g/a/pom.properties", Pom("g", "a", "1")), ("META-INF/maven/g/a/pom.xml", xml))).Lines().ShouldBe(["pkg:maven/g/a@1"]);

    [Fact]
    public void Damage_and_depth_are_told()
    {
        var deep = ZipBytes.Of(("META-INF/MANIFEST.MF", "Implementation-Version: 1\n"));
        for (var i = 0; i < 8; i++) deep = ZipBytes.Of(("x.jar", deep));

        Reading.Of("app/deep-1.jar", deep).Problems.ShouldHaveSingleItem().ShouldContain("more than 5 deep");
        Reading.Of("app/cut-1.jar", deep[..(deep.Length / 2)]).Problems[0].ShouldContain("may have been cut off");
        Reading.Of("app/cut-1.jar", deep[..60]).Problems.ShouldHaveSingleItem().ShouldContain("damaged");
    }

    private static string Pom(string group, string artifact, string version) => $"#Generated by Maven\n#Mon Jan 01 00:00:00 UTC 2024\nversion={version}\ngroupId={group}\nartifactId={artifact}\n";
}
