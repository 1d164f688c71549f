using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Reports;

namespace Plimsoll.Tests.Inspection.Licences;

public sealed class LicenceReportTests
{
    private static readonly LicenceFile Copying = new("/usr/share/doc/one/copyright", 0);
    private static readonly LicenceFile Same = new("/usr/share/doc/two/copyright", 0);

    private static readonly InspectionDocument Document = new()
    {
        Image = new ImageFacts { Size = 1 },
        Completeness = Completeness.Complete,
        Packages =
        [
            Package("one", "GPL-2.0-or-later AND MIT", LicenceClass.StrongCopyleft) with { Source = "src", SourceVersion = "2-1", LicenceFiles = [Copying] },
            Package("two", "GPL-2.0-or-later AND MIT", LicenceClass.StrongCopyleft) with { Source = "src", SourceVersion = "2-1", LicenceFiles = [Same] },
            Package("three", "MIT OR GPL-3.0-only", LicenceClass.Permissive),
            Package("four", null, LicenceClass.Unknown) with { LicenceFrom = new LicenceOrigin { Method = LicenceMethod.None, Confidence = Confidence.Low, Reason = "the metadata name no licence" } },
        ],
        Removed = [Package("gone", "AGPL-3.0-only", LicenceClass.NetworkCopyleft) with { Type = "npm", Properties = new Dictionary<string, string> { ["repository"] = "https://git.example.org/gone" } }],
    };

    [Fact]
    public void Counts_classes_and_licences()
    {
        var report = LicenceReport.Of(Document);

        report.Classes.ShouldBe([new(LicenceClass.Permissive, 1), new(LicenceClass.Unknown, 1), new(LicenceClass.StrongCopyleft, 2)]);
        report.Licences.Select(licence => (licence.Id, licence.Packages)).ShouldBe([("MIT", 3), ("GPL-2.0-or-later", 2), ("GPL-3.0-only", 1), ("NOASSERTION", 1)]);
        report.Licences[1].Obligations.ShouldBe(["notice", "changes", "source", "same-licence"]);
        report.Packages[3].Licence.ShouldBe("NOASSERTION");
        report.Packages[3].Reason.ShouldBe("the metadata name no licence");
        report.ToJson().ShouldContain("\"class\": \"strong-copyleft\"");
    }

    [Fact]
    public void Sources_are_those_of_what_is_shipped_under_copyleft()
    {
        var sources = CorrespondingSource.Of(Document);

        sources.Select(source => (source.Type, source.Name, source.Version, source.IsRemoved)).ShouldBe([("deb", "src", "2-1", false), ("npm", "gone", "1", true)]);
        sources[0].Packages.ShouldBe(["one", "two"]);
        sources[0].Licences.ShouldBe(["GPL-2.0-or-later"]);
        sources[0].From.ShouldBe("apt-get source src=2-1");
        sources[1].From.ShouldBe("https://git.example.org/gone");
    }

    [Fact]
    public void Notices_have_each_text_once_and_those_of_SPDX_where_the_image_has_none()
    {
        var text = Encoding.UTF8.GetBytes("Copyright 2020 A\nAll of it is free.\n");
        using var output = new StringWriter { NewLine = "\n" };
        LicenceNotice.Write(Document, new Dictionary<LicenceFile, byte[]> { [Copying] = text, [Same] = text }, output);
        var notice = output.ToString();

        notice.ShouldContain("one 1 (deb)\ntwo 1 (deb)\nLicence: GPL-2.0-or-later AND MIT\n\n[/usr/share/doc/one/copyright]\nCopyright 2020 A\n");
        notice.Split("All of it is free.").Length.ShouldBe(2);
        notice.ShouldContain("GNU General Public License v3.0 only (GPL-3.0-only)");
        notice.ShouldContain("Permission is hereby granted, free of charge");
        notice.ShouldContain("GNU AFFERO GENERAL PUBLIC LICENSE");
        notice.ShouldContain("four 1 (deb)\nLicence: NOASSERTION\n");
    }

    private static PackageFacts Package(string name, string? licence, LicenceClass licences) =>
        new() { Type = "deb", Name = name, Version = "1", Purl = "pkg:deb/" + name, Layer = 0, Licence = licence, LicenceClass = licences };
}
