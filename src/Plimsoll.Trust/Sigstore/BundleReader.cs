using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Sigstore;

/// <summary>Reads bundles: known versions, known fields, what the version demands.</summary>
internal static class BundleReader
{
    private const int MaxCertificates = 10;
    private const int MaxEntries = 32;
    private const int MaxTimestamps = 32;

    public static Bundle Read(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the bundle", root =>
    {
        root.Only("mediaType", "verificationMaterial", "messageSignature", "dsseEnvelope");
        var version = Version(root.Text("mediaType"));
        var material = root.Object("verificationMaterial").Only("x509CertificateChain", "certificate", "publicKey", "tlogEntries", "timestampVerificationData");
        var (message, envelope) = (root.OptionalObject("messageSignature"), root.OptionalObject("dsseEnvelope"));
        if (message is null == envelope is null) throw new RefusedException("the bundle must hold either a messageSignature or a dsseEnvelope");
        var entries = material.Objects("tlogEntries", MaxEntries).ConvertAll(entry => Entry(entry, version));
        return new Bundle
        {
            Version = version,
            Certificates = Certificates(material, version),
            KeyHint = material.OptionalObject("publicKey")?.Only("hint").OptionalText("hint"),
            Entries = entries,
            Timestamps = material.OptionalObject("timestampVerificationData") is { } data
                ? data.Only("rfc3161Timestamps").Objects("rfc3161Timestamps", MaxTimestamps).ConvertAll(stamp => stamp.Only("signedTimestamp").Bytes("signedTimestamp")) : [],
            Message = message is { } m ? Message(m) : null,
            Envelope = envelope is { } e ? Single(Envelope.Read(e)) : null,
        };
    });

    private static BundleVersion Version(string mediaType) => mediaType switch
    {
        "application/vnd.dev.sigstore.bundle+json;version=0.1" => BundleVersion.V01,
        "application/vnd.dev.sigstore.bundle+json;version=0.2" => BundleVersion.V02,
        "application/vnd.dev.sigstore.bundle+json;version=0.3" or "application/vnd.dev.sigstore.bundle.v0.3+json" => BundleVersion.V03,
        _ => throw new RefusedException($"the bundle is of the unknown type '{JsonObject.Shown(mediaType)}'"),
    };

    private static List<Certificate> Certificates(JsonObject material, BundleVersion version)
    {
        var (chain, single) = (material.OptionalObject("x509CertificateChain"), material.OptionalObject("certificate"));
        if ((chain is null ? 0 : 1) + (single is null ? 0 : 1) + (material.Has("publicKey") ? 1 : 0) != 1) throw new RefusedException("the bundle must name its signer exactly once");
        if (single is { } certificate) return [Certificate(certificate)];
        if (chain is not { } list) return [];
        if (version == BundleVersion.V03) throw new RefusedException("a bundle of version 0.3 must not hold a chain of certificates");
        var certificates = list.Only("certificates").Objects("certificates", MaxCertificates).ConvertAll(Certificate);
        return certificates.Count > 0 ? certificates : throw new RefusedException("the chain of certificates is empty");
    }

    private static Certificate Certificate(JsonObject certificate) => Trust.Certificates.Certificate.Read(certificate.Only("rawBytes").Bytes("rawBytes"));

    private static LogEntry Entry(JsonObject entry, BundleVersion version)
    {
        entry.Only("logIndex", "logId", "kindVersion", "integratedTime", "inclusionPromise", "inclusionProof", "canonicalizedBody");
        var kind = entry.Object("kindVersion").Only("kind", "version");
        var (promise, proof) = (entry.OptionalObject("inclusionPromise"), entry.OptionalObject("inclusionProof"));
        if (version == BundleVersion.V01 && promise is null) throw new RefusedException("the log entry has no promise of inclusion, which version 0.1 demands");
        if (version != BundleVersion.V01 && proof is null) throw new RefusedException("the log entry has no proof of inclusion");
        return new LogEntry
        {
            Index = entry.Number("logIndex"),
            LogId = entry.Object("logId").Only("keyId").Bytes("keyId"),
            Kind = kind.Text("kind"),
            Version = kind.Text("version"),
            IntegratedTime = entry.Number("integratedTime"),
            Promise = promise is { } p ? p.Only("signedEntryTimestamp").Bytes("signedEntryTimestamp") : null,
            Proof = proof is { } found ? Proof(found) : null,
            Body = entry.Bytes("canonicalizedBody"),
        };
    }

    private static InclusionProof Proof(JsonObject proof)
    {
        proof.Only("logIndex", "rootHash", "treeSize", "hashes", "checkpoint");
        return new InclusionProof
        {
            Index = proof.Number("logIndex"),
            TreeSize = proof.Number("treeSize"),
            Root = proof.Bytes("rootHash"),
            Hashes = proof.Texts("hashes", 64).ConvertAll(hash => Base64Text.Decode(hash) ?? throw new RefusedException("a hash of the proof of inclusion is not valid base64")),
            Checkpoint = proof.Object("checkpoint").Only("envelope").Text("envelope"),
        };
    }

    private static MessageSignature Message(JsonObject message)
    {
        message.Only("messageDigest", "signature");
        if (message.OptionalObject("messageDigest")?.Only("algorithm", "digest") is not { } digest) return new MessageSignature(HashKind.Sha256, null, message.Bytes("signature"));
        return new MessageSignature(HashKinds.FromSigstore(digest.Text("algorithm")), digest.Bytes("digest"), message.Bytes("signature"));
    }

    private static Envelope Single(Envelope envelope) =>
        envelope.Signatures.Count == 1 ? envelope : throw new RefusedException($"the envelope has {envelope.Signatures.Count} signatures; a bundle holds exactly one");
}
