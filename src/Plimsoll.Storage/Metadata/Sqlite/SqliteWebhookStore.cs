using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Webhooks in SQLite.</summary>
internal sealed class SqliteWebhookStore(SqliteDatabase database) : IWebhookStore
{
    private const string Deliveries = "deliveries d CROSS JOIN event_messages m ON m.id = d.message";

    public ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<Webhook>>(session => session.All("SELECT " + WebhookColumns.All + " FROM webhooks ORDER BY id LIMIT ?1", WebhookColumns.Map, IWebhookStore.MaxWebhooks));

    public Task<long?> AddAsync(Webhook webhook, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (session.Exists("SELECT 1 FROM webhooks WHERE name = ?1", webhook.Name) || session.Number("SELECT count(*) FROM webhooks") >= IWebhookStore.MaxWebhooks) return default(long?);
        AuditRows.Insert(session, audit);
        return session.Insert("INSERT INTO webhooks(name, kind, url, events, paths, branch, secret, created_at, created_by) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            webhook.Name, webhook.Kind, webhook.Url, TextList.Join(webhook.Events), TextList.Join(webhook.Paths), webhook.Branch, webhook.Secret, webhook.CreatedAt, webhook.CreatedBy);
    }, cancellationToken);

    public Task<bool> RemoveAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (session.Execute("DELETE FROM webhooks WHERE id = ?1", id) == 0) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxEntry>> ListOutboxAsync(int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<OutboxEntry>>(session => session.All("SELECT seq, at, kind, subject, detail FROM outbox WHERE seq > 0 ORDER BY seq LIMIT ?1", WebhookColumns.MapOutbox, limit));

    public Task RouteAsync(EventRouting routing, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        foreach (var message in routing.Messages)
            session.Execute("INSERT INTO event_messages(id, type, subject, at, body) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(id) DO NOTHING", message.Id, message.Type, message.Subject, message.At, message.Body);
        foreach (var (message, webhook) in routing.Deliveries)
            session.Execute("INSERT INTO deliveries(message, webhook, state, due_at) SELECT ?1, id, 'waiting', ?3 FROM webhooks WHERE id = ?2", message, webhook, routing.At);
        foreach (var done in routing.Done) session.Execute("DELETE FROM outbox WHERE seq = ?1", done);
        foreach (var feed in routing.Stale) session.Execute("INSERT INTO feed_alerts(feed, since) VALUES(?1, ?2) ON CONFLICT(feed) DO NOTHING", feed, routing.At);
        foreach (var feed in routing.Fresh) session.Execute("DELETE FROM feed_alerts WHERE feed = ?1", feed);
        foreach (var (webhook, repository) in routing.Rebuilt) session.Execute("DELETE FROM rebuilds WHERE webhook = ?1 AND repository = ?2", webhook, repository);
        foreach (var rebuild in routing.Rebuilds)
        {
            session.Execute("""
                INSERT INTO rebuilds(webhook, repository, tags, reasons, first_at, due_at) SELECT id, ?2, ?3, ?4, ?5, ?6 FROM webhooks WHERE id = ?1
                ON CONFLICT(webhook, repository) DO UPDATE SET tags = excluded.tags, reasons = excluded.reasons, due_at = excluded.due_at
                """, rebuild.Webhook, rebuild.Repository, TextList.Join(rebuild.Tags), TextList.Join(rebuild.Reasons), rebuild.FirstAt, rebuild.DueAt);
        }
        return true;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListStaleAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<string>>(session => session.All("SELECT feed FROM feed_alerts WHERE feed > '' ORDER BY feed", static row => row.GetString(0)));

    public ValueTask<IReadOnlyList<PendingRebuild>> ListRebuildsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PendingRebuild>>(session => [.. session.All("SELECT " + WebhookColumns.Rebuild + " FROM rebuilds WHERE webhook > 0", WebhookColumns.MapRebuild).OrderBy(rebuild => rebuild.DueAt)]);

    public ValueTask<IReadOnlyList<Delivery>> ListDueAsync(DateTimeOffset now, int each, CancellationToken cancellationToken) => Read<IReadOnlyList<Delivery>>(session =>
    [
        .. session.All("SELECT id FROM webhooks ORDER BY id LIMIT ?1", static row => row.GetInt64(0), IWebhookStore.MaxWebhooks).SelectMany(webhook => session.All(
            $"SELECT {WebhookColumns.Delivery} FROM {Deliveries} WHERE d.webhook = ?1 AND d.state = 'waiting' AND d.due_at <= ?2 ORDER BY d.due_at, d.id LIMIT ?3", WebhookColumns.MapDelivery, webhook, now, each)),
    ]);

    public Task RecordAsync(DeliveryOutcome outcome, CancellationToken cancellationToken) => database.WriteAsync(session => session.Execute("""
        UPDATE deliveries SET attempts = attempts + 1, status = ?3, error = ?4, state = CASE WHEN ?4 IS NULL THEN 'done' WHEN ?5 IS NULL THEN 'dead' ELSE 'waiting' END,
          due_at = coalesce(?5, due_at), ended_at = CASE WHEN ?5 IS NULL THEN ?2 END WHERE id = ?1
        """, outcome.Id, outcome.At, outcome.Status, outcome.Error, outcome.RetryAt), cancellationToken);

    public ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(string? state, long? webhook, long? before, int limit, CancellationToken cancellationToken)
    {
        var where = (state is null ? "" : " AND d.state = ?1") + (webhook is null ? "" : " AND d.webhook = ?2");
        return Read<IReadOnlyList<Delivery>>(session => session.All($"SELECT {WebhookColumns.Delivery} FROM {Deliveries} WHERE d.id < ?3{where} ORDER BY d.id DESC LIMIT ?4",
            WebhookColumns.MapDelivery, state, webhook, before ?? long.MaxValue, limit));
    }

    public Task<bool> ReplayAsync(long id, DateTimeOffset now, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (session.Execute("UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = ?2, ended_at = NULL, error = NULL, status = NULL WHERE id = ?1 AND state <> 'waiting'", id, now) == 0) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task<int> ReplayDeadAsync(long? webhook, DateTimeOffset now, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        AuditRows.Insert(session, audit);
        return session.Execute("""
            UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = ?2, ended_at = NULL, error = NULL, status = NULL WHERE state = 'dead' AND (?1 IS NULL OR webhook = ?1)
            """, webhook, now);
    }, cancellationToken);

    public Task<int> SweepAsync(DateTimeOffset before, DateTimeOffset deadBefore, int limit, CancellationToken cancellationToken) => database.WriteAsync(session => session.Execute("""
        DELETE FROM event_messages WHERE id IN (
          SELECT m.id FROM event_messages m WHERE m.at < ?1
          AND NOT EXISTS(SELECT 1 FROM deliveries d WHERE d.message = m.id AND (d.state = 'waiting' OR (d.state = 'dead' AND m.at >= ?2))) ORDER BY m.at LIMIT ?3)
        """, before, deadBefore, limit), cancellationToken);

    private ValueTask<T> Read<T>(Func<SqliteSession, T> query) => ValueTask.FromResult(database.Read(query));
}
