using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Advisories;

/// <summary>What is known of CVEs besides advisories.</summary>
internal static class EnrichmentRows
{
    public static async Task<IReadOnlyList<string>> PutKevAsync(PostgresSession session, string feed, IReadOnlyList<KevEntry> entries)
    {
        var id = await FeedRows.EnsureAsync(session, feed);
        var latest = entries.GroupBy(entry => entry.Cve, StringComparer.Ordinal).Select(group => group.Last()).OrderBy(entry => entry.Cve, StringComparer.Ordinal).ToArray();
        var changed = await session.AllAsync("""
            INSERT INTO enrichments AS e(cve, kev_added, kev_due, kev_ransomware, kev_product, kev_feed) SELECT w.*, $6 FROM unnest($1, $2, $3, $4, $5) AS w(cve, added, due, ransomware, product)
            ON CONFLICT(cve) DO UPDATE SET kev_added = excluded.kev_added, kev_due = excluded.kev_due, kev_ransomware = excluded.kev_ransomware, kev_product = excluded.kev_product, kev_feed = excluded.kev_feed
            WHERE (e.kev_added, e.kev_due, e.kev_ransomware, e.kev_product) IS DISTINCT FROM (excluded.kev_added, excluded.kev_due, excluded.kev_ransomware, excluded.kev_product)
            RETURNING cve
            """, static row => row.GetString(0), Array.ConvertAll(latest, entry => entry.Cve), Array.ConvertAll(latest, entry => AdvisoryColumns.Number(entry.Added)),
            Array.ConvertAll(latest, entry => entry.Due is { } due ? AdvisoryColumns.Number(due) : default(long?)), Array.ConvertAll(latest, entry => entry.Ransomware ? 1L : 0),
            Array.ConvertAll(latest, entry => entry.Product), id);
        if (changed.Count > 0) FeedRows.CountVersion(session);
        return changed;
    }

    public static async Task<int> PutEpssAsync(PostgresSession session, string feed, IReadOnlyList<EpssEntry> entries)
    {
        var id = await FeedRows.EnsureAsync(session, feed);
        var latest = entries.GroupBy(entry => entry.Cve, StringComparer.Ordinal).Select(group => group.Last()).OrderBy(entry => entry.Cve, StringComparer.Ordinal).ToArray();
        // The same day again changes no "before"; an older day changes nothing.
        var changed = await session.ExecuteAsync("""
            INSERT INTO enrichments AS e(cve, epss, percentile, epss_day, epss_feed) SELECT w.*, $5 FROM unnest($1, $2, $3, $4) AS w(cve, epss, percentile, day)
            ON CONFLICT(cve) DO UPDATE SET epss_before = CASE WHEN e.epss_day < excluded.epss_day THEN e.epss ELSE e.epss_before END,
                epss = excluded.epss, percentile = excluded.percentile, epss_day = excluded.epss_day, epss_feed = excluded.epss_feed
            WHERE e.epss_day IS NULL OR e.epss_day < excluded.epss_day
                OR (e.epss_day = excluded.epss_day AND (e.epss, e.percentile) IS DISTINCT FROM (excluded.epss, excluded.percentile))
            """, Array.ConvertAll(latest, entry => entry.Cve), Array.ConvertAll(latest, entry => AdvisoryColumns.Number(entry.Probability)),
            Array.ConvertAll(latest, entry => AdvisoryColumns.Number(entry.Percentile)), Array.ConvertAll(latest, entry => AdvisoryColumns.Number(entry.Date)), id);
        if (changed > 0) FeedRows.CountVersion(session);
        return changed;
    }

    public static async Task<int> PutVexAsync(PostgresSession session, string feed, IReadOnlyList<(VexDocument Document, byte[] Packed)> documents)
    {
        var id = await FeedRows.EnsureAsync(session, feed);
        var added = 0;
        foreach (var (document, packed) in documents)
        {
            if (await session.ExistsAsync("SELECT 1 FROM vex_documents WHERE digest = $1", document.Digest)) continue;
            var author = document.Author ?? "";
            session.Queue("DELETE FROM vex_documents WHERE format = $1 AND name = $2 AND author = $3 AND place = $4", document.Format, document.Id, author, document.Place);
            session.Queue("INSERT INTO vex_documents(digest, feed, format, name, author, place, version, issued_at, statements, content) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
                document.Digest, id, document.Format, document.Id, author, document.Place, document.Version, document.Timestamp, (long)document.Statements, (ReadOnlyMemory<byte>)packed);
            added++;
        }
        if (added > 0) FeedRows.CountVersion(session);
        return added;
    }
}
