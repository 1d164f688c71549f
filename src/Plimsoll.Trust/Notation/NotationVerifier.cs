using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Timestamps;

namespace Plimsoll.Trust.Notation;

/// <summary>Checks signatures of the Notary Project by a trust policy and a trust store.</summary>
/// <param name="policies">The policy.</param>
/// <param name="store">The certificates that it speaks of.</param>
/// <param name="time">The clock: without a time stamp, certificates must be valid now.</param>
public sealed class NotationVerifier(TrustPolicyDocument policies, TrustStore store, TimeProvider time)
{
    private const string AuthorityInformation = "1.3.6.1.5.5.7.1.1";
    private const string RevocationLists = "2.5.29.31";

    /// <summary>Checks one signature.</summary>
    /// <param name="content">The envelope.</param>
    /// <param name="mediaType">Its media type: <c>application/jose+json</c> or <c>application/cose</c>.</param>
    /// <param name="image">What it should be of.</param>
    /// <param name="repository"><c>host/repository</c>, which chooses the policy.</param>
    public Verdict Verify(ReadOnlyMemory<byte> content, string mediaType, Descriptor image, string? repository)
    {
        try
        {
            var policy = policies.For(repository) ?? throw new RefusedException($"the trust policy says nothing of {repository ?? "images without a repository"}");
            if (policy.Level is not { } level) return new Verdict.Unknown($"the trust policy '{policy.Name}' skips the verification", VerdictCause.Unchecked);
            return Verify(SignatureEnvelope.Read(content, mediaType), image, policy, level);
        }
        catch (RefusedException e)
        {
            return Verdict.Refused.Of(e);
        }
    }

    private Verdict Verify(SignatureEnvelope envelope, Descriptor image, TrustPolicy policy, VerificationLevel level)
    {
        SigningChain.Require(envelope.Chain);
        SigningChain.RequireAlgorithm(envelope.Chain[0].Key, envelope.Algorithm);
        if (!envelope.Chain[0].Key.Verifies(envelope.Signed, envelope.Signature.Span, envelope.Algorithm)) throw new RefusedException("the signature is not one of the signer's key");
        RequireTarget(envelope.Payload, image);

        var remarks = new List<string>();
        var subject = DistinguishedName.Read(envelope.Chain[0].Subject);
        var trusted = Check(level.Authenticity, remarks, () => Trusted(envelope, policy, subject));
        var signedAt = Check(level.AuthenticTime, remarks, () => SignedAt(envelope, policy));
        Check<object>(level.Expiry, remarks, () => envelope.Expiry is { } expiry && time.GetUtcNow() > expiry ? throw new RefusedException($"the signature expired at {expiry:u}") : null!);
        if (level.Revocation != ValidationAction.Skip && Check(level.Revocation, remarks, () => Unasked(envelope.Chain)) is { } unasked)
        {
            if (level.Revocation == ValidationAction.Enforce) return new Verdict.Unknown(unasked, VerdictCause.UnknownRevocation);
            remarks.Add(unasked);
        }
        // A policy that only logs whom it does not trust has not said who vouches.
        if (trusted is null) return new Verdict.Unknown(remarks[0], VerdictCause.Unchecked);
        return new Verdict.Verified(new Signer(subject.ToString(), trusted), signedAt?.Time) { Remarks = remarks };
    }

    /// <summary>The trust store that holds a certificate of the chain, if the subject is one that the policy trusts.</summary>
    private string Trusted(SignatureEnvelope envelope, TrustPolicy policy, DistinguishedName subject)
    {
        var type = envelope.Scheme == SigningScheme.X509 ? "ca:" : "signingAuthority:";
        var name = policy.Stores.Where(name => name.StartsWith(type, StringComparison.Ordinal)).FirstOrDefault(name => store.Find(name).Any(envelope.Chain.Contains))
            ?? throw new RefusedException($"no certificate of the signer is in a trust store ({type}…) of the policy '{policy.Name}'", VerdictCause.UnknownAuthority);
        return policy.Identities.Count == 0 || policy.Identities.Any(identity => identity.IsWithin(subject)) ? name : throw new RefusedException($"the policy '{policy.Name}' does not trust {subject}", VerdictCause.OtherIdentity);
    }

    /// <summary>The proven time, at which all certificates were valid; without one they must be valid now.</summary>
    private ProvenTime SignedAt(SignatureEnvelope envelope, TrustPolicy policy)
    {
        if (envelope.Scheme == SigningScheme.SigningAuthority)
        {
            RequireValid(envelope, envelope.SigningTime, "at the time of signing");
            return new ProvenTime(envelope.SigningTime);
        }
        var authorities = policy.Stores.Where(name => name.StartsWith("tsa:", StringComparison.Ordinal)).ToList();
        var now = time.GetUtcNow();
        if (authorities.Count == 0 || (policy.TimestampAfterExpiry && envelope.Chain.All(certificate => certificate.IsValidAt(now))))
        {
            RequireValid(envelope, now, "now, and no time stamp says that it was signed before");
            return new ProvenTime(null);
        }
        var token = TimestampToken.Read(envelope.Timestamp ?? throw new RefusedException("the signature has no time stamp, and the policy asks for one"));
        var anchors = authorities.SelectMany(store.Find).ToList();
        token.Verify(envelope.Signature.Span, [], [], anchors);
        RequireValid(envelope, token.Time, "at the time of the time stamp");
        return new ProvenTime(token.Time);
    }

    private static void RequireValid(SignatureEnvelope envelope, DateTimeOffset when, string words)
    {
        if (envelope.Chain.FirstOrDefault(certificate => !certificate.IsValidAt(when)) is { } expired)
            throw new RefusedException($"a certificate is valid from {expired.NotBefore:u} to {expired.NotAfter:u}: not {words}");
    }

    /// <summary>Refuses revoked certificates; says so when a certificate names a list or a responder and no list at hand answers for it.</summary>
    private string? Unasked(IReadOnlyList<Certificate> chain)
    {
        var now = time.GetUtcNow();
        var unasked = false;
        for (var i = 0; i < chain.Count - 1; i++)
        {
            var answers = store.RevocationLists.Select(list => list.Revokes(chain[i], chain[i + 1], now)).OfType<bool>().ToList();
            if (answers.Contains(true)) throw new RefusedException($"the certificate of {DistinguishedName.Read(chain[i].Subject)} was revoked");
            unasked |= answers.Count == 0 && NamesRevocation(chain[i]);
        }
        return unasked ? "whether the certificates were revoked could not be told: no list that holds now is in the trust store" : null;
    }

    private static bool NamesRevocation(Certificate certificate) => certificate.Find(AuthorityInformation) is not null || certificate.Find(RevocationLists) is not null;

    private static void RequireTarget(ReadOnlyMemory<byte> payload, Descriptor image) => StrictJson.Read(payload, "the payload of the signature", root =>
    {
        var target = root.Object("targetArtifact");
        return target.Text("digest") == image.Digest.Value && target.Number("size") == image.Size && target.Text("mediaType") == image.MediaType
            ? true : throw new RefusedException($"the signature is of {JsonObject.Shown(target.Text("digest"))}, not of this image", VerdictCause.OtherSubject);
    });

    private static T? Check<T>(ValidationAction action, List<string> remarks, Func<T> check) where T : class?
    {
        if (action == ValidationAction.Skip) return null;
        try
        {
            return check();
        }
        catch (RefusedException e) when (action == ValidationAction.Log)
        {
            remarks.Add(e.Message);
            return null;
        }
    }

    /// <summary>A time, or none where certificates that are valid now need none.</summary>
    private sealed record ProvenTime(DateTimeOffset? Time);
}
