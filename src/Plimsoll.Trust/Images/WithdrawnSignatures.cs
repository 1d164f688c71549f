using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Trust.Sigstore;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Trust.Images;

/// <summary>
/// Withdrawals among the statements about an image. One counts that the expected signer made, or the registry whose authority the trusted root names. What was signed up to the time that it names does not count any more, by
/// the time that the signature proves; a signature that proves no time does not count either.
/// </summary>
internal static class WithdrawnSignatures
{
    /// <summary>The reports with what is withdrawn refused. A withdrawal itself signs nothing.</summary>
    public static IReadOnlyList<SignatureReport> Apply(IReadOnlyList<FoundSignature> found, IReadOnlyList<SignatureReport> reports, Digest image, SigstoreVerifier? verifier)
    {
        if (verifier is null) return reports;
        var withdrawals = new List<(DateTimeOffset Before, string Reason)>();
        var result = reports.ToList();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Family != SignatureFamily.Sigstore || TryRead(found[i].Content) is not { PredicateType: PredicateTypes.Withdrawal } statement) continue;
            var verified = reports[i].Verdict as Verdict.Verified ?? verifier.OfRegistry.Verify(found[i].Content, Artifact.Of(image)) as Verdict.Verified;
            result[i] = result[i] with { Verdict = new Verdict.Refused($"it is a withdrawal{(verified is null ? " of somebody who is not expected" : $" by {verified.Signer}")}: {statement.Text("reason")}") };
            if (verified is null) continue;
            var before = DateTimeOffset.TryParse(statement.Text("before"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var named) ? named : verified.SignedAt ?? DateTimeOffset.MaxValue;
            withdrawals.Add((before, $"withdrawn by {verified.Signer}: {statement.Text("reason")}"));
        }
        foreach (var (before, reason) in withdrawals)
        {
            for (var i = 0; i < result.Count; i++)
            {
                if (result[i].Verdict is Verdict.Verified verdict && (verdict.SignedAt is not { } at || at <= before)) result[i] = result[i] with { Verdict = new Verdict.Refused(reason) };
            }
        }
        return result;
    }

    private static BundleStatement? TryRead(byte[] bundle)
    {
        try
        {
            return BundleStatement.TryRead(bundle);
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
