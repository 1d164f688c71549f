using System.Text;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Rows of the audit log.</summary>
internal static class AuditRows
{
    /// <summary>Records an event in the transaction of its change.</summary>
    public static void Insert(PostgresSession session, AuditEvent audit) => session.Queue(
        "INSERT INTO events(" + AuditColumns.All + ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        audit.Id, audit.At, audit.Action, audit.Outcome, audit.Principal, audit.AuthKind, audit.Repository, audit.Reference, audit.Digest, audit.MediaType,
        audit.Bytes, audit.Address, audit.UserAgent, audit.RequestId, audit.Detail, audit.Count);

    /// <summary>Records many events in one statement, a column an array.</summary>
    public static Task<int> InsertAllAsync(PostgresSession session, IReadOnlyList<AuditEvent> events) => session.ExecuteAsync(
        "INSERT INTO events(" + AuditColumns.All + ") SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        events.Select(e => e.Id).ToArray(), events.Select(e => e.At.ToUnixTimeMilliseconds()).ToArray(), Column(events, e => e.Action), Column(events, e => e.Outcome),
        Column(events, e => e.Principal), Column(events, e => e.AuthKind), Column(events, e => e.Repository), Column(events, e => e.Reference), Column(events, e => e.Digest),
        Column(events, e => e.MediaType), events.Select(e => e.Bytes).ToArray(), Column(events, e => e.Address), Column(events, e => e.UserAgent),
        Column(events, e => e.RequestId), Column(events, e => e.Detail), events.Select(e => (long)e.Count).ToArray());

    /// <summary>Lists events, newest first. Only conditions that are asked for are in the statement, so that the index of the most selective one is used.</summary>
    public static Task<List<AuditEvent>> ListAsync(PostgresSession session, AuditQuery query)
    {
        var sql = new StringBuilder("SELECT " + AuditColumns.All + " FROM events WHERE true");
        var values = new List<PostgresValue>();
        void Where(string condition, PostgresValue value)
        {
            values.Add(value);
            sql.Append(" AND ").Append(condition).Append(" $").Append(values.Count);
        }
        if (query.Repository is { } repository) Where("repository =", repository);
        if (query.Principal is { } principal) Where("principal =", principal);
        if (query.Action is { } action) Where("action =", action);
        if (query.Outcome is { } outcome) Where("outcome =", outcome);
        // Said in words, because the planner proves the condition of a partial index from the statement, not from its parameters.
        if (query.Action is not (null or "pull" or "resolve")) sql.Append(" AND action NOT IN ('pull', 'resolve')");
        if (query.Outcome is not (null or "ok")) sql.Append(" AND outcome <> 'ok'");
        if (query.Digest is { } digest) Where("digest =", digest);
        if (query.Since is { } since) Where("at >=", since);
        if (query.Until is { } until) Where("at <", until);
        if (EventIds.NotBefore(query.Since) is { } first) Where("id >=", first);
        if (EventIds.Before(query.Until) is { } end) Where("id <", end);
        if (query.Before is { } before) Where("id <", before);
        values.Add(Math.Max(query.Limit, 0));
        sql.Append(" ORDER BY id DESC LIMIT $").Append(values.Count);
        return session.AllAsync(sql.ToString(), AuditColumns.Map, [.. values]);
    }

    /// <summary>Deletes the oldest events from before a time; how many. Along the primary key, so that only the rows that go are read, and at the most those of the slack.</summary>
    public static Task<int> RemoveBeforeAsync(PostgresSession session, DateTimeOffset time, int limit) => session.ExecuteAsync(
        "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id < $2 AND at < $1 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)",
        time, EventIds.Before(time), Math.Max(limit, 0));

    private static string?[] Column(IReadOnlyList<AuditEvent> events, Func<AuditEvent, string?> value) => [.. events.Select(value)];
}
