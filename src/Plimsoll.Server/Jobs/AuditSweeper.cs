using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>Deletes audit events that are older than the settings ask for; by default none ever is.</summary>
internal sealed class AuditSweeper(IAuditLog log, ServerOptions options, TimeProvider time, ILogger<AuditSweeper> logger) : Sweeper(TimeSpan.FromHours(1), time, logger)
{
    /// <summary>Events of one transaction: pushes wait for it, so it lasts milliseconds.</summary>
    public const int BatchSize = 500;

    /// <inheritdoc/>
    public override async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        if (options.Audit.KeepDays == 0) return 0;
        var before = Time.GetUtcNow().AddDays(-options.Audit.KeepDays);
        var (removed, batch) = (0, BatchSize);
        while (batch == BatchSize)
        {
            batch = await log.RemoveBeforeAsync(before, BatchSize, cancellationToken);
            removed += batch;
        }
        return removed;
    }
}
