using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Debian;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Licences;

/// <summary>The licence of a package in an image: which of several sources counts, and where it was read.</summary>
public sealed class PackageLicenceTests
{
    private const string Form = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n";

    [Fact]
    public void A_Debian_package_has_all_licences_of_its_copyright_file()
    {
        var package = Debian(Form + "Files: *\nLicense: GPL-2+\n\nFiles: a/* b/*\nLicense: Expat\n\nFiles: c/*\nLicense: GPL-2+\n\nLicense: GPL-2+\n On Debian systems see /usr/share/common-licenses/GPL-2\n");

        package.Licence.ShouldBe("GPL-2.0-or-later AND MIT");
        package.LicenceClass.ShouldBe(LicenceClass.StrongCopyleft);
        package.LicenceDeclared.ShouldBe("GPL-2+ and Expat");
        package.LicenceFrom!.Method.ShouldBe(LicenceMethod.CopyrightFile);
        package.LicenceFrom.Path.ShouldBe("/usr/share/doc/a/copyright");
        package.LicenceFrom.Layer.ShouldBe(0);
        package.LicenceFrom.Confidence.ShouldBe(Confidence.High);
        package.LicenceFrom.Mapped!["GPL-2+"].ShouldBe("GPL-2.0-or-later");
        package.LicenceParts.ShouldBe([new LicencePart("GPL-2.0-or-later", "* c/*"), new LicencePart("MIT", "a/* b/*")]);
        package.LicenceFiles.ShouldBe([new LicenceFile("/usr/share/doc/a/copyright", 0)]);
    }

    [Fact]
    public void A_short_name_that_means_nothing_is_told_by_its_text()
    {
        var isc = "License: mine\n" + string.Concat(Text("ISC").Split('\n').Select(line => line.Length == 0 ? " .\n" : $" {line}\n"));
        Debian(Form + "Files: *\nLicense: mine\n\n" + isc).Licence.ShouldBe("ISC");
        var unknown = Debian(Form + "Files: *\nLicense: mine and Expat\n\nLicense: mine\n Do as you like.\n");
        unknown.Licence.ShouldBe("LicenseRef-debian-mine AND MIT");
        unknown.LicenceFrom!.Unknown.ShouldBe(["mine"]);
        unknown.LicenceFrom.Confidence.ShouldBe(Confidence.Low);
    }

    [Fact]
    public void A_copyright_file_without_form_is_read_as_a_text()
    {
        var package = Debian("This package was debianized by A.\n\nIt is free software; you can redistribute it under the terms of the GNU General Public License as published by the\nFree Software Foundation; either version 2 of the License, or (at your option) any later version.\n");

        package.Licence.ShouldBe("GPL-2.0-or-later");
        package.LicenceFrom!.Method.ShouldBe(LicenceMethod.Text);
        package.LicenceFrom.Confidence.ShouldBe(Confidence.Low);
    }

    [Fact]
    public void A_licence_stays_when_a_layer_removes_its_file()
    {
        var package = Stack(Dpkg(Form + "Files: *\nLicense: Expat\n"), new TarBytes().Whiteout("usr/share/doc/a/copyright")).ShouldHaveSingleItem();

        package.Licence.ShouldBe("MIT");
        package.LicenceFrom!.Layer.ShouldBe(0);
    }

    [Fact]
    public void Without_a_copyright_file_nothing_is_known_and_that_is_said()
    {
        var package = Debian(null);

        package.Licence.ShouldBeNull();
        package.LicenceClass.ShouldBe(LicenceClass.Unknown);
        package.LicenceFrom!.Method.ShouldBe(LicenceMethod.None);
        package.LicenceFrom.Reason.ShouldBe("there is no copyright file");
    }

    [Theory]
    [InlineData("MIT/X11", "MIT", LicenceMethod.Metadata, "/app/node_modules/a/package.json")]
    [InlineData("SEE LICENSE IN LICENSE.md", "ISC", LicenceMethod.Text, "/app/node_modules/a/LICENSE.md")]
    [InlineData(null, "ISC", LicenceMethod.Text, "/app/node_modules/a/LICENSE.md")]
    public void The_text_beside_a_package_counts_where_the_metadata_say_nothing(string? declared, string licence, LicenceMethod method, string path)
    {
        var package = Stack(new TarBytes().File("app/node_modules/a/package.json", declared ?? "").File("app/node_modules/a/LICENSE.md", Text("ISC")).File("app/node_modules/a/NOTICE", "Thanks")).ShouldHaveSingleItem();

        package.Licence.ShouldBe(licence);
        package.LicenceFrom!.Method.ShouldBe(method);
        package.LicenceFrom.Path.ShouldBe(path);
        package.LicenceFiles!.Select(file => file.Path).ShouldBe(["/app/node_modules/a/LICENSE.md", "/app/node_modules/a/NOTICE"]);
    }

    [Fact]
    public void A_text_in_the_metadata_is_recognised()
    {
        var package = Stack(new TarBytes().File("app/node_modules/a/package.json", Text("ISC").Replace(". ", ".\n", StringComparison.Ordinal) + new string('\n', 20))).ShouldHaveSingleItem();

        package.Licence.ShouldBe("ISC");
        package.LicenceFrom!.Method.ShouldBe(LicenceMethod.Text);
    }

    private static string Text(string id) => Plimsoll.Inspection.Licences.Texts.LicenceTemplates.TextOf(id)!;

    private static PackageFacts Debian(string? copyright) => Stack(Dpkg(copyright)).ShouldHaveSingleItem();

    private static TarBytes Dpkg(string? copyright)
    {
        var tar = new TarBytes().File("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n");
        return copyright is null ? tar : tar.File("usr/share/doc/a/copyright", copyright);
    }

    private static IReadOnlyList<PackageFacts> Stack(params TarBytes[] layers)
    {
        var table = new CataloguerTable([new DpkgCataloguer(), new CopyrightCataloguer(), new LicenceFileCataloguer(), new PackageOfNpm()]);
        var stack = new LayerStack(table, 1000, Scan.NoDeadline);
        for (var i = 0; i < layers.Length; i++)
        {
            using var scanner = new LayerScanner(LayerLimits.Default, table, []);
            var bytes = layers[i].End();
            stack.Add(i, scanner.Scan(new MemoryStream(bytes), new() { MediaType = Scan.Tar, Digest = Plimsoll.Core.Digest.Of(bytes), Size = bytes.Length }, verify: true, Scan.NoDeadline, CancellationToken.None).Facts);
        }
        var image = stack.Finish(null, DateTimeOffset.UnixEpoch);
        return PackageListing.Of(image.Packages, image);
    }

    /// <summary>A package whose manifest is nothing but its licence.</summary>
    private sealed class PackageOfNpm : ICataloguer
    {
        public string Name => "npm-of-test";

        public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("package.json")];

        public void Read(FileContent file, FileReport report) => report.TryAdd(new PackageRecord
        {
            Type = "npm",
            Name = "a",
            Version = "1.0.0",
            Purl = "pkg:npm/a@1.0.0",
            Licence = file.Length == 0 ? null : Encoding.UTF8.GetString(file.Start),
        });
    }
}
