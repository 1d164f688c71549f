using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Advisories;

/// <summary>What is known of CVEs besides advisories.</summary>
internal static class EnrichmentRows
{
    public static IReadOnlyList<string> PutKev(SqliteSession session, string feed, IReadOnlyList<KevEntry> entries)
    {
        var id = FeedRows.Ensure(session, feed);
        var changed = new List<string>();
        foreach (var entry in entries)
        {
            if (session.Execute("""
                INSERT INTO enrichments(cve, kev_added, kev_due, kev_ransomware, kev_product, kev_feed) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT(cve) DO UPDATE SET kev_added = ?2, kev_due = ?3, kev_ransomware = ?4, kev_product = ?5, kev_feed = ?6
                WHERE (kev_added, kev_due, kev_ransomware, kev_product) IS NOT (?2, ?3, ?4, ?5)
                """, entry.Cve, AdvisoryColumns.Number(entry.Added), entry.Due is { } due ? AdvisoryColumns.Number(due) : default(long?), entry.Ransomware ? 1 : 0, entry.Product, id) > 0)
                changed.Add(entry.Cve);
        }
        if (changed.Count > 0) FeedRows.CountVersion(session);
        return changed;
    }

    public static int PutEpss(SqliteSession session, string feed, IReadOnlyList<EpssEntry> entries)
    {
        var id = FeedRows.Ensure(session, feed);
        var changed = 0;
        foreach (var entry in entries)
        {
            // The same day again changes no "before"; an older day changes nothing.
            changed += session.Execute("""
                INSERT INTO enrichments(cve, epss, percentile, epss_day, epss_feed) VALUES(?1, ?2, ?3, ?4, ?5)
                ON CONFLICT(cve) DO UPDATE SET epss_before = CASE WHEN epss_day < ?4 THEN epss ELSE epss_before END, epss = ?2, percentile = ?3, epss_day = ?4, epss_feed = ?5
                WHERE epss_day IS NULL OR epss_day < ?4 OR (epss_day = ?4 AND (epss, percentile) IS NOT (?2, ?3))
                """, entry.Cve, AdvisoryColumns.Number(entry.Probability), AdvisoryColumns.Number(entry.Percentile), AdvisoryColumns.Number(entry.Date), id);
        }
        if (changed > 0) FeedRows.CountVersion(session);
        return changed;
    }

    public static List<Enrichment> Find(SqliteSession session, IReadOnlyList<string> cves) =>
        [.. cves.Select(cve => session.First($"SELECT {AdvisoryColumns.Enrichment} FROM enrichments WHERE cve = ?1", AdvisoryColumns.MapEnrichment, cve)).OfType<Enrichment>()];

    public static int PutVex(SqliteSession session, string feed, IReadOnlyList<(VexDocument Document, byte[] Packed)> documents)
    {
        var id = FeedRows.Ensure(session, feed);
        var added = 0;
        foreach (var (document, packed) in documents)
        {
            if (session.Exists("SELECT 1 FROM vex_documents WHERE digest = ?1", document.Digest)) continue;
            var author = document.Author ?? "";
            session.Execute("DELETE FROM vex_documents WHERE format = ?1 AND name = ?2 AND author = ?3 AND place = ?4", document.Format, document.Id, author, document.Place);
            added += session.Execute("INSERT INTO vex_documents(digest, feed, format, name, author, place, version, issued_at, statements, content) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                document.Digest, id, document.Format, document.Id, author, document.Place, document.Version, document.Timestamp, document.Statements, packed);
        }
        if (added > 0) FeedRows.CountVersion(session);
        return added;
    }
}
