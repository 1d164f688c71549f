using System.Security.Cryptography;

namespace Plimsoll.Trust.Logs;

/// <summary>The hash tree of transparency logs (RFC 9162, 2.1).</summary>
internal static class MerkleTree
{
    private const int MaxPath = 64;

    /// <summary>The hash of an entry.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry) => SHA256.HashData((byte[])[0, .. entry]);

    /// <summary>Whether an entry is at its place in the tree with this root (RFC 9162, 2.1.3.2).</summary>
    /// <param name="leafHash">Hash of the entry.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="size">Number of entries in the tree.</param>
    /// <param name="path">The hashes beside the way up.</param>
    /// <param name="root">Hash of the tree.</param>
    public static bool Includes(ReadOnlySpan<byte> leafHash, long index, long size, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || path.Count > MaxPath) return false;
        var hash = leafHash.ToArray();
        var (node, last) = (index, size - 1);
        foreach (var sibling in path)
        {
            if (last == 0 || sibling.Length != 32) return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Node(sibling, hash);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else hash = Node(hash, sibling);
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData((byte[])[1, .. left, .. right]);
}
