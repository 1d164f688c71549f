using System.Text;

namespace Plimsoll.Core.Manifests;

/// <summary>Chain ids: what layers make when they are stacked, whatever way they are packed (OCI image-spec, config.md, "Layer ChainID").</summary>
public static class ChainId
{
    /// <summary>The chain ids of the lowest layer, of the two lowest, and so on.</summary>
    /// <param name="diffIds">Digests of the unpacked layers, lowest first.</param>
    public static IReadOnlyList<Digest> Of(IEnumerable<Digest> diffIds)
    {
        ArgumentNullException.ThrowIfNull(diffIds);
        var chains = new List<Digest>();
        foreach (var diffId in diffIds) chains.Add(chains.Count == 0 ? diffId : Digest.Of(Encoding.ASCII.GetBytes($"{chains[^1]} {diffId}")));
        return chains;
    }
}
