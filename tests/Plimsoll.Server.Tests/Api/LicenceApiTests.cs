using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Api;

/// <summary>Licences of an image, for programs.</summary>
public sealed class LicenceApiTests(Showcase showcase) : IClassFixture<Showcase>
{
    private const string Path = "/api/v1/licences?image=shop/api:1.1";

    [Fact]
    public async Task Tells_the_licence_of_every_package_and_what_they_ask_for()
    {
        var report = (await showcase.Wire.GetAsync(Path)).Expect(200).Json;

        var packages = report.GetProperty("packages").EnumerateArray().ToDictionary(package => package.GetProperty("name").GetString()!);
        packages.Count.ShouldBe(Showcase.Packages);
        packages["lib-001"].GetProperty("licence").GetString().ShouldBe("GPL-2.0-or-later AND MIT");
        packages["lib-001"].GetProperty("class").GetString().ShouldBe("strong-copyleft");
        packages["lib-001"].GetProperty("path").GetString().ShouldBe("/usr/share/doc/lib-001/copyright");
        packages["lib-100"].GetProperty("licence").GetString().ShouldBe("NOASSERTION");
        report.GetProperty("licences").EnumerateArray().Single(licence => licence.GetProperty("id").GetString() == "AGPL-3.0-only")
            .GetProperty("obligations").EnumerateArray().Select(obligation => obligation.GetString()).ShouldContain("network-source");
        report.GetProperty("classes").EnumerateArray().Sum(entry => entry.GetProperty("packages").GetInt32()).ShouldBe(Showcase.Packages);
    }

    [Fact]
    public async Task Gives_the_notices_with_the_texts_of_the_image()
    {
        var answer = (await showcase.Wire.GetAsync(Path + "&format=notice")).Expect(200);

        answer["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        answer.Text.ShouldContain("lib-000 1.0-1 (deb)\nLicence: MIT\n\n[/usr/share/doc/lib-000/copyright]\nFormat: ");
        answer.Text.ShouldContain("Copyright: 2026 Somebody");
    }

    [Fact]
    public async Task Lists_the_sources_that_have_to_be_offered()
    {
        var sources = (await showcase.Wire.GetAsync(Path + "&format=sources")).Expect(200).Json;

        sources.EnumerateArray().Select(source => source.GetProperty("name").GetString()).ShouldBe(["lib-001", "lib-002", "lib-003"]);
        sources[0].GetProperty("from").GetString().ShouldBe("apt-get source lib-001=1.1-1");
    }

    [Fact]
    public async Task Gives_packages_as_csv_too()
    {
        var lines = (await showcase.Wire.GetAsync(Path + "&format=csv")).Expect(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines[0].ShouldStartWith("type,name,version,licence,class,");
        lines.Length.ShouldBe(Showcase.Packages + 1);
    }

    [Fact]
    public async Task Refuses_a_format_that_there_is_not() => (await showcase.Wire.GetAsync(Path + "&format=nonsense")).Expect(400);
}
