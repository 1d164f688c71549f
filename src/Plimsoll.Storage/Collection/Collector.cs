using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Collection;

/// <summary>
/// Garbage collection while the registry serves. Any server may run it; a lease sees to it that one does. It may die at any call: what it leaves behind is found by the
/// next run from the database alone.
/// </summary>
/// <param name="metadata">The database.</param>
/// <param name="store">The objects.</param>
/// <param name="settings">What to go by.</param>
/// <param name="time">The clock for the length of things; the time of day is that of the database.</param>
public sealed class Collector(IMetadataStore metadata, IBlobStore store, CollectionSettings settings, TimeProvider time)
{
    /// <summary>The name of the lease.</summary>
    public const string LeaseName = "collection";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>What the collector goes by.</summary>
    public CollectionSettings Settings { get; } = settings;

    /// <summary>Collects all that is due.</summary>
    /// <param name="dryRun">Does the same and takes every transaction back. What only falls due by the run itself may be missing from the report.</param>
    /// <param name="confirmed">Deletes however much it is, and takes the clock as it is.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    public Task<CollectionReport> RunAsync(bool dryRun, bool confirmed, CancellationToken cancellationToken) => RunAsync(dryRun, confirmed, null, cancellationToken);

    /// <summary>The same, and tells now and then how far it is.</summary>
    public async Task<CollectionReport> RunAsync(bool dryRun, bool confirmed, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var holder = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var heartbeat = new Heartbeat(metadata.Leases, LeaseName, holder, Settings.Lease, time);
        // A dry run holds up nobody and is held up by nobody.
        if (!dryRun && !await heartbeat.BeginAsync(cancellationToken)) return Busy();
        try
        {
            var report = await new CollectionRun(metadata, store, Settings, time, heartbeat, progress, dryRun, confirmed).RunAsync(cancellationToken);
            if (!dryRun) await metadata.Collection.RecordRunAsync(report.StartedAt, JsonSerializer.Serialize(report, Json), cancellationToken);
            return report;
        }
        finally
        {
            if (!dryRun) await metadata.Leases.ReleaseAsync(LeaseName, holder, CancellationToken.None);
        }
    }

    /// <summary>Reports of the latest runs of all servers, newest first; at most a hundred are kept.</summary>
    public async Task<IReadOnlyList<CollectionReport>> ListRunsAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await metadata.Collection.ListRunsAsync(limit, cancellationToken)).Select(text => JsonSerializer.Deserialize<CollectionReport>(text, Json)!)];

    private CollectionReport Busy()
    {
        var now = time.GetUtcNow();
        return new CollectionReport { StartedAt = now, EndedAt = now, Outcome = CollectionOutcome.Busy, Reason = "another run is under way" };
    }
}
