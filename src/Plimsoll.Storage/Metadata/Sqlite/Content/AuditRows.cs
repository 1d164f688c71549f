using System.Text;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of the audit log.</summary>
internal static class AuditRows
{
    public static void Insert(SqliteSession session, AuditEvent audit) => session.Execute(
        "INSERT INTO events(" + AuditColumns.All + ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        audit.Id, audit.At, audit.Action, audit.Outcome, audit.Principal, audit.AuthKind, audit.Repository, audit.Reference, audit.Digest, audit.MediaType,
        audit.Bytes, audit.Address, audit.UserAgent, audit.RequestId, audit.Detail, audit.Count);

    /// <summary>Lists events, newest first. Only conditions that are asked for are in the statement, so that the index of the most selective one is used.</summary>
    public static List<AuditEvent> List(SqliteSession session, AuditQuery query)
    {
        var sql = new StringBuilder("SELECT " + AuditColumns.All + " FROM events WHERE true");
        if (query.Repository is not null) sql.Append(" AND repository = ?1");
        if (query.Principal is not null) sql.Append(" AND principal = ?2");
        if (query.Action is not null) sql.Append(" AND action = ?3");
        if (query.Outcome is not null) sql.Append(" AND outcome = ?4");
        // Said in words, because the planner proves the condition of a partial index from the statement, not from its parameters.
        if (query.Action is not (null or "pull" or "resolve")) sql.Append(" AND action NOT IN ('pull', 'resolve')");
        if (query.Outcome is not (null or "ok")) sql.Append(" AND outcome <> 'ok'");
        if (query.Digest is not null) sql.Append(" AND digest = ?5");
        if (query.Since is not null) sql.Append(" AND at >= ?6 AND id >= ?9");
        if (query.Until is not null) sql.Append(" AND at < ?7 AND id < ?10");
        if (query.Before is not null) sql.Append(" AND id < ?8");
        sql.Append(" ORDER BY id DESC LIMIT ?11");
        return session.All(sql.ToString(), AuditColumns.Map, query.Repository, query.Principal, query.Action, query.Outcome, query.Digest,
            query.Since, query.Until, query.Before, EventIds.NotBefore(query.Since), EventIds.Before(query.Until), Math.Max(query.Limit, 0));
    }

    /// <summary>Deletes the oldest events from before a time; how many. Along the primary key, so that only the rows that go are read, and at the most those of the slack.</summary>
    public static int RemoveBefore(SqliteSession session, DateTimeOffset time, int limit) => session.Execute(
        "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id < ?2 AND at < ?1 ORDER BY id LIMIT ?3)", time, EventIds.Before(time), Math.Max(limit, 0));
}
