using System.Text;
using System.Text.Json;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Reports;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Licences;

/// <summary>The licences of a real Debian system, compared with what Debian's own Python library reads from the same copyright files.</summary>
public sealed class DebianCopyrightTests(DebianImage image) : IClassFixture<DebianImage>
{
    /// <summary>Prints for each machine-readable file the short names of its paragraphs about files, each once and in order.</summary>
    private const string Reader = """
        import glob, json, logging, os, sys
        from debian.copyright import Copyright, NotMachineReadableError
        logging.disable(logging.CRITICAL)
        found = {}
        for path in glob.glob(sys.argv[1] + '/usr/share/doc/*/copyright'):
            try:
                with open(path, encoding='utf-8') as file:
                    paragraphs = Copyright(file, strict=False).all_files_paragraphs()
                    found[path.split('/')[-2]] = list(dict.fromkeys(p.license.synopsis.strip() for p in paragraphs if p.license is not None))
            except NotMachineReadableError:
                pass
        json.dump(found, sys.stdout)
        """;

    [Fact]
    public async Task The_short_names_are_those_that_python_debian_reads()
    {
        var truth = JsonSerializer.Deserialize<Dictionary<string, string[]>>(Tool.Run("/usr/bin/python3", ["-c", Reader, image.Unpacked]))!;
        var packages = (await InspectAsync()).Packages.ToDictionary(package => package.Name);

        truth.Count.ShouldBeGreaterThan(60);
        packages.Values.Count(package => package.LicenceFrom!.Method == LicenceMethod.CopyrightFile).ShouldBe(truth.Count(file => packages.ContainsKey(file.Key)));
        foreach (var (name, licences) in truth.Where(file => packages.ContainsKey(file.Key)))
            packages[name].LicenceDeclared.ShouldBe(string.Join(" and ", licences.Where(licence => licence.Length > 0).Select(licence => licence.Contains(' ') ? $"({licence})" : licence)), name);
    }

    [Fact]
    public async Task Every_package_has_a_licence_and_few_words_mean_nothing()
    {
        var packages = (await InspectAsync()).Packages;

        foreach (var package in packages)
        {
            package.Licence.ShouldNotBeNull(package.Name);
            LicenceParser.TryParse(package.Licence, out var expression, out var problem).ShouldBeTrue(problem);
            expression.ToString().ShouldBe(package.Licence);
            package.LicenceClass.ShouldNotBe(LicenceClass.Unknown, package.Name);
        }
        packages.Count(package => package.LicenceFrom!.Unknown is null).ShouldBeGreaterThan(packages.Count * 3 / 4);
    }

    /// <summary>Judged by reading the files.</summary>
    [Theory]
    [InlineData("adduser", "GPL-2.0-or-later", LicenceClass.StrongCopyleft)]
    [InlineData("base-files", "GPL-2.0-or-later", LicenceClass.StrongCopyleft)]
    [InlineData("debconf", "BSD-2-Clause", LicenceClass.Permissive)]
    [InlineData("grep", "GPL-3.0-or-later", LicenceClass.StrongCopyleft)]
    [InlineData("hello", "GPL-3.0-or-later AND GFDL-1.3-or-later", LicenceClass.StrongCopyleft)]
    [InlineData("hostname", "GPL-2.0-only", LicenceClass.StrongCopyleft)]
    [InlineData("libseccomp2", "LGPL-2.1-only", LicenceClass.WeakCopyleft)]
    [InlineData("libsemanage2", "LGPL-2.1-or-later AND GPL-2.0-only", LicenceClass.StrongCopyleft)]
    [InlineData("tzdata", "LicenseRef-public-domain", LicenceClass.PublicDomain)]
    [InlineData("zlib1g", "Zlib", LicenceClass.Permissive)]
    public async Task Packages_have_the_licence_that_a_person_reads(string name, string licence, LicenceClass licences)
    {
        var package = (await InspectAsync()).Packages.Single(package => package.Name == name);

        package.Licence.ShouldBe(licence);
        package.LicenceClass.ShouldBe(licences);
    }

    [Fact]
    public async Task The_notice_has_every_copyright_file_word_by_word()
    {
        var document = await InspectAsync();
        await using var content = LocalImages.Open(ImageReference.Parse($"oci:{image.Layout}:1"))!;
        using var output = new StringWriter { NewLine = "\n" };
        LicenceNotice.Write(document, await LicenceFileReader.ReadAsync(document, content, TimeProvider.System, CancellationToken.None), output);
        var notice = output.ToString();

        foreach (var package in document.Packages)
        {
            notice.ShouldContain($"{package.Name} {package.Version} (deb)\n");
            notice.ShouldContain(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(image.Unpacked, package.LicenceFiles!.Single().Path[1..]))).TrimEnd(), Case.Sensitive, package.Name);
        }
    }

    private async Task<InspectionDocument> InspectAsync()
    {
        await using var content = LocalImages.Open(ImageReference.Parse($"oci:{image.Layout}:1"))!;
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }
}
