namespace Plimsoll.Server.Pages.Images;

/// <summary>Words for the artifact types that are met every day.</summary>
internal static class ArtifactKinds
{
    /// <summary>What an artifact of this type is; null where only its type can tell.</summary>
    public static string? NameOf(string? artifactType) => artifactType switch
    {
        "application/vnd.dev.cosign.artifact.sig.v1+json" => "Signature (cosign)",
        "application/vnd.cncf.notary.signature" => "Signature (Notation)",
        { } type when type.StartsWith("application/vnd.dev.sigstore.bundle", StringComparison.Ordinal) => "Signature or attestation (Sigstore bundle)",
        { } type when type.StartsWith("application/vnd.in-toto", StringComparison.Ordinal) => "Attestation (in-toto)",
        { } type when type.StartsWith("application/spdx", StringComparison.Ordinal) || type.StartsWith("text/spdx", StringComparison.Ordinal) => "SBOM (SPDX)",
        { } type when type.StartsWith("application/vnd.cyclonedx", StringComparison.Ordinal) => "SBOM (CycloneDX)",
        _ => null,
    };
}
