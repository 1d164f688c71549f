using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Logs;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Trust.Cosign;

/// <summary>Signatures as cosign 1 and 2 wrote them: a layer each, what proves them in its annotations.</summary>
internal static class CosignSignature
{
    private const string Signature = "dev.cosignproject.cosign/signature";
    private const string CertificateName = "dev.sigstore.cosign/certificate";
    private const string Chain = "dev.sigstore.cosign/chain";
    private const string Bundle = "dev.sigstore.cosign/bundle";
    private const string Timestamp = "dev.sigstore.cosign/rfc3161timestamp";
    private const string PayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";
    internal const string EnvelopeType = "application/vnd.dsse.envelope.v1+json";

    /// <summary>Checks a layer of a <c>.sig</c> or <c>.att</c> manifest.</summary>
    public static Verdict Verify(SigstoreVerifier verifier, Descriptor layer, byte[] content, Digest image) => Verdict.Of(() => layer.MediaType switch
    {
        PayloadType => VerifyPayload(verifier, layer, content, image),
        EnvelopeType => VerifyEnvelope(verifier, layer, content, image),
        _ => throw new RefusedException($"layers of the type '{JsonObject.Shown(layer.MediaType)}' are no signatures of cosign"),
    });

    private static Verdict.Verified VerifyPayload(SigstoreVerifier verifier, Descriptor layer, byte[] content, Digest image)
    {
        var signature = layer.Annotations.TryGetValue(Signature, out var text) && Base64Text.Decode(text) is { Length: > 0 } bytes ? bytes : throw new RefusedException("the layer has no signature");
        var verified = verifier.Verify(Evidence(layer), new SignedMessage(signature, Artifact.Of(content), null));
        var signed = SimplePayload.Read(content);
        return signed.Digest == image.Value ? verified : throw new RefusedException($"the signature is of {JsonObject.Shown(signed.Digest)}", VerdictCause.OtherSubject);
    }

    private static Verdict.Verified VerifyEnvelope(SigstoreVerifier verifier, Descriptor layer, byte[] content, Digest image)
    {
        var envelope = StrictJson.Read(content, "the envelope", Envelope.Read);
        if (envelope.Signatures.Count != 1 || envelope.PayloadType != Envelope.InTotoType) throw new RefusedException("the envelope is no statement with one signature");
        var verified = verifier.Verify(Evidence(layer), new SignedEnvelope(envelope) { Stamped = content });
        var statement = Statement.Read(envelope.Payload);
        return statement.IsAbout(Artifact.Of(image)) ? verified with { PredicateType = statement.PredicateType } : throw new RefusedException("the statement is about something else", VerdictCause.OtherSubject);
    }

    private static SignatureEvidence Evidence(Descriptor layer)
    {
        string? Annotation(string name) => layer.Annotations.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        var certificates = new List<Certificate>();
        foreach (var pem in new[] { Annotation(CertificateName), Annotation(Chain) }.OfType<string>())
        {
            foreach (var (label, bytes) in Pem.Blocks(pem).Where(block => block.Label == "CERTIFICATE"))
            {
                var certificate = Certificate.Read(bytes);
                if (!certificates.Contains(certificate)) certificates.Add(certificate);
            }
        }
        if (certificates.Count == 0 && Annotation(CertificateName) is not null) throw new RefusedException("the certificate of the signature is no PEM");
        return new SignatureEvidence(certificates, null, Annotation(Bundle) is { } bundle ? [Entry(bundle)] : [], Annotation(Timestamp) is { } timestamp ? [Stamp(timestamp)] : []);
    }

    /// <summary>cosign's offline bundle: the promise of Rekor v1.</summary>
    private static LogEntry Entry(string bundle) => StrictJson.Read(System.Text.Encoding.UTF8.GetBytes(bundle), "the log entry of the signature", root =>
    {
        var payload = root.Object("Payload");
        try
        {
            return new LogEntry
            {
                Promise = root.Bytes("SignedEntryTimestamp"),
                Body = payload.Bytes("body"),
                IntegratedTime = payload.Number("integratedTime"),
                Index = payload.Number("logIndex"),
                LogId = Convert.FromHexString(payload.Text("logID")),
            };
        }
        catch (FormatException e)
        {
            throw new RefusedException("the id of the log is not hexadecimal", e);
        }
    });

    private static byte[] Stamp(string timestamp) => StrictJson.Read(System.Text.Encoding.UTF8.GetBytes(timestamp), "the time stamp of the signature", root => root.Bytes("SignedRFC3161Timestamp"));
}
