using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>
/// Brings audit events along that were recorded at the old place after its database was copied: reads go on there until somebody makes the switch, and every pull is an event.
/// </summary>
internal static class EventTail
{
    private const int PageSize = 1000;

    /// <summary>Ids are made a moment before their events are written; nothing lags further behind than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public static async Task<long> CopyAsync(IAuditLog source, IAuditLog target, TimeProvider time, CancellationToken cancellationToken)
    {
        var newest = await target.ListAsync(new AuditQuery { Limit = 1 }, cancellationToken);
        var since = (newest.Count > 0 ? newest[0].At : time.GetUtcNow()) - Slack;
        var missing = await MissingAsync(source, target, new AuditQuery { Since = since }, cancellationToken);
        foreach (var audit in missing) await target.AppendAsync(audit, cancellationToken);
        // A listing answers when everything before it is written.
        await target.ListAsync(new AuditQuery { Limit = 1 }, cancellationToken);
        return missing.Count;
    }

    /// <summary>The events that one log has and another lacks, of those that are asked for, oldest first.</summary>
    public static async Task<IReadOnlyList<AuditEvent>> MissingAsync(IAuditLog source, IAuditLog target, AuditQuery query, CancellationToken cancellationToken)
    {
        var known = await ListAsync(target, query, cancellationToken);
        return [.. (await ListAsync(source, query, cancellationToken)).Where(e => !known.ContainsKey(e.Key)).Select(e => e.Value).OrderBy(e => e.At)];
    }

    private static async Task<Dictionary<Guid, AuditEvent>> ListAsync(IAuditLog log, AuditQuery query, CancellationToken cancellationToken)
    {
        var events = new Dictionary<Guid, AuditEvent>();
        for (Guid? before = null; await log.ListAsync(query with { Before = before, Limit = PageSize }, cancellationToken) is { Count: > 0 } page; before = page[^1].Id)
        {
            foreach (var audit in page) events[audit.Id] = audit;
        }
        return events;
    }
}
