using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Distributions;

/// <summary>The repositories that Red Hat's builders write into images, in the two shapes that they have (OSBS: a file of its own in each layer; Konflux: one of a name that stays).</summary>
public sealed class ContentManifestTests
{
    private const string Osbs = """
        {
            "metadata": {"icm_version": 1, "icm_spec": "https://raw.githubusercontent.com/containerbuildsystem/atomic-reactor/master/atomic_reactor/schemas/content_manifest.json", "image_layer_index": 1},
            "content_sets": ["rhel-8-for-x86_64-baseos-eus-rpms__8_DOT_4", "rhel-8-for-x86_64-appstream-eus-rpms__8_DOT_4"],
            "image_contents": [{"purl": "pkg:golang/github.com%2Frelease-engineering%2Fretrodep%2Fv2@v2.0.2", "dependencies": [{"purl": "pkg:golang/github.com%2Fop%2Fgo-logging@v0.0.0"}]}]
        }
        """;

    private const string Konflux = """{"metadata": {"icm_version": 1, "image_layer_index": 0}, "from_dnf_hint": true, "content_sets": ["rhel-8-for-x86_64-baseos-rpms"]}""";

    private static TarBytes System() => new TarBytes().File("etc/os-release", "ID=\"rhel\"\nVERSION_ID=\"8.4\"\n");

    [Fact]
    public async Task Repositories_of_all_layers_are_told()
    {
        var image = await Opened.ImageAsync(
            System().File("root/buildinfo/content_manifests/ubi8-container-8.4-206.json", Osbs), new TarBytes().File("root/buildinfo/content_manifests/app-1.json", Konflux).File("usr/share/buildinfo/content-sets.json", Konflux));

        image.Document.Os!.ContentSets.ShouldBe(["rhel-8-for-x86_64-appstream-eus-rpms__8_DOT_4", "rhel-8-for-x86_64-baseos-eus-rpms__8_DOT_4", "rhel-8-for-x86_64-baseos-rpms"]);
        // What is told is kept with the facts.
        InspectionDocument.FromJson(image.Document.ToJson()).Os!.ContentSets.ShouldBe(image.Document.Os.ContentSets);
    }

    [Fact]
    public async Task What_was_removed_or_is_elsewhere_or_says_nothing_is_not()
    {
        var image = await Opened.ImageAsync(
            System().File("root/buildinfo/content_manifests/a.json", Osbs), new TarBytes().Whiteout("root/buildinfo/content_manifests/a.json"), new TarBytes().File("srv/content_manifests/b.json", Osbs).File("usr/share/buildinfo/content-sets.json", """{"content_sets": "none"}"""));

        image.Document.Os!.ContentSets.ShouldBeNull();
    }

    [Fact]
    public async Task A_damaged_one_makes_the_image_partial()
    {
        var image = await Opened.ImageAsync(System().File("root/buildinfo/content_manifests/a.json", Osbs[..120]));

        image.Document.Completeness.ShouldBe(Completeness.Partial);
        image.Document.Notes.ShouldContain(note => note.Path == "/root/buildinfo/content_manifests/a.json");
    }
}
