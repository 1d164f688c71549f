using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Sigstore;

/// <summary>
/// Checks Sigstore's signatures. A certificate needs a proven time, an authority and a certificate log that are trusted, and the expected name; a key needs to
/// be the expected one. Log entries that are there must be of just this signature.
/// </summary>
/// <param name="root">Whom to believe.</param>
/// <param name="expectation">Who must have signed.</param>
public sealed class SigstoreVerifier(TrustedRoot root, Expectation expectation)
{
    private const int HintLength = 32;

    private static readonly Expectation RegistryIdentity = new Expectation.Identity(IdentityPattern.Matching("https?://[^/]+/id/server/registry"), IdentityPattern.Matching("https?://[^/]+"));

    /// <summary>True to refuse certificates whose signature is in no transparency log, only time-stamped.</summary>
    public bool RequireLog { get; init; }

    /// <summary>Expects, with the same roots, the registry that runs one of their authorities: it signs under a name of its own host.</summary>
    internal SigstoreVerifier OfRegistry => new(root, RegistryIdentity);

    /// <summary>Checks a bundle over an artifact: its signature, or a statement about the artifact.</summary>
    public Verdict Verify(ReadOnlyMemory<byte> bundle, Artifact artifact) => Verdict.Of(() =>
    {
        var read = BundleReader.Read(bundle);
        if (read.Message is { } message)
        {
            if (message.Digest is { } claimed && artifact.Digest(message.Hash) is { } actual && !claimed.AsSpan().SequenceEqual(actual)) throw new RefusedException("the bundle is of an artifact with another digest", VerdictCause.OtherSubject);
            return Verify(read, new SignedMessage(message.Signature, artifact, message.Digest is null ? null : message.Hash));
        }
        var envelope = read.Envelope!;
        if (envelope.PayloadType != Envelope.InTotoType) throw new RefusedException($"the envelope holds '{JsonObject.Shown(envelope.PayloadType)}', which is no in-toto statement");
        var verified = Verify(read, new SignedEnvelope(envelope));
        var statement = Statement.Read(envelope.Payload);
        if (!statement.IsAbout(artifact)) throw new RefusedException("the statement is about something else: the digest of the artifact does not match any digest in the statement", VerdictCause.OtherSubject);
        return verified with { PredicateType = statement.PredicateType };
    });

    private Verdict.Verified Verify(Bundle bundle, SignedContent content) =>
        Verify(new SignatureEvidence(bundle.Certificates, bundle.KeyHint, bundle.Entries, bundle.Timestamps), content);

    internal Verdict.Verified Verify(SignatureEvidence evidence, SignedContent content)
    {
        var signer = Signer(evidence);
        var remarks = new List<string>();
        var hash = content.Verify(signer.Key);
        var times = SignatureTimes.OfTimestamps(evidence.Timestamps, content, root, remarks);
        var logged = VerifyEntries(evidence.Entries, content, signer, hash, times);
        if (logged == 0)
        {
            if (evidence.Entries.Count > 0) throw new RefusedException("no transparency log that is trusted knows the signature (0 of at least 1)", VerdictCause.UnknownLog);
            if (RequireLog) throw new RefusedException("the signature is in no transparency log", VerdictCause.UnknownLog);
            remarks.Add("the signature is in no transparency log");
        }
        var name = expectation is Expectation.Identity identity ? CertificateCheck.Verify(evidence.Certificates, times, root, identity) : new Signer(signer.Key.ToString());
        return new Verdict.Verified(name, times.Count > 0 ? times.Min() : null) { Remarks = remarks };
    }

    private SignerMaterial Signer(SignatureEvidence evidence)
    {
        if (expectation is Expectation.Identity)
            return evidence.Certificates.Count > 0 ? new SignerMaterial(evidence.Certificates[0].Key, evidence.Certificates) : throw new RefusedException("a key signed, and an identity was expected", VerdictCause.UnknownKey);
        var key = ((Expectation.Key)expectation).PublicKey;
        if (evidence.Certificates.Count > 0) throw new RefusedException("somebody with a certificate signed, and a key was expected", VerdictCause.OtherKey);
        if (evidence.KeyHint is { } hint && Base64Text.Decode(hint) is { Length: HintLength } named && !named.AsSpan().SequenceEqual(key.Fingerprint.Span)) throw new RefusedException("another key signed", VerdictCause.OtherKey);
        return new SignerMaterial(key, []);
    }

    /// <summary>How many trusted logs know the signature; their times are added.</summary>
    private int VerifyEntries(IReadOnlyList<LogEntry> entries, SignedContent content, SignerMaterial signer, HashKind hash, List<DateTimeOffset> times)
    {
        var logs = new HashSet<TransparencyLog>();
        var seen = new HashSet<(string, long)>();
        foreach (var entry in entries)
        {
            if (!seen.Add((Convert.ToHexString(entry.LogId.Span), entry.Index))) throw new RefusedException("a log entry is there twice");
            if (root.Logs.FirstOrDefault(log => log.Id.Span.SequenceEqual(entry.LogId.Span)) is not { } known) continue;
            var time = LogVerification.Verify(entry, known);
            var body = LogBodyReader.Read(entry);
            content.RequireLogged(body, signer, hash);
            if (time is { } proven) times.Add(proven);
            else if (times.Exists(stamped => !known.ValidFor.Contains(stamped))) throw new RefusedException("the key of the log was not valid at the time of the signature");
            logs.Add(known);
        }
        return logs.Count;
    }
}
