using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>Rows of what scrubbing found.</summary>
internal static class FindingRows
{
    private const string Columns = "SELECT subject, kind, size, found_at, detail FROM scrub_findings";

    public static int Put(SqliteSession session, ScrubFinding finding) => session.Execute("""
        INSERT INTO scrub_findings(subject, kind, size, found_at, detail) VALUES(?1, ?2, ?3, ?4, ?5)
        ON CONFLICT(subject) DO UPDATE SET kind = excluded.kind, size = excluded.size, detail = excluded.detail
        """, finding.Subject, finding.Kind.ToString().ToLowerInvariant(), finding.Size, finding.FoundAt, finding.Detail);

    public static void Remove(SqliteSession session, string subject) => session.Execute("DELETE FROM scrub_findings WHERE subject = ?1", subject);

    public static ScrubFinding? Find(SqliteSession session, string subject) => session.First(Columns + " WHERE subject = ?1", static row => Map(row), subject);

    public static List<ScrubFinding> List(SqliteSession session, string? after, int limit) =>
        session.All(Columns + " WHERE subject > ?1 ORDER BY subject LIMIT ?2", static row => Map(row), after ?? "", Math.Max(limit, 0));

    private static ScrubFinding Map(SqliteRow row) =>
        new(row.GetString(0), Enum.Parse<FindingKind>(row.GetString(1), ignoreCase: true), row.GetInt64(2), row.GetTime(3), row.GetString(4));
}
