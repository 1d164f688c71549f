using System.Text;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Configuration;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Sbom.Reading;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Sbom;

namespace Plimsoll.Tests.Fuzzing;

/// <summary>Documents about images, damaged: what cannot be read is refused in the one way that callers expect.</summary>
public sealed class DocumentFuzzTests
{
    private static readonly byte[] Configuration = Encoding.UTF8.GetBytes("""
        {"architecture":"arm64","variant":"v8","os":"linux","created":"2025-05-20T00:00:00.5Z","author":"me","docker_version":"24.0.5","container_config":{"Hostname":"a1"},
         "config":{"User":"1000:1000","Env":["A=b","PATH=/bin"],"Entrypoint":["/init"],"Cmd":["-v"],"WorkingDir":"/app","ExposedPorts":{"8080/tcp":{},"53/udp":{}},"Volumes":{"/data":{}},
          "Labels":{"b":"2","a":"\u00e9\ud83d\ude00"},"Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Retries":3}},
         "rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},
         "history":[{"created":"2025-05-20T00:00:00Z","created_by":"ADD x"},{"created_by":"CMD","empty_layer":true,"comment":"c"}]}
        """);

    private static readonly byte[] Manifest = Encoding.UTF8.GetBytes("""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0,"urls":["https://x"],"annotations":{"a":"b"}}],
         "subject":{"mediaType":"a/b","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":1},"annotations":{"c":"d"}}
        """);

    [Fact]
    public void Configurations() => Fuzz.Run([Configuration], damaged => ConfigurationReader.Read(damaged, 1, problem => problem.ShouldNotBeEmpty()));

    [Fact]
    public void Manifests() => Fuzz.Run([Manifest], damaged =>
    {
        try
        {
            ManifestReader.Read(damaged, "application/vnd.oci.image.manifest.v1+json");
        }
        catch (ManifestException e)
        {
            e.Message.ShouldNotBeEmpty();
        }
    });

    [Fact]
    public void Lists_of_docker_archives() => Fuzz.Run([Encoding.UTF8.GetBytes("""[{"Config":"a.json","RepoTags":["shop/api:1"],"Layers":["a/layer.tar","b/layer.tar"]}]""")], damaged =>
    {
        try
        {
            DockerArchiveList.Read(damaged).ShouldNotBeNull();
        }
        catch (InvalidDataException e)
        {
            e.Message.ShouldNotBeEmpty();
        }
    });

    [Fact]
    public void Descriptions_of_systems() =>
        Fuzz.Run([Encoding.UTF8.GetBytes("NAME=\"Rocky Linux\"\nID='rocky'\nID_LIKE=\"rhel centos\"\nVERSION_ID=9.4\n# x\nPRETTY_NAME=\"a \\\"b\\\" $c\"\n")], damaged => OsReleaseReader.Read(new MemoryStream(damaged)));

    [Theory]
    [InlineData(SbomFormat.SpdxJson)]
    [InlineData(SbomFormat.Spdx3Json)]
    [InlineData(SbomFormat.CycloneDxJson)]
    [InlineData(SbomFormat.CycloneDxXml)]
    public void Bills_of_materials(SbomFormat format) => Read([SbomWriter.ToBytes(SampleImage.Rich, new SbomOptions(format))], "sbom " + format);

    [Fact]
    public void Bills_of_materials_of_lines() => Read([Encoding.UTF8.GetBytes(
        "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nDocumentName: x\nCreator: Tool: y-1\nComment: <text>a\nb</text>\n\nPackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageLicenseDeclared: MIT\nExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n")], "sbom lines");

    private static void Read(byte[][] seeds, string name) => Fuzz.Run(seeds, damaged =>
    {
        if (SbomReader.Read(new MemoryStream(damaged), SbomLimits.Default) is { } document && document.Packages.Any(package => package.Name.Length == 0)) throw new InvalidDataException("it gave a package without a name");
    }, usual: 300, name: name);
}
