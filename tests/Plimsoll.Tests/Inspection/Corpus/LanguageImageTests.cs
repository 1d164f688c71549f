using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Tests.Inspection.Corpus;

/// <summary>Packages of Python and Java in a real system: those of Debian belong to Debian's packages, the others are told once each with their layer.</summary>
public sealed class LanguageImageTests(LanguageImage image) : IClassFixture<LanguageImage>
{
    [Fact]
    public async Task Tells_packages_of_the_system_from_those_that_came_otherwise()
    {
        await using var content = LocalImages.Open(ImageReference.Parse($"oci:{image.Layout}:1"))!;
        var document = await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);

        document.Completeness.ShouldBe(Completeness.Complete, string.Join('\n', document.Notes));
        var languages = document.Packages.Where(package => package.Type is "pypi" or "maven").ToList();
        languages.Where(package => package.OwnedBy is null).Select(CorpusPackage.Of).Distinct().ShouldBe(image.Own.Distinct(), ignoreOrder: true);
        languages.Where(package => package is { OwnedBy: not null, Type: "pypi" }).Select(CorpusPackage.Of).ShouldBe(image.OfDebian, ignoreOrder: true);
        languages.Where(package => package.OwnedBy is not null).ShouldAllBe(package => package.Layer == 0 && package.OwnedBy!.StartsWith("deb:"));
        image.OfDebian.ShouldContain(package => package.Name == "pyyaml");
        image.Own.Count(package => package.Type == "maven").ShouldBeGreaterThan(5);
        document.Findings.Select(finding => $"{finding.Kind} {finding.Path} {finding.Layer} {finding.Owner}").ShouldBe([$"modified-file /{LanguageImage.Site}pip/__init__.py 2 pypi:pip"]);
        document.Executables.ShouldBeNull();
    }
}
