using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>Descriptors of the blobs that every repository has.</summary>
internal static class Virtual
{
    public static Descriptor EmptyConfig { get; } = new() { MediaType = MediaTypes.OciEmpty, Digest = Digest.EmptyJson, Size = 2 };
}
