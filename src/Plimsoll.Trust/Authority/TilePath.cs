using System.Security.Cryptography;

namespace Plimsoll.Trust.Authority;

/// <summary>Proofs out of tiles.</summary>
/// <param name="size">Entries of the tree.</param>
/// <param name="read">The tile of a level with a number; it may be longer than the tree of this size needs.</param>
public sealed class TilePath(long size, Func<int, long, ValueTask<byte[]>> read)
{
    private readonly Dictionary<(int, long), byte[]> _tiles = [];

    /// <summary>The hashes beside the way of an entry to the root (RFC 9162, 2.1.3.1).</summary>
    public async ValueTask<List<byte[]>> InclusionAsync(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                path.Add(await HashAsync(middle, end));
                end = middle;
            }
            else
            {
                path.Add(await HashAsync(start, middle));
                start = middle;
            }
        }
        path.Reverse();
        return path;
    }

    /// <summary>The hash of the whole tree.</summary>
    public async ValueTask<byte[]> RootAsync() => size == 0 ? SHA256.HashData([]) : await HashAsync(0, size);

    private async ValueTask<byte[]> HashAsync(long start, long end)
    {
        var count = end - start;
        if (!long.IsPow2(count))
        {
            var middle = start + Split(count);
            return SHA256.HashData((byte[])[1, .. await HashAsync(start, middle), .. await HashAsync(middle, end)]);
        }
        // A whole subtree: some hashes beside each other in one tile.
        var height = (int)long.Log2(count);
        var (level, within) = (height / 8, 1 << (height % 8));
        var first = start >> (8 * level);
        var tile = await TileAsync(level, first / TileTree.Width);
        var place = (int)(first % TileTree.Width) * TileTree.HashLength;
        if (tile.Length < place + within * TileTree.HashLength) throw new InvalidDataException($"tile {level}/{first / TileTree.Width} has too few hashes");
        return TileTree.RootOf(tile.AsSpan(place, within * TileTree.HashLength));
    }

    private async ValueTask<byte[]> TileAsync(int level, long number)
    {
        if (!_tiles.TryGetValue((level, number), out var tile)) _tiles[(level, number)] = tile = await read(level, number);
        return tile;
    }

    /// <summary>The largest power of two below a count.</summary>
    private static long Split(long count) => 1L << (63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(count - 1)));
}
