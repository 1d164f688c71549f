using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection;

/// <summary>A real system, wherever it lies, has exactly the packages that dpkg-query lists.</summary>
public sealed class DebianImageTests(DebianImage image) : IClassFixture<DebianImage>
{
    private readonly ImageInspector _inspector = new(TimeProvider.System);

    [Fact]
    public async Task Has_the_packages_of_dpkg_query_in_a_layout()
    {
        var document = await InspectAsync($"oci:{image.Layout}:1");

        ShouldHaveThePackages(document);
        var lower = image.Packages(image.Base);
        document.Packages.Where(package => package.Layer == 0).Select(Line).ShouldBe(lower, ignoreOrder: true);
        document.Packages.Where(package => package.Layer == 1).Select(Line).ShouldBe(image.Packages(image.Full).Except(lower), ignoreOrder: true);
        document.Packages.ShouldContain(package => package.Name == "hello" && package.Layer == 1);
        document.Os!.Id.ShouldBe("debian");
        document.Packages.ShouldAllBe(package => package.Purl.StartsWith("pkg:deb/debian/") && package.Purl.EndsWith($"&distro=debian-{document.Os.VersionId}"));
        ShouldHaveNothingWrong(document);
    }

    [Theory]
    [InlineData("docker-archive")]
    [InlineData("oci-archive")]
    public async Task Has_the_packages_of_dpkg_query_in_an_archive_of_skopeo(string kind)
    {
        var archive = image.NewPath(kind + ".tar");
        Tool.Run("skopeo", ["copy", "--quiet", "--insecure-policy", $"oci:{image.Layout}:without-zstd", $"{kind}:{archive}:debian:1"]);

        var document = await InspectAsync($"{kind}:{archive}");

        ShouldHaveThePackages(document);
        ShouldHaveNothingWrong(document);
        document.Layers.Select(layer => layer.DiffId).ShouldBe((await InspectAsync($"oci:{image.Layout}:1")).Layers.Select(layer => layer.DiffId));
    }

    [Fact]
    public async Task Has_the_packages_of_dpkg_query_in_a_root_file_system()
    {
        var document = await _inspector.InspectDirectoryAsync(image.Unpacked, InspectOptions.Default, CancellationToken.None);

        ShouldHaveThePackages(document);
        document.Layers.ShouldHaveSingleItem().Files.ShouldBe(Tool.Lines("find", image.Unpacked, "-mindepth", "1", "-printf", "x\n").Length);
    }

    [Fact]
    public async Task Gives_the_same_bytes_every_time() =>
        (await InspectAsync($"oci:{image.Layout}:1")).ToJson().ShouldBe((await InspectAsync($"oci:{image.Layout}:1")).ToJson());

    /// <summary>A plain system has no program that nobody owns, and every file is what its package installed.</summary>
    private static void ShouldHaveNothingWrong(InspectionDocument document)
    {
        document.Findings.ShouldBeEmpty();
        document.Executables.ShouldBeNull();
    }

    private void ShouldHaveThePackages(InspectionDocument document)
    {
        document.Completeness.ShouldBe(Completeness.Complete, string.Join('\n', document.Notes));
        document.Packages.Select(Line).ShouldBe(image.Packages(image.Full), ignoreOrder: true);
    }

    private async Task<InspectionDocument> InspectAsync(string reference)
    {
        await using var content = LocalImages.Open(ImageReference.Parse(reference))!;
        return await _inspector.InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }

    private static string Line(PackageFacts package) => $"{package.Name} {package.Version} {package.Arch}";
}
