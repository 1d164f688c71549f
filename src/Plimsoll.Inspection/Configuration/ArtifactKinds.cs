using Plimsoll.Core;

namespace Plimsoll.Inspection.Configuration;

/// <summary>What a manifest is when it is not that of a container image, and whether packages may be in it.</summary>
internal static class ArtifactKinds
{
    /// <summary>Types whose content is known to hold no packages. The first that an artifact type or media type starts with counts.</summary>
    private static readonly (string Prefix, string Name)[] WithoutPackages =
    [
        ("application/vnd.cncf.helm.", "a Helm chart"),
        ("application/vnd.dev.cosign.", "a cosign signature"),
        ("application/vnd.dev.sigstore.", "a Sigstore bundle"),
        ("application/vnd.cncf.notary.", "a Notation signature"),
        ("application/vnd.in-toto", "an in-toto attestation"),
        ("application/vnd.docker.attestation.", "a BuildKit attestation"),
        ("application/spdx", "an SPDX document"),
        ("text/spdx", "an SPDX document"),
        ("application/vnd.cyclonedx", "a CycloneDX document"),
        ("application/vnd.syft", "a Syft document"),
        ("application/vnd.goharbor.harbor.sbom.", "an SBOM of Harbor"),
        ("application/sarif", "a SARIF report"),
    ];

    /// <summary>The configurations of container images.</summary>
    public static bool IsImageConfiguration(string mediaType) => mediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig;

    /// <summary>The layers of container images, foreign ones too.</summary>
    public static bool IsFileSystemLayer(string mediaType) =>
        mediaType.StartsWith("application/vnd.oci.image.layer.", StringComparison.Ordinal) || mediaType.StartsWith("application/vnd.docker.image.rootfs.", StringComparison.Ordinal);

    /// <summary>What a type means, for people.</summary>
    public static string Describe(string type) => Find(type) ?? $"an artifact of type {type}";

    /// <summary>True when content of this type cannot hold packages: signatures, documents, charts, and any JSON.</summary>
    public static bool HoldsNoPackages(string type) =>
        Find(type) is not null || type == MediaTypes.OciEmpty || type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    private static string? Find(string type) => Array.Find(WithoutPackages, kind => type.StartsWith(kind.Prefix, StringComparison.Ordinal)).Name;
}
