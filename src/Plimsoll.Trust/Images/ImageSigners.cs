using Plimsoll.Core;
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
    private const string KeySigned = "a key signed, and an identity was expected";

    private static readonly string[] OfAnotherKey = ["not one of this key", "another key signed", "a key was expected"];
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

    /// <summary>Looks at one Sigstore bundle, whatever it says of the subject.</summary>
    /// <param name="bundle">The bytes.</param>
    /// <param name="artifact">The manifest that holds it.</param>
    /// <param name="subject">What it has to be about.</param>
    public SignerReport Find(ReadOnlyMemory<byte> bundle, Digest artifact, Digest subject)
    {
        var layer = new Descriptor { MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json", Digest = Digest.Of(bundle.Span), Size = bundle.Length };
        return Judge(new FoundSignature(SignatureFamily.Sigstore, artifact, layer, bundle.ToArray()), new Descriptor { MediaType = MediaTypes.OciManifest, Digest = subject, Size = 0 });
    }

    private SignerReport Judge(FoundSignature signature, Descriptor image)
    {
        var (verdict, name) = signature.Family == SignatureFamily.Notation ? Notation(signature, image) : Sigstore(signature, image);
        return new SignerReport(new SignatureReport(signature.Family, signature.Artifact, image.Digest, verdict), name);
    }

    private (Verdict, string?) Sigstore(FoundSignature signature, Descriptor image)
    {
        // A key has no authority that could say whose it is: it counts when somebody here has it.
        Verdict? certified = null;
        foreach (var named in signers.Where(named => named.Expectation is Expectation.Key))
        {
            var verdict = Check(signature, image, roots.DefaultIfEmpty(_empty.Value).First(), named.Expectation!);
            if (verdict is Verdict.Verified verified) return (verified, named.Name);
            if (verdict is Verdict.Refused { Reason: var reason } && !OfAnotherKey.Any(text => reason.Contains(text, StringComparison.Ordinal))) certified = verdict;
        }
        foreach (var root in roots)
        {
            var verdict = Check(signature, image, root, Anybody);
            if (verdict is Verdict.Verified verified) return (verified, NameOf(verified.Signer));
            // What another root says of it may be worth more than that this one does not know its authority.
            if (certified is null || (IsUnknownSigner(certified) && !IsUnknownSigner(verdict))) certified = verdict;
        }
        return (certified switch
        {
            null => new Verdict.Unknown("no trusted root and no key is known that it could be checked with"),
            Verdict.Refused refused when IsUnknownSigner(refused) => new Verdict.Unknown(refused.Reason == KeySigned ? "a key signed that no identity has" : refused.Reason),
            _ => certified,
        }, null);
    }

    /// <summary>Refusals that speak of who is believed, not of the signature.</summary>
    private static bool IsUnknownSigner(Verdict verdict) =>
        verdict is Verdict.Refused { Reason: var reason } && (reason == KeySigned || reason.Contains("authority", StringComparison.Ordinal) || reason.Contains("trusted knows the signature", StringComparison.Ordinal) || reason.Contains("nothing proves when", StringComparison.Ordinal));

    private static Verdict Check(FoundSignature signature, Descriptor image, TrustedRoot root, Expectation expectation)
    {
        var verifier = new SigstoreVerifier(root, expectation);
        return signature.Family == SignatureFamily.Sigstore ? verifier.Verify(signature.Content, Artifact.Of(image.Digest)) : CosignSignature.Verify(verifier, signature.Layer, signature.Content, image.Digest);
    }

    private string? NameOf(Signer signer) => signers.Where(named => named.Expectation is Expectation.Identity identity && identity.Subject.Matches(signer.Identity) && identity.Issuer.Matches(signer.Issuer ?? "")).Select(named => named.Name).FirstOrDefault();

    private (Verdict, string?) Notation(FoundSignature signature, Descriptor image)
    {
        Verdict? last = null;
        foreach (var named in signers)
        {
            if (named.Notation(time) is not { } verifier) continue;
            var verdict = verifier.Verify(signature.Content, signature.Layer.MediaType, image, null);
            if (verdict is Verdict.Verified) return (verdict, named.Name);
            if (last is null || IsUnknownCertificate(last)) last = verdict;
        }
        return (last switch
        {
            null => new Verdict.Unknown("no identity with certificates is known that it could be checked with"),
            Verdict.Refused refused when IsUnknownCertificate(refused) => new Verdict.Unknown(refused.Reason),
            _ => last,
        }, null);
    }

    private static bool IsUnknownCertificate(Verdict verdict) => verdict is Verdict.Refused { Reason: var reason } && (reason.Contains("trust store", StringComparison.Ordinal) || reason.Contains("does not trust", StringComparison.Ordinal));
}
