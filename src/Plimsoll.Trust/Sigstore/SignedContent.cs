using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Sigstore;

/// <summary>What a signature is over, the signature, and whether a log entry speaks of just these.</summary>
internal abstract record SignedContent(byte[] Signature)
{
    /// <summary>What a time stamp may be of beside the signature; cosign stamped whole envelopes.</summary>
    public byte[]? Stamped { get; init; }

    /// <summary>Checks the signature.</summary>
    /// <returns>The hash that it is over.</returns>
    public abstract HashKind Verify(PublicKey key);

    /// <summary>Refuses a log entry that is one of something else.</summary>
    public void RequireLogged(LoggedContent logged, SignerMaterial signer, HashKind hash)
    {
        if (logged.Signatures.Count != 1 || logged.Verifiers.Count != 1) throw new RefusedException("the log entry has several signatures");
        if (!logged.Signatures[0].AsSpan().SequenceEqual(Signature)) throw new RefusedException("the log entry is of another signature");
        if (!logged.Verifiers[0].AsSpan().SequenceEqual(signer.Logged)) throw new RefusedException("the log entry is of another signer");
        RequireLogged(logged, hash);
    }

    protected abstract void RequireLogged(LoggedContent logged, HashKind hash);
}

/// <summary>A signature over an artifact.</summary>
internal sealed record SignedMessage(byte[] Signature, Artifact Artifact, HashKind? Hash) : SignedContent(Signature)
{
    public override HashKind Verify(PublicKey key)
    {
        var hash = Hash ?? key.DefaultHash;
        var holds = key.Kind == KeyKind.Ed25519
            ? key.Verifies(Artifact.Content ?? throw new RefusedException("an Ed25519 signature is over the content itself, which is not at hand or too large"), Signature, key.Scheme())
            : key.VerifiesHash(Digest(hash), Signature, key.Scheme(hash)) || key.VerifiesHash(Digest(hash), Signature, new SignatureScheme(SignatureForm.Pss, hash));
        return holds ? hash : throw new RefusedException("the signature is not one of this key over this artifact", VerdictCause.OtherKey);
    }

    protected override void RequireLogged(LoggedContent logged, HashKind hash)
    {
        if (logged.DigestOf != LoggedDigest.Message || logged.Hash != hash || !logged.Digest.AsSpan().SequenceEqual(Digest(hash))) throw new RefusedException("the log entry is of another artifact");
    }

    private byte[] Digest(HashKind hash) => Artifact.Digest(hash) ?? throw new RefusedException($"the signature is over {hash.ToString().ToUpperInvariant()}, and only another digest of the artifact is known");
}

/// <summary>A signed envelope.</summary>
internal sealed record SignedEnvelope(Envelope Envelope) : SignedContent(Envelope.Signatures[0].Bytes)
{
    /// <summary>Signers with larger curves used SHA-256 before they used the hash of the curve.</summary>
    public override HashKind Verify(PublicKey key)
    {
        var signed = Envelope.Signed;
        foreach (var hash in key.DefaultHash == HashKind.Sha256 || key.Kind == KeyKind.Ed25519 ? [key.DefaultHash] : new[] { key.DefaultHash, HashKind.Sha256 })
        {
            if (key.Verifies(signed, Signature, key.Scheme(hash)) || key.Verifies(signed, Signature, new SignatureScheme(SignatureForm.Pss, hash))) return hash;
        }
        throw new RefusedException("the signature is not one of this key over this envelope", VerdictCause.OtherKey);
    }

    protected override void RequireLogged(LoggedContent logged, HashKind hash)
    {
        var isPayload = logged.DigestOf == LoggedDigest.Payload;
        if ((!isPayload && logged.Hash != hash) || !logged.Digest.AsSpan().SequenceEqual(logged.Hash.Hash(isPayload ? Envelope.Payload : Envelope.Signed))) throw new RefusedException("the log entry is of another envelope");
    }
}
