using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;

namespace Plimsoll.Server.Vouching;

/// <summary>Looks at the bundles that were pushed: what they say is kept by what they are about, and who signs in a repository is watched. Every push left a task in its own transaction.</summary>
internal sealed partial class PushedStatements(IMetadataStore metadata, IBlobStore store, Vouchings vouchings, SignerWatch signers, TimeProvider time, ILogger<PushedStatements> logger)
    : Follower("looking at pushed statements", "pushed-statements", TimeSpan.FromSeconds(1), metadata.Leases, time, logger)
{
    private const int Batch = 50;
    private const int MaxBundle = 16 << 20;
    private const string BundleType = "application/vnd.dev.sigstore.bundle";

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var queue = await metadata.Vouching.ListQueueAsync(Batch, stopping);
        if (queue.Count == 0 || !await TryHoldAsync(stopping)) return false;
        foreach (var artifact in queue)
        {
            try
            {
                await LookAsync(artifact, stopping);
            }
            catch (Exception e) when (e is RefusedException or ManifestException or InvalidDataException)
            {
                LogNone(artifact.Repository.Value, artifact.Digest.Value, e.Message);
            }
            await metadata.Vouching.EndAsync(artifact, stopping);
        }
        return true;
    }

    private async Task LookAsync(QueuedArtifact artifact, CancellationToken stopping)
    {
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
            foreach (var said in records) await signers.SeenAsync(said, manifest.Subject?.Digest, stopping);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Repository}@{Digest} holds no statement that could be read: {Reason}")]
    private partial void LogNone(string repository, string digest, string reason);
}
