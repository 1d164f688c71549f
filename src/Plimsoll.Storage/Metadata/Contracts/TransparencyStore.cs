namespace Plimsoll.Storage.Metadata;

/// <summary>
/// The transparency log as rows: entries, the hashes over them in tiles, and the states that the log has had. It only grows. A state is on the disk, and the only one of
/// its size, before anybody signs it.
/// </summary>
public interface ITransparencyStore
{
    /// <summary>Appends entries. One process at a time: others wait.</summary>
    /// <param name="bodies">The entries, in order.</param>
    /// <param name="grow">Makes the new state of the tree from the one so far; it may be called again.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Place of the first of the entries.</returns>
    Task<long> AppendAsync(IReadOnlyList<byte[]> bodies, Func<TreeTail, TreeState> grow, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Keeps the signed note of a state. The first one stays.</summary>
    /// <returns>The note that is kept.</returns>
    Task<string> KeepNoteAsync(long size, string note, CancellationToken cancellationToken);

    /// <summary>The newest state; null for a log without entries.</summary>
    ValueTask<LogState?> FindHeadAsync(CancellationToken cancellationToken);

    /// <summary>The newest state that has a signed note.</summary>
    ValueTask<LogState?> FindSignedAsync(CancellationToken cancellationToken);

    /// <summary>The hashes of a tile; null when there is none.</summary>
    ValueTask<byte[]?> FindTileAsync(int level, long number, CancellationToken cancellationToken);

    /// <summary>Entries from a place on.</summary>
    ValueTask<IReadOnlyList<LoggedBody>> ListEntriesAsync(long from, int limit, CancellationToken cancellationToken);
}

/// <summary>What a tree needs to grow.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Tiles">The last tile of each level as far as it is not full.</param>
public sealed record TreeTail(long Size, IReadOnlyDictionary<int, byte[]> Tiles);

/// <summary>A tree that grew.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">Its hash.</param>
/// <param name="Tiles">Tiles that changed or are new.</param>
public sealed record TreeState(long Size, byte[] Root, IReadOnlyDictionary<(int Level, long Number), byte[]> Tiles);

/// <summary>A state of the log.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">Hash of the tree.</param>
/// <param name="Note">The signed note; null when none is kept yet.</param>
/// <param name="At">When it came to be.</param>
public sealed record LogState(long Size, byte[] Root, string? Note, DateTimeOffset At);

/// <summary>An entry of the log.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="At">When it was taken.</param>
public sealed record LoggedBody(long Index, byte[] Body, DateTimeOffset At);
