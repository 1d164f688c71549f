using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Trust.Images;

/// <summary>A signature as it lies in a registry.</summary>
/// <param name="Family">One of <see cref="SignatureFamily"/>.</param>
/// <param name="Artifact">The manifest that holds it.</param>
/// <param name="Layer">The layer that is the signature, with its annotations.</param>
/// <param name="Content">The bytes of the layer.</param>
internal sealed record FoundSignature(string Family, Digest Artifact, Descriptor Layer, byte[] Content);
