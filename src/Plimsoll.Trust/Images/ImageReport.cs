using Plimsoll.Core.Manifests;

namespace Plimsoll.Trust.Images;

/// <summary>What all signatures of an image say together: one that verifies is enough.</summary>
/// <param name="Image">The image.</param>
/// <param name="Signatures">What became of each that was found.</param>
/// <param name="Unreadable">What could not be looked at, and why; empty when everything was.</param>
public sealed record ImageReport(Descriptor Image, IReadOnlyList<SignatureReport> Signatures, IReadOnlyList<string> Unreadable)
{
    /// <summary>The answer: a signer; unknown when what could have answered could not be read; else refused.</summary>
    public Verdict Verdict
    {
        get
        {
            if (Signatures.Select(signature => signature.Verdict).OfType<Verdict.Verified>().FirstOrDefault() is { } verified) return verified;
            if (Unreadable.Count > 0) return new Verdict.Unknown(Unreadable[0], VerdictCause.Unreadable);
            if (Signatures.Select(signature => signature.Verdict).OfType<Verdict.Unknown>().FirstOrDefault() is { } unknown) return unknown;
            return Signatures.Select(signature => signature.Verdict).FirstOrDefault() ?? new Verdict.Refused($"no signature of {Image.Digest} was found", VerdictCause.Unsigned);
        }
    }
}
