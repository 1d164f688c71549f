using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Collection;

/// <summary><c>/api/v1/collection</c>: garbage collection, for administrators.</summary>
internal static class CollectionEndpoints
{
    private const int ShownRuns = 10;

    /// <summary>Shorter than clients and proxies wait for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public static void MapCollection(this IEndpointRouteBuilder api)
    {
        var collection = api.MapGroup("/collection").WithTags("Collection");
        collection.MapGet("", GetAsync).WithSummary("What garbage collection goes by, how much is stored, and what the latest runs came to").Refuses();
        collection.MapPost("/runs", RunAsync).WithSummary("Collect garbage now").Produces<CollectionRunEntry>().Produces(StatusCodes.Status202Accepted).Refuses();
    }

    private static async Task<Ok<CollectionEntry>> GetAsync(HttpContext http, Collector collector, IMetadataStore metadata, ServerOptions options)
    {
        http.Require(Permission.Administer);
        var settings = collector.Settings;
        var totals = await metadata.Collection.MeasureAsync(http.RequestAborted);
        var runs = await collector.ListRunsAsync(ShownRuns, http.RequestAborted);
        return TypedResults.Ok(new CollectionEntry(
            options.Collection.Enabled, (long)settings.Grace.TotalSeconds, settings.KeepUntagged ? "keep" : "collect", totals, [.. runs.Select(CollectionRunEntry.Of)]));
    }

    private static async Task<IResult> RunAsync(
        HttpContext http,
        Collector collector,
        CollectionJob job,
        AuditTrail audit,
        IHostApplicationLifetime lifetime,
        [Description("Only says what would be deleted")] bool? dryRun,
        [Description("Deletes however much it is, and takes the clock as it is")] bool? confirm)
    {
        http.Require(Permission.Administer);
        var (dry, confirmed) = (dryRun ?? false, confirm ?? false);
        var started = audit.Describe(http, http.Caller(), "start-collection", "ok") with { Detail = $"dry run: {dry}, confirmed: {confirmed}" };
        // Not ended with the request: what a run has begun it shall finish.
        var run = dry ? TryAsync(collector, audit, started, confirmed, lifetime.ApplicationStopping) : job.RunNowAsync(confirmed, started, lifetime.ApplicationStopping);
        await Task.WhenAny(run, Task.Delay(Patience, http.RequestAborted));
        return run.IsCompleted && await run is { } report ? Results.Ok(CollectionRunEntry.Of(report)) : Results.Accepted("/api/v1/collection");
    }

    /// <summary>A dry run changes nothing and holds up nobody, so it is no job.</summary>
    private static async Task<CollectionReport?> TryAsync(Collector collector, AuditTrail audit, AuditEvent started, bool confirmed, CancellationToken stopping)
    {
        await audit.AppendAsync(started, stopping);
        return await collector.RunAsync(dryRun: true, confirmed, stopping);
    }
}
