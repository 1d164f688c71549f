using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Cosign;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Trust.Images;

/// <summary>What became of one signature, and what the signer is called here.</summary>
/// <param name="Report">The signature and the answer.</param>
/// <param name="Name">The named identity that is meant; null where nobody gave them a name.</param>
public sealed record SignerReport(SignatureReport Report, string? Name);

/// <summary>
/// Finds out who signed an image, where nobody in particular is expected. Verified is what leads to somebody: to a person whom an authority of a trusted root certified, or to one who has a name here. What is signed by
/// somebody who is not known here is unknown, not refused; what does not hold is refused.
/// </summary>
/// <param name="roots">Authorities and logs that are believed.</param>
/// <param name="signers">Who has a name.</param>
/// <param name="time">The clock, for certificates without a time stamp.</param>
public sealed class ImageSigners(IReadOnlyList<TrustedRoot> roots, IReadOnlyList<NamedSigner> signers, TimeProvider time)
{
    private static readonly Expectation Anybody = new Expectation.Identity(IdentityPattern.Matching(".+"), IdentityPattern.Matching(".+"));
    private static readonly HashSet<string> Families = [SignatureFamily.Sigstore, SignatureFamily.Cosign, SignatureFamily.Notation];

    private readonly Lazy<TrustedRoot> _empty = new(() => TrustedRoot.Read("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}"u8.ToArray()));

    /// <summary>Looks at every signature of an image.</summary>
    /// <param name="source">Where the image is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The signatures, and what could not be looked at; null when there is no such image.</returns>
    public async Task<(IReadOnlyList<SignerReport> Signatures, IReadOnlyList<string> Unreadable)?> FindAsync(ISignatureSource source, CancellationToken cancellationToken)
    {
        if (await source.ResolveAsync(cancellationToken) is not { } image) return null;
        var (found, unreadable) = (new List<FoundSignature>(), new List<string>());
        var search = new SignatureSearch(source, found, unreadable);
        await search.FindAsync(image.Digest, Families, cancellationToken);
        var reports = found.ConvertAll(signature => Judge(signature, image));
        var verdicts = WithdrawnSignatures.Apply(found, reports.ConvertAll(report => report.Report.Verdict), null, search.CutOff);
        return ([.. reports.Select((report, i) => report with { Report = report.Report with { Verdict = verdicts[i] } })], unreadable);
    }

    /// <summary>Who signed a statement about an artifact, or a signature over it.</summary>
    /// <param name="bundle">A Sigstore bundle.</param>
    /// <param name="artifact">What it must be about.</param>
    /// <returns>The answer, and the name that the signer has here.</returns>
    public (Verdict Verdict, string? Name) Find(ReadOnlyMemory<byte> bundle, Artifact artifact) => Sigstore(verifier => verifier.Verify(bundle, artifact));

    private SignerReport Judge(FoundSignature signature, Descriptor image)
    {
        var (verdict, name) = signature.Family switch
        {
            SignatureFamily.Notation => Notation(signature, image),
            SignatureFamily.Sigstore => Find(signature.Content, Artifact.Of(image.Digest)),
            _ => Sigstore(verifier => CosignSignature.Verify(verifier, signature.Layer, signature.Content, image.Digest)),
        };
        return new SignerReport(new SignatureReport(signature.Family, signature.Artifact, image.Digest, verdict), name);
    }

    private (Verdict, string?) Sigstore(Func<SigstoreVerifier, Verdict> check)
    {
        Verdict.NotVerified? best = null;
        // A key has no authority that could say whose it is: it counts when somebody here has it.
        foreach (var named in signers.Where(named => named.Expectation is Expectation.Key))
        {
            foreach (var root in roots.DefaultIfEmpty(_empty.Value))
            {
                var verdict = check(new SigstoreVerifier(root, named.Expectation!));
                if (verdict is Verdict.Verified verified) return (verified, named.Name);
                if (verdict is Verdict.NotVerified { Cause: VerdictCause.OtherKey }) break;
                best = Better(best, (Verdict.NotVerified)verdict);
            }
        }
        foreach (var root in roots)
        {
            var verdict = check(new SigstoreVerifier(root, Anybody));
            if (verdict is Verdict.Verified verified) return (verified, NameOf(verified.Signer));
            best = Better(best, (Verdict.NotVerified)verdict);
        }
        return (best switch
        {
            null => new Verdict.Unknown("no trusted root and no key is known that it could be checked with", VerdictCause.UnknownAuthority),
            { Cause: VerdictCause.UnknownKey } => new Verdict.Unknown("a key signed that no identity has", VerdictCause.UnknownKey),
            _ => AsFarAsKnown(best),
        }, null);
    }

    private string? NameOf(Signer signer) => signers.Where(named => named.Expectation is Expectation.Identity identity && identity.Subject.Matches(signer.Identity) && identity.Issuer.Matches(signer.Issuer ?? "")).Select(named => named.Name).FirstOrDefault();

    private (Verdict, string?) Notation(FoundSignature signature, Descriptor image)
    {
        Verdict.NotVerified? best = null;
        foreach (var named in signers)
        {
            if (named.Notation(time) is not { } verifier) continue;
            var verdict = verifier.Verify(signature.Content, signature.Layer.MediaType, image, null);
            if (verdict is Verdict.Verified) return (verdict, named.Name);
            best = Better(best, (Verdict.NotVerified)verdict);
        }
        return (best is null ? new Verdict.Unknown("no identity with certificates is known that it could be checked with", VerdictCause.UnknownAuthority) : AsFarAsKnown(best), null);
    }

    /// <summary>What one says of the signature itself is worth more than that another one does not know who signed.</summary>
    private static Verdict.NotVerified Better(Verdict.NotVerified? best, Verdict.NotVerified other) => best is null || (IsStranger(best) && !IsStranger(other)) ? other : best;

    /// <summary>A signature of somebody who is not known here is not refused: it cannot be told.</summary>
    private static Verdict.NotVerified AsFarAsKnown(Verdict.NotVerified verdict) => IsStranger(verdict) ? new Verdict.Unknown(verdict.Reason, verdict.Cause) : verdict;

    private static bool IsStranger(Verdict.NotVerified verdict) =>
        verdict.Cause is VerdictCause.UnknownKey or VerdictCause.UnknownAuthority or VerdictCause.UnknownLog or VerdictCause.UnknownTime or VerdictCause.OtherIdentity;
}
