using System.Security.Cryptography;

namespace Plimsoll.Trust.Authority;

/// <summary>
/// The hash tree of a log in tiles of 256 hashes (C2SP tlog-tiles): level 0 holds the hashes of entries, every level above those of the full tiles below. To grow,
/// only the last tile of each level is needed.
/// </summary>
public static class TileTree
{
    /// <summary>Hashes in a full tile.</summary>
    public const int Width = 256;

    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = 32;

    /// <summary>The hash of an entry.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry) => Logs.MerkleTree.LeafHash(entry);

    /// <summary>Levels that have at least one hash in a tree of a size.</summary>
    public static int Levels(long size)
    {
        var levels = 0;
        for (; size > 0; size /= Width) levels++;
        return levels;
    }

    /// <summary>Hashes that a level has.</summary>
    public static long Count(long size, int level) => level > 7 ? 0 : size >> (8 * level);

    /// <summary>Adds entries.</summary>
    /// <param name="size">Entries so far.</param>
    /// <param name="last">The last tile of each level as far as it is not full; a level without one has no entry.</param>
    /// <param name="leaves">Hashes of the new entries.</param>
    public static TreeGrowth Grow(long size, IReadOnlyDictionary<int, byte[]> last, IReadOnlyList<byte[]> leaves)
    {
        var tiles = new Dictionary<(int Level, long Number), byte[]>();
        var open = new Dictionary<int, byte[]>(last);
        var added = leaves;
        for (var level = 0; added.Count > 0; level++)
        {
            var count = Count(size, level);
            var tile = new List<byte>(open.GetValueOrDefault(level) ?? []);
            if (tile.Count != count % Width * HashLength) throw new InvalidDataException($"the last tile of level {level} has {tile.Count} bytes; {count % Width * HashLength} were expected");
            var full = new List<byte[]>();
            foreach (var hash in added)
            {
                tile.AddRange(hash);
                count++;
                if (count % Width != 0) continue;
                var bytes = tile.ToArray();
                tiles[(level, count / Width - 1)] = bytes;
                full.Add(RootOf(bytes));
                tile.Clear();
            }
            if (tile.Count > 0) tiles[(level, count / Width)] = open[level] = [.. tile];
            else open.Remove(level);
            added = full;
        }
        var grown = size + leaves.Count;
        return new TreeGrowth(grown, Root(grown, open), tiles) { Last = open };
    }

    /// <summary>The hash of a tree by the last tiles of its levels.</summary>
    /// <param name="size">Entries.</param>
    /// <param name="last">The last tile of each level as far as it is not full.</param>
    public static byte[] Root(long size, IReadOnlyDictionary<int, byte[]> last)
    {
        byte[]? right = null;
        for (var level = 0; level < Levels(size); level++)
        {
            var hashes = last.GetValueOrDefault(level) ?? [];
            if (hashes.Length > 0 || right is not null) right = RootOf([.. hashes, .. right ?? []]);
        }
        return right ?? SHA256.HashData([]);
    }

    /// <summary>The hash over hashes that stand beside each other (RFC 9162, 2.1.1).</summary>
    public static byte[] RootOf(ReadOnlySpan<byte> hashes)
    {
        var count = hashes.Length / HashLength;
        if (count == 1) return hashes.ToArray();
        var left = 1;
        while (left * 2 < count) left *= 2;
        return SHA256.HashData((byte[])[1, .. RootOf(hashes[..(left * HashLength)]), .. RootOf(hashes[(left * HashLength)..])]);
    }
}

/// <summary>A tree after entries were added.</summary>
/// <param name="Size">Entries now.</param>
/// <param name="Root">Its hash.</param>
/// <param name="Tiles">The tiles that changed or are new, as they are now.</param>
public sealed record TreeGrowth(long Size, byte[] Root, IReadOnlyDictionary<(int Level, long Number), byte[]> Tiles)
{
    /// <summary>The last tile of each level as far as it is not full: what the next growth needs.</summary>
    public required IReadOnlyDictionary<int, byte[]> Last { get; init; }
}
