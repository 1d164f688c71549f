using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Server.Trust.Log;

/// <summary>An entry of the log for people.</summary>
/// <param name="Index">Its place.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Kind">Its kind; null for one that is not understood.</param>
/// <param name="Signer">Who signed; null for one that is not understood.</param>
/// <param name="Issuer">Who says that it is them; null for a key.</param>
/// <param name="Digest">Digest of what was signed; null for one that is not understood.</param>
internal sealed record LogEntryRow(long Index, DateTimeOffset At, string? Kind, string? Signer, string? Issuer, string? Digest)
{
    public static LogEntryRow Of(LoggedBody entry)
    {
        var summary = EntrySummary.Read(entry.Body);
        return new LogEntryRow(entry.Index, entry.At, summary?.Kind, summary?.Signer.Identity, summary?.Signer.Issuer, summary?.Digest);
    }
}

/// <summary>An entry with its proof.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Body">Its text.</param>
/// <param name="LeafHash">Its hash, in hexadecimal.</param>
/// <param name="State">The signed state that the proof leads to.</param>
/// <param name="Path">Hashes beside the way to the root, in hexadecimal, from the entry up.</param>
internal sealed record LogEntryProof(LogEntryRow Entry, string Body, string LeafHash, LogState State, IReadOnlyList<string> Path);

/// <summary>Reads the log for people: newest entries first, and one entry with its proof.</summary>
internal sealed class LogBrowsing(IMetadataStore metadata)
{
    /// <summary>The newest signed state; null for an empty log.</summary>
    public ValueTask<LogState?> HeadAsync(CancellationToken cancellationToken) => metadata.Transparency.FindSignedAsync(cancellationToken);

    /// <summary>Entries before a place, the newest first.</summary>
    public async Task<IReadOnlyList<LogEntryRow>> ListAsync(long before, int count, CancellationToken cancellationToken)
    {
        var from = Math.Max(0, before - count);
        var entries = await metadata.Transparency.ListEntriesAsync(from, (int)(before - from), cancellationToken);
        return [.. entries.Reverse().Select(LogEntryRow.Of)];
    }

    /// <summary>An entry that a signed state covers; null for any other.</summary>
    public async Task<LogEntryProof?> FindAsync(long index, CancellationToken cancellationToken)
    {
        if (await HeadAsync(cancellationToken) is not { } head || index < 0 || index >= head.Size) return null;
        if (await metadata.Transparency.ListEntriesAsync(index, 1, cancellationToken) is not [var entry]) return null;
        var tiles = new TilePath(head.Size, async (level, number) => await metadata.Transparency.FindTileAsync(level, number, cancellationToken) ?? throw new InvalidDataException($"the log has lost its tile {level}/{number}"));
        var path = await tiles.InclusionAsync(index);
        return new LogEntryProof(LogEntryRow.Of(entry), System.Text.Encoding.UTF8.GetString(entry.Body), Convert.ToHexStringLower(TileTree.LeafHash(entry.Body)), head, [.. path.Select(hash => Convert.ToHexStringLower(hash))]);
    }
}
