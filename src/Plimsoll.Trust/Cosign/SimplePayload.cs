using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Cosign;

/// <summary>The simple signing payload (containers/image, signature-protocols; cosign's SIGNATURE_SPEC): a name and a digest.</summary>
internal sealed record SimplePayload(string Type, string Reference, string Digest)
{
    /// <summary>The type of cosign's payloads.</summary>
    public const string CosignType = "cosign container image signature";

    /// <summary>The type of GPG-signed payloads.</summary>
    public const string AtomicType = "atomic container signature";

    /// <summary>Reads a payload; the part that is critical must be understood to the last field.</summary>
    public static SimplePayload Read(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the signed payload", root =>
    {
        root.Only("critical", "optional");
        var critical = root.Object("critical").Only("identity", "image", "type");
        var type = critical.Text("type");
        if (type is not (CosignType or AtomicType or "https://sigstore.dev/cosign/sign/v1")) throw new RefusedException($"the signed payload is of the unknown type '{JsonObject.Shown(type)}'");
        return new SimplePayload(type, critical.Object("identity").Only("docker-reference").OptionalText("docker-reference") ?? "", critical.Object("image").Only("docker-manifest-digest").Text("docker-manifest-digest"));
    });
}
