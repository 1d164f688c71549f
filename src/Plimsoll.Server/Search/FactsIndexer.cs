using System.Text.Json;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Search;

/// <summary>
/// Has the index follow the facts. Every change of facts left a task; what cannot be ended stays and is taken again, by this server or another. One server at a time does it, in small changes, so
/// that pushes do not wait.
/// </summary>
internal sealed partial class FactsIndexer(IMetadataStore metadata, PackageSets sets, QuietThread thread, TimeProvider time, ILogger<FactsIndexer> logger)
    : Follower("the index of facts", "facts-index", TimeSpan.FromSeconds(1), metadata.Leases, time, logger, thread)
{
    private const int Batch = 50;
    private const int Chunk = 1000;

    /// <summary>Follows what waits; how many tasks were ended.</summary>
    public async Task<int> FollowAsync(CancellationToken stopping)
    {
        var tasks = await metadata.Index.ListTasksAsync(Batch, stopping);
        if (tasks.Count == 0 || !await TryHoldAsync(stopping)) return 0;
        var held = Time.GetTimestamp();
        foreach (var task in tasks)
        {
            if (Time.GetElapsedTime(held) > Lease / 3)
            {
                await TryHoldAsync(stopping);
                held = Time.GetTimestamp();
            }
            if (task.Kind == IndexTask.ImageKind) await FollowImageAsync(task, stopping);
            else await FollowLayerAsync(task, stopping);
            await metadata.Index.EndAsync(task, stopping);
        }
        return tasks.Count;
    }

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping) => await FollowAsync(stopping) > 0;

    private async Task FollowImageAsync(IndexTask task, CancellationToken stopping)
    {
        if (await metadata.Facts.FindLatestImageAsync(task.Digest, ImageInspector.ScannerVersion, stopping) is { } facts && Read(task, facts) is { } document)
        {
            var image = new IndexedImage(task.Digest, facts.ScannerVersion, ChainsOf(document), document.Image.Labels);
            if (await metadata.Index.BeginImageAsync(image, stopping) is { } id)
            {
                await metadata.Exposure.RegisterAsync(id, sets.Of(document), Time.GetUtcNow(), stopping);
                return;
            }
        }
        await metadata.Index.ForgetImageAsync(task.Digest, stopping);
    }

    private async Task FollowLayerAsync(IndexTask task, CancellationToken stopping)
    {
        var keys = await metadata.Facts.FindLatestLayerAsync(task.Digest, ImageInspector.ScannerVersion, stopping) is { } facts ? KeysOf(task, facts) : null;
        if (await metadata.Index.BeginLayerAsync(task.Digest, ImageInspector.ScannerVersion, stopping) is { } id)
        {
            foreach (var chunk in (keys ?? []).Chunk(Chunk)) await metadata.Index.AddKeysAsync(id, chunk, stopping);
            return;
        }
        if (await metadata.Index.FindLayerAsync(task.Digest, stopping) is { } gone)
        {
            foreach (var chunk in (keys ?? []).Chunk(Chunk)) await metadata.Index.RemoveKeysAsync(gone, chunk, stopping);
        }
        await metadata.Index.ForgetLayerAsync(task.Digest, stopping);
    }

    /// <summary>The chain ids of an image; none where a layer has no name that can be relied on.</summary>
    internal static IReadOnlyList<Core.Digest> ChainsOf(InspectionDocument document)
    {
        var diffIds = document.Layers.Select(layer => layer.DiffId).ToList();
        return document.Image.Config is null || diffIds.Contains(null) ? [] : ChainId.Of(diffIds.Select(diffId => diffId!.Value));
    }

    private InspectionDocument? Read(IndexTask task, KeptFacts facts)
    {
        try
        {
            return InspectionDocument.FromJson(facts.Content.Span);
        }
        catch (JsonException e)
        {
            LogUnreadable(e, task.Kind, task.Digest.Value);
            return null;
        }
    }

    private IReadOnlyList<long>? KeysOf(IndexTask task, KeptFacts facts)
    {
        try
        {
            return FileKey.Of(LayerFacts.FromBytes(facts.Content).Files);
        }
        catch (InvalidDataException e)
        {
            // An older scanner wrote them in another form; the next opening of the layer brings them anew.
            LogUnreadable(e, task.Kind, task.Digest.Value);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "the facts of {Kind} {Digest} are in a form of an older scanner and cannot be searched")]
    private partial void LogUnreadable(Exception exception, string kind, string digest);
}
