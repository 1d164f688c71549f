using Plimsoll.Inspection.Sbom.Reading;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Sbom;

/// <summary>The same image gives the same bytes, whoever asks, where and when: in processes of their own, with other clocks and languages.</summary>
public sealed class SbomReproducibilityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("spdx-json")]
    [InlineData("spdx3-json")]
    [InlineData("cyclonedx-json")]
    [InlineData("cyclonedx-xml")]
    public void Processes_with_other_clocks_and_languages_write_the_same(string format)
    {
        new LayoutBuilder(_directory.Path).Image("1", [
            new DpkgSystem().Package("shell", "1:5.2-3").File("usr/bin/sh", "#!/bin/base\n"u8.ToArray(), 0x1ed).Package("libi18n-i", "1.0").ToTar().End(),
            new TarBytes().File("app/node_modules/a/package.json", """{"name": "a", "version": "1.0.0", "license": "MIT"}""").Entry("usr/local/bin/tool", '0', File.ReadAllBytes("/usr/bin/true"), mode: 0x1ed).End(),
        ], image => image["created"] = "2026-01-01T00:00:00Z").Write();

        var there = Write(format, "TZ=Asia/Tokyo", "LC_ALL=tr_TR.UTF-8", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0");
        var here = Write(format, "TZ=America/St_Johns", "LC_ALL=C", "DOTNET_TieredCompilation=0");

        there.Length.ShouldBeGreaterThan(1000);
        there.ShouldBe(here);
        using var content = new MemoryStream(there);
        SbomReader.Read(content, SbomLimits.Default)!.Packages.ShouldContain(package => package.Name == "shell");
    }

    private byte[] Write(string format, params string[] environment) =>
        Tool.Run("env", [.. environment, "dotnet", Path.Combine(AppContext.BaseDirectory, "plimsoll.dll"), "sbom", $"oci:{_directory.Path}:1", "--format", format]);
}
