using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Proof;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;
using Plimsoll.Trust.Vendors;

namespace Plimsoll.Tests.Inspection.Proof;

/// <summary>Proves the content of images that are made of layers on the spot.</summary>
internal static class ProofOf
{
    public static async Task<ContentReport> LayersAsync(IEnumerable<(string Name, byte[] Content)> keys, string? mirror, params byte[][] layers)
    {
        using var directory = new TemporaryDirectory();
        new LayoutBuilder(directory.Path).Image("1", layers).Write();
        await using var content = LocalImages.Open(ImageReference.Parse($"oci:{directory.Path}:1"))!;
        var image = await new ImageInspector(TimeProvider.System).OpenAsync(content, InspectOptions.Default, null, CancellationToken.None);
        var verifier = new ContentVerifier(VendorKeyRing.Read(keys, TimeProvider.System), TimeProvider.System) { ListVerified = true, Mirrors = mirror is null ? [] : [new DirectoryMirror(mirror)] };
        return await verifier.VerifyAsync(image, content, null, CancellationToken.None);
    }
}
