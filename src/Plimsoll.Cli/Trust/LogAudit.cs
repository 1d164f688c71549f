using Plimsoll.Trust;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Cli.Trust;

/// <summary>
/// Goes through a log from its first entry: every entry is hashed, every tile compared, the root held against the signed checkpoint, and against the one that was seen the time before. What was once
/// in the log must be there for ever, at its place.
/// </summary>
internal sealed class LogAudit(LogReader log, IReadOnlyList<PublicKey> keys, SeenCheckpoint? seen)
{
    private IReadOnlyDictionary<int, byte[]> _last = new Dictionary<int, byte[]>();

    /// <summary>Entries that were hashed so far.</summary>
    public long Size { get; private set; }

    /// <summary>The checkpoint that was proven last.</summary>
    public SeenCheckpoint? Proven { get; private set; } = seen;

    /// <summary>
    /// Begins where the log was proven the time before, not at its first entry: the last tiles of that size must give the root that was proven then, and everything later is held against them.
    /// </summary>
    /// <exception cref="RefusedException">They do not: the log was rewritten.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (Proven is not { Size: > 0 } before) return;
        var size = CheckpointSigner.Read(await log.CheckpointAsync(cancellationToken), keys).Size;
        if (size < before.Size) throw new RefusedException($"the log has {size} entries; it had {before.Size} before");
        var last = new Dictionary<int, byte[]>();
        for (var level = 0; level < TileTree.Levels(before.Size); level++)
        {
            var (number, width) = Math.DivRem(TileTree.Count(before.Size, level), TileTree.Width);
            if (width == 0) continue;
            var tile = await log.TileAsync(level, number, size, cancellationToken);
            if (tile.Length < width * TileTree.HashLength) throw new RefusedException($"tile {level}/{number} has less than it had before");
            last[level] = tile[..(int)(width * TileTree.HashLength)];
        }
        if (!TileTree.Root(before.Size, last).AsSpan().SequenceEqual(before.Root)) throw new RefusedException(Rewritten(before.Size));
        (_last, Size) = (last, before.Size);
    }

    /// <summary>Reads on to the newest checkpoint.</summary>
    /// <param name="entry">Told of each entry that the log did not have when it was seen before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">The log contradicts itself, or what it said before.</exception>
    public async Task RunAsync(Action<long, byte[]> entry, CancellationToken cancellationToken)
    {
        var note = await log.CheckpointAsync(cancellationToken);
        var (origin, size, root) = CheckpointSigner.Read(note, keys);
        if (Proven is { } before)
        {
            if (before.Origin != origin) throw new RefusedException($"the log calls itself {origin}; it was {before.Origin} before");
            if (size < before.Size) throw new RefusedException($"the log has {size} entries; it had {before.Size} before");
        }
        while (Size < size) await ReadAsync(size, entry, cancellationToken);
        if (!TileTree.Root(Size, _last).AsSpan().SequenceEqual(root)) throw new RefusedException($"the entries do not give the root of the checkpoint of {size} entries");
        Proven = new SeenCheckpoint(origin, size, root, note);
    }

    /// <summary>Reads to the end of a bundle, but stops where the log stood the time before, to compare.</summary>
    private async Task ReadAsync(long size, Action<long, byte[]> entry, CancellationToken cancellationToken)
    {
        var number = Size / TileTree.Width;
        var entries = (await log.EntriesAsync(number, size, cancellationToken))[(int)(Size % TileTree.Width)..];
        var known = Proven?.Size ?? 0;
        if (Size < known && Size + entries.Count > known) entries = entries[..(int)(known - Size)];
        var grown = TileTree.Grow(Size, _last, entries.ConvertAll(body => TileTree.LeafHash(body)));
        foreach (var ((level, tile), hashes) in grown.Tiles)
        {
            var shown = await log.TileAsync(level, tile, size, cancellationToken);
            if (shown.Length < hashes.Length || !shown.AsSpan(0, hashes.Length).SequenceEqual(hashes)) throw new RefusedException($"tile {level}/{tile} has other hashes than the entries below it");
        }
        for (var i = 0; i < entries.Count; i++)
        {
            if (Size + i >= known) entry(Size + i, entries[i]);
        }
        _last = grown.Last;
        Size = grown.Size;
        if (Size == known && Proven is { } before && !grown.Root.AsSpan().SequenceEqual(before.Root))
            throw new RefusedException(Rewritten(known));
    }

    private static string Rewritten(long size) => $"the first {size} entries are others than the ones that were there before: the log was rewritten";
}

/// <summary>A checkpoint that was proven.</summary>
internal sealed record SeenCheckpoint(string Origin, long Size, byte[] Root, string Note);
