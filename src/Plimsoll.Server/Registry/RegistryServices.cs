using Plimsoll.Core;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Rescue;
using Plimsoll.Server.Throttling;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.Caching;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>What the endpoints of the registry API share.</summary>
internal sealed class RegistryServices(
    IBlobStore store,
    BlobCache copies,
    IMetadataStore metadata,
    ICallerResolver callers,
    AuditTrail audit,
    WriteGate gate,
    CacheMetrics caches,
    TransferMetrics transfers,
    RequestLimiter limiter,
    ServerOptions options,
    TimeProvider time)
{
    public IBlobStore Store { get; } = store;

    public BlobCache Copies { get; } = copies;

    public IMetadataStore Metadata { get; } = metadata;

    public ICallerResolver Callers { get; } = callers;

    public AuditTrail Audit { get; } = audit;

    public CacheMetrics Caches { get; } = caches;

    public TransferMetrics Transfers { get; } = transfers;

    public RequestLimiter Limiter { get; } = limiter;

    public WriteGate Gate { get; } = gate;

    public ServerOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    /// <summary>May an index be pushed here before its children?</summary>
    public bool AllowsSparse(RepositoryName repository)
    {
        foreach (var text in Options.Registry.SparseIndexes)
        {
            if (PathPattern.TryParse(text, out var pattern) && pattern.Matches(repository)) return true;
        }
        return false;
    }

    /// <summary>
    /// The end of the pin of a blob that has just come. It is kept for a grace after that, and every look at it begins the grace anew; while the pin lasts a look costs no
    /// write.
    /// </summary>
    public DateTimeOffset PinnedUntil => Time.GetUtcNow() + (Options.Collection.ShortGrace ?? TimeSpan.FromHours(1));
}
