using Plimsoll.Inspection;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Sbom;

/// <summary>The files of an image that is opened: stacked again from the kept facts of its layers, which reads no layer.</summary>
internal sealed class SbomFiles(IMetadataStore metadata, IBlobStore store, ImageInspector inspector)
{
    public async Task<IReadOnlyList<ImageFile>> ListAsync(StoredImage image, CancellationToken cancellationToken)
    {
        IReadOnlyList<ImageFile> files = [];
        await using var content = new StoredImageContent(metadata, store, image.Repository, image.Digest);
        await inspector.InspectAsync(content, new InspectOptions { Files = found => files = found }, new StoredLayerFacts(metadata.Facts), cancellationToken);
        return files;
    }
}
