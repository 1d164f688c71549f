using System.IO.Compression;
using System.Text;
using Plimsoll.Inspection.Ecosystems.Python;

namespace Plimsoll.Tests.Inspection.Ecosystems.Python;

public sealed class PythonCataloguerTests
{
    private const string Site = "usr/local/lib/python3.11/site-packages/";

    private const string Metadata = """
        Metadata-Version: 2.1
        Name: Flask_Cors.ext
        Version: 4.0.0
        Summary: A package
         that goes on: Name: wrong
        Home-page: https://example.org
        License: MIT
        Classifier: Programming Language :: Python
        Classifier: License :: OSI Approved :: MIT License

        Name: this-is-the-description
        Version: 9
        """;

    [Theory]
    [InlineData("x.dist-info/METADATA")]
    [InlineData("x.egg-info/PKG-INFO")]
    [InlineData("x-1.0-py3.11.egg-info")]
    [InlineData("x-1.0-py3.11.egg/EGG-INFO/PKG-INFO")]
    [InlineData("setuptools/_vendor/x.dist-info/METADATA")]
    public void Reads_metadata_wherever_installers_put_it(string path)
    {
        var package = Reading.Of(Site + path, Metadata).Packages.ShouldHaveSingleItem();

        (package.Name, package.Version, package.Licence, package.Purl).ShouldBe(("Flask_Cors.ext", "4.0.0", "MIT License", "pkg:pypi/flask-cors-ext@4.0.0"));
    }

    [Theory]
    [InlineData("usr/share/METADATA")]
    [InlineData("src/flask/PKG-INFO")]
    public void Other_files_of_the_same_name_are_nothing(string path) => Reading.Of(path, Metadata).Packages.ShouldBeEmpty();

    [Fact]
    public void What_pip_forgot_is_not_there_and_what_uv_keeps_is_only_declared()
    {
        Reading.Of(Site + "~ip-22.0.dist-info/METADATA", Metadata).Packages.ShouldBeEmpty();
        Reading.Of("root/.cache/uv/archive-v0/abc/x-1.dist-info/METADATA", Metadata).Packages.ShouldHaveSingleItem().Declared.ShouldBe(true);
        Reading.Of("root/.cache/venv/lib/python3.11/site-packages/x-1.dist-info/METADATA", Metadata).Packages.ShouldHaveSingleItem().Declared.ShouldBeNull();
    }

    /// <summary>The examples of PEP 503 and of the purl type.</summary>
    [Theory]
    [InlineData("Friendly-Bard", "friendly-bard")]
    [InlineData("FRIENDLY-BARD", "friendly-bard")]
    [InlineData("friendly.bard", "friendly-bard")]
    [InlineData("friendly_bard", "friendly-bard")]
    [InlineData("friendly--bard", "friendly-bard")]
    [InlineData("FrIeNdLy-._.-bArD", "friendly-bard")]
    public void Names_are_compared_in_one_spelling(string name, string normal) => PythonName.Normalize(name).ShouldBe(normal);

    [Theory]
    [InlineData("License-Expression: MIT OR Apache-2.0\nLicense: MIT\nClassifier: License :: OSI Approved :: BSD License", "MIT OR Apache-2.0")]
    [InlineData("License: BSD-3-Clause\nClassifier: License :: OSI Approved :: BSD License", "BSD-3-Clause")]
    [InlineData("License: UNKNOWN\nClassifier: License :: OSI Approved :: BSD License", "BSD License")]
    [InlineData("License: see the file\nClassifier: License :: OSI Approved :: Apache Software License\nClassifier: License :: OSI Approved :: MIT License", "Apache Software License AND MIT License")]
    [InlineData("License: Apache-2.0", "Apache-2.0")]
    [InlineData("License: UNKNOWN", null)]
    public void The_surest_statement_of_the_licence_wins(string fields, string? licence) =>
        Reading.Of(Site + "x.dist-info/METADATA", $"Name: x\nVersion: 1\n{fields}\n").Packages.ShouldHaveSingleItem().Licence.ShouldBe(licence);

    [Fact]
    public void Crlf_and_a_byte_order_mark_do_no_harm() =>
        Reading.Of(Site + "x.dist-info/METADATA", "\uFEFFName: x\r\nVersion: 1.0\r\n\r\n").Lines().ShouldBe(["pkg:pypi/x@1.0"]);

    [Theory]
    [InlineData("Version: 1\n", "it has no Name")]
    [InlineData("Name: x\n", "it has no Version")]
    [InlineData("", "it has no Name")]
    [InlineData("Name: x\nVersion: 1\u0007\n", "is not a version of x")]
    public void Says_what_is_missing(string metadata, string problem) => Reading.Of(Site + "x.dist-info/METADATA", metadata).Problems.ShouldHaveSingleItem().ShouldContain(problem);

    [Fact]
    public void An_egg_is_installed_a_wheel_only_lies_there()
    {
        Reading.Of("usr/lib/python3.11/test/example-21.12-py3.6.egg", Zip("EGG-INFO/PKG-INFO")).Packages.ShouldBeEmpty();
        Reading.Of(Site + "x-1.0-py3.11.egg", Zip("EGG-INFO/PKG-INFO")).Lines().ShouldBe(["pkg:pypi/flask-cors-ext@4.0.0 (MIT License)"]);
        Reading.Of("wheels/x-1.0-py3-none-any.whl", Zip("x-1.0.dist-info/METADATA", "inner/y.dist-info/METADATA")).Lines().ShouldBe(["pkg:pypi/flask-cors-ext@4.0.0 declared (MIT License)"]);
        Reading.Of("wheels/x-1.0-py3-none-any.whl", Zip("x-1.0.dist-info/METADATA")[..60]).Problems.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_record_says_who_owns_which_file_and_what_it_was()
    {
        var (report, owned) = Reading.By(new PythonFileList(), Site + "wheel-0.38.4.dist-info/RECORD", """
            ../../../bin/wheel,sha256=nk3K7wOHVjbxGMqwOQ4ysAOfOdkTMzR8Q7b0xJ0xkXw,209
            "wheel/a,b.py",sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
            wheel/cli/__init__.py,sha256=not-a-digest,1
            wheel-0.38.4.dist-info/RECORD,,
            ../../../../../../../etc/passwd,,
            """u8.ToArray());

        owned.ShouldBe([
            ("usr/local/bin/wheel", "9e4dcaef03875636f118cab0390e32b0039f39d91333347c43b6f4c49d31917c"),
            (Site + "wheel/a,b.py", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (Site + "wheel/cli/__init__.py", ""),
            (Site + "wheel-0.38.4.dist-info/RECORD", ""),
        ]);
        report.Problems.ShouldHaveSingleItem().ShouldContain("leads out of the root");
    }

    [Fact]
    public void The_list_of_an_egg_counts_from_its_own_directory() =>
        Reading.By(new PythonFileList(), Site + "x.egg-info/installed-files.txt", "../x/__init__.py\nPKG-INFO\n"u8.ToArray()).Owned.Select(owned => owned.Path)
            .ShouldBe([Site + "x/__init__.py", Site + "x.egg-info/PKG-INFO"]);

    private static byte[] Zip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(Metadata));
            }
        }
        return bytes.ToArray();
    }
}
