using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Plimsoll.Trust.Logs;

/// <summary>Whether an entry is in a log: by its promise, by its proof, by both where both are there.</summary>
internal static partial class LogVerification
{
    /// <summary>Checks an entry.</summary>
    /// <returns>The time at which the log says that it took the entry; null when it does not say so in a way that can be checked.</returns>
    /// <exception cref="RefusedException">The entry is not proven.</exception>
    public static DateTimeOffset? Verify(LogEntry entry, TransparencyLog log)
    {
        if (entry.Promise is null && entry.Proof is null) throw new RefusedException("the log entry has neither a promise nor a proof of inclusion");
        if (entry.Proof is { } proof) VerifyProof(entry, proof, log);
        return entry.Promise is { } promise ? VerifyPromise(entry, promise, log) : null;
    }

    /// <summary>A signature over canonical JSON (RFC 8785); the fields are numbers, base64 and hexadecimal, so that it can be written down.</summary>
    private static DateTimeOffset VerifyPromise(LogEntry entry, byte[] promise, TransparencyLog log)
    {
        var signed = string.Create(CultureInfo.InvariantCulture,
            $"{{\"body\":\"{Convert.ToBase64String(entry.Body.Span)}\",\"integratedTime\":{entry.IntegratedTime},\"logID\":\"{Convert.ToHexStringLower(entry.LogId.Span)}\",\"logIndex\":{entry.Index}}}");
        if (log.Key is not { } key || !key.Verifies(Encoding.ASCII.GetBytes(signed), promise, key.Scheme())) throw new RefusedException("the promise of inclusion (SET) is not signed by the log");
        if (entry.IntegratedTime is 0 or > 253_402_300_799) throw new RefusedException("the log entry has no time");
        var time = DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime);
        return log.ValidFor.Contains(time) ? time : throw new RefusedException("the log took the entry at a time when its key was not valid");
    }

    private static void VerifyProof(LogEntry entry, InclusionProof proof, TransparencyLog log)
    {
        var checkpoint = Checkpoint.Parse(proof.Checkpoint);
        // Rekor v1 adds the number of the tree to its name and signs with the name alone; in Rekor v2 both are the host.
        var isFirst = TreeNumber().IsMatch(checkpoint.Origin);
        if (!isFirst && (log.Host is null || checkpoint.Origin != log.Host)) throw new RefusedException($"the checkpoint is of the log '{Json.JsonObject.Shown(checkpoint.Origin)}', not of {log.Host}");
        if (!checkpoint.Note.IsSignedBy(log, isFirst ? checkpoint.Origin[..checkpoint.Origin.LastIndexOf(" - ", StringComparison.Ordinal)] : checkpoint.Origin)) throw new RefusedException("the checkpoint is not signed by the log");
        if (checkpoint.Size != proof.TreeSize || !checkpoint.Root.Span.SequenceEqual(proof.Root.Span)) throw new RefusedException("the checkpoint is of another state of the log than the proof of inclusion");
        if (!isFirst && entry.Index != proof.Index) throw new RefusedException("the log entry has two places");
        if (!MerkleTree.Includes(MerkleTree.LeafHash(entry.Body.Span), proof.Index, proof.TreeSize, proof.Hashes, proof.Root.Span)) throw new RefusedException("the proof of inclusion in the log is wrong");
    }

    [GeneratedRegex("^.+ - [0-9]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TreeNumber();
}
