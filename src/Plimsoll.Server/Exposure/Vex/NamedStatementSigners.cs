using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Signatures;
using Plimsoll.Trust;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure.Vex;

/// <summary>Judges statements by the roots and named identities of this server: those of <c>advisories.vexSigners</c> may decide. Keys and roots are read anew when they change.</summary>
internal sealed class NamedStatementSigners(TrustMaterial material, ServerOptions options) : IStatementSigners
{
    private const string BundleType = "application/vnd.dev.sigstore.bundle";

    private readonly HashSet<string> _deciding = new(options.Advisories.VexSigners, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<(VexSignature Signature, bool MayDecide)> JudgeAsync(ArrivedStatement arrived, IReadOnlyList<Core.Digest> subjects, CancellationToken cancellationToken)
    {
        if (!arrived.MediaType.StartsWith(BundleType, StringComparison.Ordinal))
        {
            return (arrived.MediaType.Contains("dsse", StringComparison.Ordinal) ? new VexSignature("unknown", Reason: "signatures of envelopes without a bundle are not checked") : VexSignature.Unsigned, false);
        }
        var signers = (await material.ReadAsync(cancellationToken)).Signers;
        Verdict? best = null;
        foreach (var subject in subjects)
        {
            var (verdict, name) = signers.Find(arrived.Content!.Value, Artifact.Of(subject));
            if (verdict is Verdict.Verified verified) return (new VexSignature("verified", name, verified.Signer.Identity), name is not null && _deciding.Contains(name));
            best ??= verdict;
        }
        return (best switch
        {
            Verdict.Refused refused => new VexSignature("refused", Reason: refused.Reason),
            Verdict.Unknown unknown => new VexSignature("unknown", Reason: unknown.Reason),
            _ => new VexSignature("unknown", Reason: "the image has no digest that it could be about"),
        }, false);
    }
}
