using System.Collections.Concurrent;

namespace Plimsoll.Storage.Transfer;

/// <summary>How far a copy is.</summary>
/// <param name="Step">What is being done, for people.</param>
/// <param name="Blobs">Blobs that were looked at.</param>
/// <param name="Bytes">Bytes that were copied.</param>
public sealed record TransferProgress(string Step, long Blobs, long Bytes);

/// <summary>A blob that the source does not have as it was pushed.</summary>
/// <param name="Digest">Which.</param>
/// <param name="Key">Where its bytes should be.</param>
/// <param name="Problem"><c>missing</c> or <c>damaged</c>.</param>
/// <param name="IsKept">True when the target has it whole nevertheless, from before.</param>
public sealed record TransferProblem(string Digest, string Key, string Problem, bool IsKept = false);

/// <summary>What copying came to.</summary>
/// <param name="Copied">Blobs that were copied.</param>
/// <param name="Linked">Blobs that got a second name.</param>
/// <param name="Present">Blobs that the target had already.</param>
/// <param name="Bytes">Bytes of all of them.</param>
/// <param name="Problems">Blobs that the source does not have as they were pushed.</param>
public sealed record TransferReport(long Copied, long Linked, long Present, long Bytes, IReadOnlyList<TransferProblem> Problems)
{
    /// <summary>Blobs that the target has.</summary>
    public long Blobs => Copied + Linked + Present;
}

/// <summary>Counts while several blobs are copied at once.</summary>
internal sealed class TransferCount(IProgress<TransferProgress>? progress)
{
    private readonly ConcurrentBag<TransferProblem> _problems = [];
    private readonly long[] _outcomes = new long[Enum.GetValues<CopyOutcome>().Length];
    private long _bytes;
    private long _moved;

    public TransferReport Report => new(_outcomes[(int)CopyOutcome.Copied], _outcomes[(int)CopyOutcome.Linked], _outcomes[(int)CopyOutcome.Present], _bytes, [.. _problems.OrderBy(p => p.Digest, StringComparer.Ordinal)]);

    /// <param name="outcome">What became of the blob.</param>
    /// <param name="blob">Which.</param>
    /// <param name="problem">What is wrong with it at the source, also where the target has it; null when nothing is.</param>
    public void Add(CopyOutcome outcome, ExportedBlob blob, CopyOutcome? problem)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        var isThere = outcome is not (CopyOutcome.Missing or CopyOutcome.Damaged);
        if (problem is { } kind) _problems.Add(new TransferProblem(blob.Digest.Value, blob.Key.Value, kind.ToString().ToLowerInvariant(), isThere));
        if (isThere) Interlocked.Add(ref _bytes, blob.Size);
        if (outcome == CopyOutcome.Copied) Interlocked.Add(ref _moved, blob.Size);
        progress?.Report(new TransferProgress("blobs", _outcomes.Sum(), Volatile.Read(ref _moved)));
    }
}
