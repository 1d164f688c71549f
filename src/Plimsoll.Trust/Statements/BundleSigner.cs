using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Trust.Statements;

/// <summary>
/// Finds out who signed a bundle, where nobody in particular is expected: somebody whom an authority of a trusted root certified, or the holder of one of some keys. The answer names them, and whoever asks decides
/// what that is worth; a bundle of anybody else is not verified.
/// </summary>
/// <param name="roots">Whom to believe.</param>
/// <param name="keys">Keys that count.</param>
public sealed class BundleSigner(IReadOnlyList<TrustedRoot> roots, IReadOnlyList<PublicKey> keys)
{
    private static readonly Expectation Certified = new Expectation.Identity(IdentityPattern.Matching(".+"), IdentityPattern.Matching(".+"));

    /// <summary>Who signed a statement about an artifact, or a signature over it.</summary>
    public Verdict Find(ReadOnlyMemory<byte> bundle, Artifact artifact)
    {
        Bundle read;
        try
        {
            read = BundleReader.Read(bundle);
        }
        catch (RefusedException e)
        {
            return new Verdict.Refused(e.Message);
        }
        var candidates = read.Certificates.Count > 0
            ? roots.Select(root => new SigstoreVerifier(root, Certified))
            : keys.SelectMany(key => roots.DefaultIfEmpty(TrustedRoot.PublicGood).Take(1).Select(root => new SigstoreVerifier(root, new Expectation.Key(key))));
        Verdict? last = null;
        foreach (var candidate in candidates)
        {
            last = candidate.Verify(bundle, artifact);
            if (last is Verdict.Verified) return last;
        }
        return last switch
        {
            // A certificate of an authority that is not known here says nothing, for or against.
            Verdict.Refused refused when read.Certificates.Count > 0 && refused.Reason.Contains("authority", StringComparison.Ordinal) => new Verdict.Unknown(refused.Reason),
            null => new Verdict.Unknown(read.Certificates.Count > 0 ? "no trusted root is known" : "it is signed with a key that is not known here"),
            Verdict.Refused when read.Certificates.Count == 0 => new Verdict.Unknown("it is signed with a key that is not known here"),
            var verdict => verdict,
        };
    }
}
