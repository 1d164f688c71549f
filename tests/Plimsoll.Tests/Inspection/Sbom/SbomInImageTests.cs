using System.Text.Json.Nodes;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Sbom;

/// <summary>Bills of materials that lie in an image.</summary>
public sealed class SbomInImageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Lists_what_they_name_as_declared_and_says_what_is_not_there()
    {
        var document = await InspectAsync(System().File("srv/app/bom.cdx.json", Bom("a@1.0", "ghost@3")).End());

        document.Packages.Select(p => p.Name).ShouldBe(["a", "b"]);
        var declared = document.Declared.ShouldNotBeNull().ShouldHaveSingleItem();
        (declared.Name, declared.Purl, declared.Location, declared.Confidence).ShouldBe(("ghost", "pkg:deb/debian/ghost@3?arch=amd64", "/srv/app/bom.cdx.json", Confidence.Medium));
        Mismatch(document).ShouldBe(("/srv/app/bom.cdx.json", "the bill of materials names ghost 3, that is not there"));
        document.Completeness.ShouldBe(Completeness.Complete);
    }

    [Fact]
    public async Task Says_what_a_document_about_the_whole_image_leaves_out() =>
        Mismatch(await InspectAsync(System().File("sbom.json", Bom("a@2.0")).End()))
            .ShouldBe(("/sbom.json", "the bill of materials gives another version of a 2.0, which is 1.0; it leaves out b 2.0, that is there"));

    [Fact]
    public async Task Is_silent_about_documents_that_are_right_hidden_or_about_what_was_compiled_into_others()
    {
        var document = await InspectAsync(
            System().File("usr/share/sbom/right.spdx", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageVersion: 1.0\nExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/a@1.0\n")
                .File("old.cdx.json", Bom("ghost@1")).File("usr/lib/python3/x.dist-info/sboms/auditwheel.cdx.json", Bom("ghost@1")).File("srv/x.spdx", "no document at all").End(),
            new TarBytes().Whiteout("old.cdx.json").End());

        document.Findings.ShouldNotContain(f => f.Kind == FindingKinds.SbomMismatch);
        document.Declared!.Select(p => p.Location).ShouldBe(["/usr/lib/python3/x.dist-info/sboms/auditwheel.cdx.json"]);
    }

    [Fact]
    public async Task Says_which_document_could_not_be_read()
    {
        var document = await InspectAsync(System().File("srv/bom.json", Bom("a@1.0")[..^5]).End());

        document.Completeness.ShouldBe(Completeness.Partial);
        document.Notes.ShouldContain(n => n.Path == "/srv/bom.json" && n.Reason.Contains("breaks off"));
    }

    [Fact]
    public async Task Tells_the_files_of_the_final_root_with_their_layer_and_owner()
    {
        IReadOnlyList<Plimsoll.Inspection.Sbom.ImageFile> files = [];
        await InspectAsync(InspectOptions.Default with { Files = found => files = found }, System().File("tmp/gone", "x").End(), new TarBytes().Whiteout("tmp/gone").File("srv/new", "new").End());

        files.Select(f => f.Path).ShouldBe(files.Select(f => f.Path).Order(StringComparer.Ordinal));
        files.ShouldContain(f => f.Path == "/srv/new" && f.Layer == 1 && f.Owner == null && f.Digest == SampleImage.DigestOf("new"));
        files.ShouldContain(f => f.Path == "/usr/share/doc/a/copyright" && f.Layer == 0 && f.Owner == "deb:a");
        files.ShouldNotContain(f => f.Path == "/tmp/gone");
    }

    private static TarBytes System() => new DpkgSystem().Package("a").Package("b", "2.0").ToTar();

    private static string Bom(params string[] packages) => new JsonObject
    {
        ["bomFormat"] = "CycloneDX",
        ["components"] = new JsonArray([.. packages.Select(p => p.Split('@')).Select(p => new JsonObject { ["type"] = "library", ["name"] = p[0], ["version"] = p[1], ["purl"] = $"pkg:deb/debian/{p[0]}@{p[1]}?arch=amd64" })]),
    }.ToJsonString();

    private static (string, string) Mismatch(InspectionDocument document)
    {
        var finding = document.Findings.Where(f => f.Kind == FindingKinds.SbomMismatch).ShouldHaveSingleItem();
        return (finding.Path, finding.Reason);
    }

    private Task<InspectionDocument> InspectAsync(params byte[][] layers) => InspectAsync(InspectOptions.Default, layers);

    private async Task<InspectionDocument> InspectAsync(InspectOptions options, params byte[][] layers)
    {
        new LayoutBuilder(_directory.Path).Image("1", layers).Write();
        await using var content = OciLayoutContent.OpenDirectory(_directory.Path, "1");
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, options, null, TestContext.Current.CancellationToken);
    }
}
