using System.Globalization;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Trust.Images;

/// <summary>
/// Withdrawals among the statements about an image. A signer may withdraw what they signed themselves, and a registry, which signs under a name of its own host, whatever was signed. What was signed up to the time that it names does
/// not count any more, by the time that the signature proves; a signature that proves no time does not count either.
/// </summary>
internal static class WithdrawnSignatures
{
    /// <summary>The answers with what is withdrawn refused. A withdrawal itself signs nothing.</summary>
    /// <param name="found">The signatures.</param>
    /// <param name="verdicts">What became of each.</param>
    /// <param name="asRegistry">Checks a withdrawal that did not verify as one of a registry; null where all that can be known of it is known.</param>
    /// <param name="cutOff">Why not everything was looked at, so that a withdrawal may be among the rest; null when it was.</param>
    public static IReadOnlyList<Verdict> Apply(IReadOnlyList<FoundSignature> found, IReadOnlyList<Verdict> verdicts, Func<FoundSignature, Verdict>? asRegistry, string? cutOff)
    {
        var withdrawals = new List<(Signer By, DateTimeOffset Before, string Reason)>();
        var result = verdicts.ToList();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Statement is not { PredicateType: PredicateTypes.Withdrawal } statement) continue;
            var verified = verdicts[i] as Verdict.Verified ?? (asRegistry?.Invoke(found[i]) is Verdict.Verified other && IsRegistry(other.Signer) ? other : null);
            result[i] = new Verdict.Refused($"it is a withdrawal{(verified is null ? " of somebody who is not expected" : $" by {verified.Signer}")}: {statement.Text("reason")}", VerdictCause.Withdrawn);
            if (verified is null) continue;
            // One that names no time means all that was signed before itself.
            var before = DateTimeOffset.TryParse(statement.Text("before"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var named) ? named : verified.SignedAt ?? DateTimeOffset.MaxValue;
            withdrawals.Add((verified.Signer, before, $"withdrawn by {verified.Signer}: {statement.Text("reason")}"));
        }
        foreach (var (by, before, reason) in withdrawals)
        {
            for (var i = 0; i < result.Count; i++)
            {
                if (result[i] is Verdict.Verified verdict && (verdict.Signer == by || IsRegistry(by)) && (verdict.SignedAt is not { } at || at <= before)) result[i] = new Verdict.Refused($"signed by {verdict.Signer}, {reason}", VerdictCause.Withdrawn);
            }
        }
        return cutOff is null ? result : [.. result.Select(verdict => verdict is Verdict.Verified ? new Verdict.Unknown($"whether it was withdrawn is not known: {cutOff}", VerdictCause.Unreadable) : verdict)];
    }

    /// <summary>A registry names itself, under its own host: who else its authority certifies does not speak for it.</summary>
    private static bool IsRegistry(Signer signer) => signer.Issuer is { } issuer && signer.Identity == issuer + "/id/server/registry";
}
