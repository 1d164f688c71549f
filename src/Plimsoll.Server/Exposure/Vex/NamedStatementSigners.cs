using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Signatures;
using Plimsoll.Trust;
using Plimsoll.Trust.Images;
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
        var (signers, _) = await material.ReadAsync(cancellationToken);
        SignerReport? best = null;
        foreach (var subject in subjects)
        {
            var report = signers.Find(arrived.Content!.Value, arrived.Manifest, subject);
            if (report.Report.Verdict is Verdict.Verified) return (new VexSignature("verified", report.Name, ((Verdict.Verified)report.Report.Verdict).Signer.Identity), report.Name is { } name && _deciding.Contains(name));
            best ??= report;
        }
        return (best?.Report.Verdict switch
        {
            Verdict.Refused refused => new VexSignature("refused", Reason: refused.Reason),
            Verdict.Unknown unknown => new VexSignature("unknown", Reason: unknown.Reason),
            _ => new VexSignature("unknown", Reason: "the image has no digest that it could be about"),
        }, false);
    }
}
