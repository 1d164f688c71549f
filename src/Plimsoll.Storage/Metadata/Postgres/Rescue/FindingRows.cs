using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>Rows of what scrubbing found.</summary>
internal static class FindingRows
{
    private const string Columns = "SELECT subject, kind, size, found_at, detail FROM scrub_findings";

    public static void Put(PostgresSession session, ScrubFinding finding) => session.Queue("""
        INSERT INTO scrub_findings(subject, kind, size, found_at, detail) VALUES($1, $2, $3, $4, $5)
        ON CONFLICT(subject) DO UPDATE SET kind = excluded.kind, size = excluded.size, detail = excluded.detail
        """, finding.Subject, finding.Kind.ToString().ToLowerInvariant(), finding.Size, finding.FoundAt, finding.Detail);

    public static void Remove(PostgresSession session, string subject) => session.Queue("DELETE FROM scrub_findings WHERE subject = $1", subject);

    public static Task<ScrubFinding?> FindAsync(PostgresSession session, string subject) => session.FirstAsync(Columns + " WHERE subject = $1", static row => Map(row), subject);

    public static Task<List<ScrubFinding>> ListAsync(PostgresSession session, string? after, int limit) =>
        session.AllAsync(Columns + " WHERE subject > $1 ORDER BY subject LIMIT $2", static row => Map(row), after ?? "", (long)Math.Max(limit, 0));

    private static ScrubFinding Map(PostgresRow row) =>
        new(row.GetString(0), Enum.Parse<FindingKind>(row.GetString(1), ignoreCase: true), row.GetInt64(2), row.GetTime(3), row.GetString(4));
}
