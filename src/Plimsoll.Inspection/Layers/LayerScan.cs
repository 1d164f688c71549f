using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers;

/// <summary>What opening a layer gave.</summary>
/// <param name="Facts">What the layer says.</param>
/// <param name="StoredDigest">Digest of the stored bytes; null when they were not read to their end or not hashed.</param>
/// <param name="StoredSize">Stored bytes that were read.</param>
/// <param name="IsFinal">True when the facts depend on nothing but the bytes: opening the layer again would give the same.</param>
internal sealed record LayerScan(LayerFacts Facts, Digest? StoredDigest, long StoredSize, bool IsFinal);
