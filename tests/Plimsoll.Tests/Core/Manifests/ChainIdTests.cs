using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Core.Manifests;

public sealed class ChainIdTests
{
    [Fact]
    public void Is_the_digest_of_the_chain_below_a_space_and_the_layer()
    {
        Digest[] diffIds = [Digest.Of("1"u8), Digest.Of("2"u8), Digest.Of("3"u8)];

        var chains = ChainId.Of(diffIds);

        chains.Count.ShouldBe(3);
        chains[0].ShouldBe(diffIds[0]);
        // image-spec, config.md: ChainID(L0|…|Ln) = Digest(ChainID(L0|…|Ln-1) + " " + DiffID(Ln)), by sha256sum.
        for (var i = 1; i < 3; i++)
            Encoding.ASCII.GetString(Tool.Run("sha256sum", [], Encoding.ASCII.GetBytes($"{chains[i - 1]} {diffIds[i]}")))[..64].ShouldBe(chains[i].Hex);
    }
}
