using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Opens layers that are in memory.</summary>
internal static class Scan
{
    public const string Tar = "application/vnd.oci.image.layer.v1.tar";

    public static LayerScan Of(byte[] layer, string mediaType = Tar, LayerLimits? limits = null) =>
        Of(new MemoryStream(layer), Digest.Of(layer), layer.Length, mediaType, limits);

    public static LayerScan Of(Stream layer, Digest digest, long size, string mediaType = Tar, LayerLimits? limits = null, Deadline? deadline = null)
    {
        using var scanner = new LayerScanner(limits ?? LayerLimits.Default, KnownCataloguers.All, KnownScanners.All);
        return scanner.Scan(layer, new Descriptor { MediaType = mediaType, Digest = digest, Size = size }, verify: true, deadline ?? NoDeadline, CancellationToken.None);
    }

    public static LayerFacts Facts(TarBytes tar) => Of(tar.End()).Facts;

    public static Deadline NoDeadline => new(TimeProvider.System, TimeSpan.FromHours(1));
}
