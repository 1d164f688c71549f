using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>What podman and skopeo write to files is opened, in each of their formats.</summary>
public sealed class SavedImageTests : IDisposable
{
    private const string Status = "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n";

    private readonly Workbench _bench = new(loggedIn: false);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_format_gives_the_same_packages_and_files()
    {
        await BuildAsync("one", Status);
        await _bench.RunLineAsync("podman save --quiet --format docker-archive -o docker.tar localhost/one:1");
        await _bench.RunLineAsync("podman save --quiet --format oci-archive -o oci.tar localhost/one:1");
        await _bench.RunLineAsync("podman save --quiet --format oci-dir -o layout localhost/one:1");
        await _bench.RunLineAsync("skopeo copy --quiet --insecure-policy docker-archive:docker.tar docker-archive:skopeo.tar:localhost/one:1");
        await _bench.RunLineAsync("skopeo copy --quiet --insecure-policy docker-archive:docker.tar oci-archive:skopeo-oci.tar:1");
        await _bench.RunLineAsync("gzip -k docker.tar");

        string[] references =
        [
            $"docker-archive:{_bench["docker.tar"]}", _bench["docker.tar"], $"{_bench["docker.tar"]}:localhost/one:1", _bench["docker.tar.gz"], $"oci-archive:{_bench["oci.tar"]}", _bench["oci.tar"], $"oci:{_bench["layout"]}", _bench["layout"],
            _bench["skopeo.tar"], $"oci-archive:{_bench["skopeo.tar"]}", $"oci-archive:{_bench["skopeo-oci.tar"]}:1", $"docker-archive:{_bench["skopeo-oci.tar"]}",
        ];
        foreach (var reference in references)
        {
            var document = await InspectAsync(reference);
            document.Completeness.ShouldBe(Completeness.Complete, reference);
            document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.DigestMismatch, reference);
            document.Packages.ShouldHaveSingleItem(reference).Name.ShouldBe("a", reference);
            document.Image.Labels["line"].ShouldBe("plimsoll", reference);
        }
    }

    [Fact]
    public async Task An_archive_of_several_images_has_each_by_its_name()
    {
        await BuildAsync("one", Status);
        await BuildAsync("two", Status + "\n" + Status.Replace("Package: a", "Package: b", StringComparison.Ordinal));
        await _bench.RunLineAsync("podman save --quiet --multi-image-archive -o both.tar localhost/one:1 localhost/two:1");

        (await InspectAsync($"docker-archive:{_bench["both.tar"]}:localhost/one:1")).Packages.Count.ShouldBe(1);
        (await InspectAsync($"docker-archive:{_bench["both.tar"]}:localhost/two:1")).Packages.Count.ShouldBe(2);
        (await Should.ThrowAsync<ImageNotFoundException>(() => InspectAsync(_bench["both.tar"]))).Message.ShouldContain("localhost/two:1");
    }

    private async Task BuildAsync(string name, string status)
    {
        Directory.CreateDirectory(_bench["context"]);
        await File.WriteAllTextAsync(_bench["context/status"], status);
        await File.WriteAllTextAsync(_bench["context/Containerfile"], "FROM scratch\nCOPY status /var/lib/dpkg/status\nLABEL line=plimsoll\n");
        await _bench.RunAsync("podman", "build", "-t", $"localhost/{name}:1", "context");
    }

    private static async Task<InspectionDocument> InspectAsync(string reference)
    {
        await using var content = LocalImages.Open(ImageReference.Parse(reference))!;
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }
}
