using System.Security.Cryptography;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Tests.Trust.Authority;

/// <summary>Trees in tiles against the definitions of RFC 9162, and proofs against the verifier that reads those of others.</summary>
public sealed class TileTreeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(255, 2)]
    [InlineData(256, 1)]
    [InlineData(257, 255)]
    [InlineData(700, 113)]
    [InlineData(66_000, 4_001)]
    public async Task Grows_to_the_tree_of_the_definition(int size, int step)
    {
        var leaves = Enumerable.Range(0, size).Select(i => TileTree.LeafHash(BitConverter.GetBytes(i))).ToList();
        var (grown, tiles) = (default(TreeGrowth), new Dictionary<(int, long), byte[]>());
        for (var at = 0; at < size; at += step)
        {
            grown = TileTree.Grow(at, grown?.Last ?? new Dictionary<int, byte[]>(), leaves[at..Math.Min(size, at + step)]);
            foreach (var (name, hashes) in grown.Tiles) tiles[name] = hashes;
        }

        grown!.Root.ShouldBe(Root(leaves, 0, size));
        var path = new TilePath(size, (level, number) => ValueTask.FromResult(tiles[(level, number)]));
        (await path.RootAsync()).ShouldBe(grown.Root);
        foreach (var index in (int[])[0, 1, size / 3, size / 2, size - 2, size - 1])
        {
            if (index < 0 || index >= size) continue;
            var proof = await path.InclusionAsync(index);
            MerkleTree.Includes(leaves[index], index, size, proof, grown.Root).ShouldBeTrue($"{index} of {size}");
        }
    }

    [Fact]
    public void Refuses_to_grow_from_tiles_of_another_size() =>
        Should.Throw<InvalidDataException>(() => TileTree.Grow(5, new Dictionary<int, byte[]> { [0] = new byte[4 * 32] }, [new byte[32]]));

    private static byte[] Root(List<byte[]> leaves, int start, int end)
    {
        if (end - start == 1) return leaves[start];
        var left = 1;
        while (left * 2 < end - start) left *= 2;
        return SHA256.HashData((byte[])[1, .. Root(leaves, start, start + left), .. Root(leaves, start + left, end)]);
    }
}
