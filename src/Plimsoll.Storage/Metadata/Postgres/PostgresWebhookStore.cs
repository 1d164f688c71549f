using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Webhooks in PostgreSQL.</summary>
internal sealed class PostgresWebhookStore(PostgresDatabase database) : IWebhookStore
{
    private const string Deliveries = "deliveries d JOIN event_messages m ON m.id = d.message";

    public async ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.AllAsync("SELECT " + WebhookColumns.All + " FROM webhooks ORDER BY id LIMIT $1", row => WebhookColumns.Map(row), IWebhookStore.MaxWebhooks), cancellationToken);

    public Task<long?> AddAsync(Webhook webhook, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (await session.NumberAsync("SELECT count(*) FROM webhooks") >= IWebhookStore.MaxWebhooks) return default(long?);
        var id = await session.NumberAsync("""
            INSERT INTO webhooks(name, kind, url, events, paths, branch, secret, created_at, created_by) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT(name) DO NOTHING RETURNING id
            """, webhook.Name, webhook.Kind, webhook.Url, TextList.Join(webhook.Events), TextList.Join(webhook.Paths), webhook.Branch, webhook.Secret, webhook.CreatedAt, webhook.CreatedBy);
        if (id is not null) AuditRows.Insert(session, audit);
        return id;
    }, cancellationToken);

    public Task<bool> RemoveAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (await session.ExecuteAsync("DELETE FROM webhooks WHERE id = $1", id) == 0) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<OutboxEntry>> ListOutboxAsync(int limit, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.AllAsync("SELECT seq, at, kind, subject, detail FROM outbox ORDER BY seq LIMIT $1", row => WebhookColumns.MapOutbox(row), limit), cancellationToken);

    public Task RouteAsync(EventRouting routing, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        foreach (var message in routing.Messages)
            session.Queue("INSERT INTO event_messages(id, type, subject, at, body) VALUES($1, $2, $3, $4, $5) ON CONFLICT(id) DO NOTHING", message.Id, message.Type, message.Subject, message.At, message.Body);
        if (routing.Deliveries.Count > 0)
        {
            session.Queue("INSERT INTO deliveries(message, webhook, state, due_at) SELECT g.message, w.id, 'waiting', $3 FROM unnest($1, $2) AS g(message, webhook) JOIN webhooks w ON w.id = g.webhook",
                routing.Deliveries.Select(d => d.Message).ToArray(), routing.Deliveries.Select(d => d.Webhook).ToArray(), routing.At);
        }
        if (routing.Done.Count > 0) session.Queue("DELETE FROM outbox WHERE seq = ANY($1)", routing.Done.ToArray());
        if (routing.Stale.Count > 0) session.Queue("INSERT INTO feed_alerts(feed, since) SELECT g, $2 FROM unnest($1) AS g ORDER BY g ON CONFLICT(feed) DO NOTHING", routing.Stale.ToArray(), routing.At);
        if (routing.Fresh.Count > 0) session.Queue("DELETE FROM feed_alerts WHERE feed = ANY($1)", routing.Fresh.ToArray());
        foreach (var (webhook, repository) in routing.Rebuilt) session.Queue("DELETE FROM rebuilds WHERE webhook = $1 AND repository = $2", webhook, repository);
        foreach (var rebuild in routing.Rebuilds)
        {
            session.Queue("""
                INSERT INTO rebuilds(webhook, repository, tags, reasons, first_at, due_at) SELECT id, $2, $3, $4, $5, $6 FROM webhooks WHERE id = $1
                ON CONFLICT(webhook, repository) DO UPDATE SET tags = excluded.tags, reasons = excluded.reasons, due_at = excluded.due_at
                """, rebuild.Webhook, rebuild.Repository, TextList.Join(rebuild.Tags), TextList.Join(rebuild.Reasons), rebuild.FirstAt, rebuild.DueAt);
        }
        await session.FlushAsync();
        return true;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<string>> ListStaleAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("SELECT feed FROM feed_alerts ORDER BY feed", static row => row.GetString(0)), cancellationToken);

    public async ValueTask<IReadOnlyList<PendingRebuild>> ListRebuildsAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("SELECT " + WebhookColumns.Rebuild + " FROM rebuilds ORDER BY due_at", row => WebhookColumns.MapRebuild(row)), cancellationToken);

    public async ValueTask<IReadOnlyList<Delivery>> ListDueAsync(DateTimeOffset now, int each, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync($"""
        SELECT {WebhookColumns.Delivery} FROM webhooks w
        CROSS JOIN LATERAL (SELECT * FROM deliveries q WHERE q.webhook = w.id AND q.state = 'waiting' AND q.due_at <= $1 ORDER BY q.due_at, q.id LIMIT $2) d
        JOIN event_messages m ON m.id = d.message ORDER BY d.webhook, d.due_at, d.id
        """, row => WebhookColumns.MapDelivery(row), now, each), cancellationToken);

    public Task RecordAsync(DeliveryOutcome outcome, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync("""
        UPDATE deliveries SET attempts = attempts + 1, status = $3, error = $4, state = CASE WHEN $4::text IS NULL THEN 'done' WHEN $5::bigint IS NULL THEN 'dead' ELSE 'waiting' END,
          due_at = coalesce($5, due_at), ended_at = CASE WHEN $5::bigint IS NULL THEN $2 END WHERE id = $1
        """, outcome.Id, outcome.At, outcome.Status, outcome.Error, outcome.RetryAt), cancellationToken);

    public async ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(string? state, long? webhook, long? before, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync($"""
        SELECT {WebhookColumns.Delivery} FROM {Deliveries} WHERE d.id < $3 AND ($1::text IS NULL OR d.state = $1) AND ($2::bigint IS NULL OR d.webhook = $2) ORDER BY d.id DESC LIMIT $4
        """, row => WebhookColumns.MapDelivery(row), state, webhook, before ?? long.MaxValue, limit), cancellationToken);

    public Task<bool> ReplayAsync(long id, DateTimeOffset now, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (await session.ExecuteAsync("UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = $2, ended_at = NULL, error = NULL, status = NULL WHERE id = $1 AND state <> 'waiting'", id, now) == 0) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task<int> ReplayDeadAsync(long? webhook, DateTimeOffset now, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        AuditRows.Insert(session, audit);
        return session.ExecuteAsync("""
            UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = $2, ended_at = NULL, error = NULL, status = NULL WHERE state = 'dead' AND ($1::bigint IS NULL OR webhook = $1)
            """, webhook, now);
    }, cancellationToken);

    public Task<int> SweepAsync(DateTimeOffset before, DateTimeOffset deadBefore, int limit, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync("""
        DELETE FROM event_messages WHERE id IN (
          SELECT m.id FROM event_messages m WHERE m.at < $1
          AND NOT EXISTS(SELECT 1 FROM deliveries d WHERE d.message = m.id AND (d.state = 'waiting' OR (d.state = 'dead' AND m.at >= $2))) ORDER BY m.at LIMIT $3)
        """, before, deadBefore, limit), cancellationToken);
}
