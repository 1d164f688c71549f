using System.Text.Json;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Looks at the bundles that were pushed: what they say is kept by what they are about, and takes effect where an expected signer names the next one. Of images that were opened it has said what there is to say. Each left a task in its own
/// transaction.
/// </summary>
internal sealed partial class VouchingFollower(IMetadataStore metadata, IBlobStore store, Vouchings vouchings, SignerRotations rotations, IEnumerable<IImageVoucher> vouchers, IHostApplicationLifetime lifetime, QuietThread thread, TimeProvider time, ILogger<VouchingFollower> logger)
    : Follower("vouching for images", "vouching", TimeSpan.FromSeconds(1), metadata.Leases, time, logger, thread)
{
    private const int Batch = 50;
    private const int MaxBundle = 16 << 20;
    private const string BundleType = "application/vnd.dev.sigstore.bundle";

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var queue = await metadata.Vouching.ListQueueAsync(Batch, stopping);
        if (queue.Count == 0 || !await TryHoldAsync(stopping)) return false;
        // In order: what is said later may build on it. What the server says itself shares batches of the log.
        try
        {
            foreach (var task in queue.Where(task => !task.IsImage)) await EndAsync(task, stopping);
            await Task.WhenAll(queue.Where(task => task.IsImage).Select(task => EndAsync(task, stopping)));
            return true;
        }
        catch (IOException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The log takes no more; what is left is done after the next start.
            return false;
        }
    }

    private async Task EndAsync(QueuedArtifact task, CancellationToken stopping)
    {
        try
        {
            await LookAsync(task, stopping);
        }
        catch (Exception e) when (e is RefusedException or ManifestException or InvalidDataException or JsonException)
        {
            LogNone(task.Repository.Value, task.Digest.Value, e.Message);
        }
        await metadata.Vouching.EndAsync(task, stopping);
    }

    private async Task LookAsync(QueuedArtifact artifact, CancellationToken stopping)
    {
        if (artifact.IsImage)
        {
            await VouchAsync(artifact, stopping);
            return;
        }
        if (await metadata.Manifests.FindAsync(artifact.Repository, artifact.Digest, stopping) is not { } record) return;
        var manifest = ManifestReader.Read(record.Content, record.MediaType);
        await using var content = new StoredImageContent(metadata, store, artifact.Repository, artifact.Digest);
        foreach (var layer in manifest.Layers.Where(layer => layer.MediaType.StartsWith(BundleType, StringComparison.Ordinal) && layer.Size <= MaxBundle))
        {
            await using var blob = await content.OpenBlobAsync(layer, stopping);
            if (blob is null) continue;
            var bytes = new byte[layer.Size];
            await blob.ReadExactlyAsync(bytes, stopping);
            var records = await vouchings.ReadAsync(artifact.Repository, artifact.Digest, bytes, stopping);
            await metadata.Vouching.AddAsync(records, stopping);
            foreach (var said in records) await rotations.SeenAsync(said, stopping);
        }
    }

    private async Task VouchAsync(QueuedArtifact image, CancellationToken stopping)
    {
        if (await metadata.Facts.FindLatestImageAsync(image.Digest, ImageInspector.ScannerVersion, stopping) is not { } facts) return;
        var document = InspectionDocument.FromJson(facts.Content.Span);
        foreach (var voucher in vouchers) await voucher.VouchAsync(image.Repository, image.Digest, document, stopping);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Repository}@{Digest} holds no statement that could be read: {Reason}")]
    private partial void LogNone(string repository, string digest, string reason);
}
