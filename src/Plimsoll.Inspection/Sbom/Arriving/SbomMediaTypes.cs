using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sbom.Arriving;

/// <summary>Media types under which bills of materials are attached to images, as they are met in the field.</summary>
internal static class SbomMediaTypes
{
    /// <summary>Statements may hold a bill of materials or anything else.</summary>
    private static readonly string[] Statements = ["application/vnd.in-toto", "application/vnd.dsse.envelope", "application/vnd.dev.sigstore.bundle"];

    /// <summary>Annotations that say what a statement is about: BuildKit's and cosign's.</summary>
    private static readonly string[] PredicateAnnotations = ["in-toto.io/predicate-type", "predicateType", "dev.sigstore.bundle.predicateType"];

    /// <summary>True for types that say it.</summary>
    public static bool Says(string mediaType) => mediaType.Contains("spdx", StringComparison.OrdinalIgnoreCase) || mediaType.Contains("cyclonedx", StringComparison.OrdinalIgnoreCase)
        || mediaType.StartsWith("application/vnd.syft", StringComparison.Ordinal) || mediaType.StartsWith("application/vnd.goharbor.harbor.sbom", StringComparison.Ordinal);

    /// <summary>Whether a layer may be one; a statement about something else is none.</summary>
    public static bool MayBe(Descriptor layer)
    {
        if (Says(layer.MediaType)) return true;
        if (!Array.Exists(Statements, type => layer.MediaType.StartsWith(type, StringComparison.Ordinal))) return false;
        var predicate = PredicateAnnotations.Select(name => layer.Annotations.GetValueOrDefault(name)).FirstOrDefault(value => value is not null);
        return predicate is null || Says(predicate) || predicate.Contains("attestation", StringComparison.Ordinal);
    }

    /// <summary>Whether a referrer is worth a look: signatures and reports of scanners are not.</summary>
    public static bool MayHold(Descriptor referrer) => referrer.ArtifactType is not { } type || Says(type) || Array.Exists(Statements, statement => type.StartsWith(statement, StringComparison.Ordinal))
        || type.StartsWith("application/vnd.oci.", StringComparison.Ordinal) || type.StartsWith("application/vnd.docker.", StringComparison.Ordinal) || type.Contains("sbom", StringComparison.OrdinalIgnoreCase);
}
