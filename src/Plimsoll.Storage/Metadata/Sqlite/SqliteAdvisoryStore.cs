using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Advisories in SQLite.</summary>
internal sealed class SqliteAdvisoryStore(SqliteDatabase database) : IAdvisoryStore
{
    public Task<AdvisoryChanges> PutAsync(string feed, IReadOnlyList<Advisory> advisories, CancellationToken cancellationToken)
    {
        var records = advisories.Select(advisory => new PreparedAdvisory(advisory)).ToArray();
        return database.WriteAsync(session => new AdvisoryRows(session).Put(feed, records), cancellationToken);
    }

    public Task<AdvisoryChanges> RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        database.WriteAsync(session => new AdvisoryRows(session).Remove(ids), cancellationToken);

    public ValueTask<IReadOnlyList<AdvisoryName>> ListNamesAsync(string? feed, long after, int limit, CancellationToken cancellationToken) =>
        new(database.Read(session => feed is null
            ? session.All($"SELECT {AdvisoryColumns.Name} FROM advisories a JOIN feeds f ON f.id = a.feed WHERE a.id > ?1 ORDER BY a.id LIMIT ?2", AdvisoryColumns.MapName, after, limit)
            : session.All($"""
                SELECT {AdvisoryColumns.Name} FROM advisories a JOIN feeds f ON f.id = a.feed WHERE a.feed = (SELECT id FROM feeds WHERE name = ?1) AND a.id > ?2 ORDER BY a.id LIMIT ?3
                """, AdvisoryColumns.MapName, feed, after, limit)));

    public ValueTask<IReadOnlyList<AdvisoryName>> SearchAsync(string prefix, AdvisoryName? after, int limit, CancellationToken cancellationToken) =>
        new(database.Read(session => session.All($"""
            SELECT {AdvisoryColumns.Name} FROM advisories a JOIN feeds f ON f.id = a.feed
            WHERE a.name >= ?1 AND (?2 IS NULL OR a.name < ?2) AND (a.name, a.id) > (?3, ?4) ORDER BY a.name, a.id LIMIT ?5
            """, AdvisoryColumns.MapName, prefix, AdvisoryColumns.After(prefix), after?.Id ?? "", after?.Number ?? 0, limit)));

    public ValueTask<IReadOnlyList<StoredAdvisory>> FindAsync(string id, int limit, CancellationToken cancellationToken) => new(database.ReadSnapshot<IReadOnlyList<StoredAdvisory>>(session =>
    {
        var ids = session.All("SELECT id FROM advisories WHERE name = ?1 UNION SELECT advisory FROM advisory_aliases WHERE alias = ?1 ORDER BY 1 LIMIT ?2", static row => row.GetInt64(0), id, limit);
        return [.. ids.Select(number => Get(session, number)).OfType<StoredAdvisory>().Select(stored => stored with { Advisory = stored.Advisory with { Affected = Statements(session, stored.Number) } })];
    }));

    public ValueTask<IReadOnlyList<StoredAdvisory>> GetAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        new(database.Read<IReadOnlyList<StoredAdvisory>>(session => [.. ids.Select(id => Get(session, id)).OfType<StoredAdvisory>()]));

    public ValueTask<IReadOnlyList<StoredAdvisory>> ReadAsync(string feed, long after, int limit, CancellationToken cancellationToken) => new(database.ReadSnapshot<IReadOnlyList<StoredAdvisory>>(session =>
    [
        .. session.All("SELECT id FROM advisories WHERE feed = (SELECT id FROM feeds WHERE name = ?1) AND id > ?2 ORDER BY id LIMIT ?3", static row => row.GetInt64(0), feed, after, limit)
            .Select(number => Get(session, number)).OfType<StoredAdvisory>().Select(stored => stored with { Advisory = stored.Advisory with { Affected = Statements(session, stored.Number) } }),
    ]));

    public ValueTask<IReadOnlyList<Enrichment>> ListEnrichmentsAsync(string after, int limit, CancellationToken cancellationToken) =>
        new(database.Read(session => session.All($"SELECT {AdvisoryColumns.Enrichment} FROM enrichments WHERE cve > ?1 ORDER BY cve LIMIT ?2", AdvisoryColumns.MapEnrichment, after, limit)));

    public ValueTask<AdvisoryPublication?> FindPublicationAsync(string source, CancellationToken cancellationToken) => new(database.Read(session => session.First(
        "SELECT source, sequence, manifest, fetched_at FROM advisory_publications WHERE source = ?1", static row => new AdvisoryPublication(row.GetString(0), row.GetInt64(1), row.GetDigest(2), row.GetTime(3)), source)));

    public Task PutPublicationAsync(AdvisoryPublication publication, CancellationToken cancellationToken) => database.WriteAsync(session => session.Execute("""
        INSERT INTO advisory_publications(source, sequence, manifest, fetched_at) VALUES(?1, ?2, ?3, ?4)
        ON CONFLICT(source) DO UPDATE SET sequence = excluded.sequence, manifest = excluded.manifest, fetched_at = excluded.fetched_at WHERE excluded.sequence > advisory_publications.sequence
        """, publication.Source, publication.Sequence, publication.Manifest, publication.At), cancellationToken);

    public ValueTask<IReadOnlyList<StoredStatement>> ListStatementsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken) =>
        new(database.ReadSnapshot<IReadOnlyList<StoredStatement>>(session => [.. keys.SelectMany(key => session.All("""
            SELECT t.id, a.id, a.source, a.name, t.content FROM package_names n JOIN statements t ON t.package_name = n.id JOIN advisories a ON a.id = t.advisory
            WHERE n.namespace = (SELECT id FROM namespaces WHERE name = ?1) AND n.name = ?2 AND a.withdrawn IS NULL ORDER BY t.id
            """, AdvisoryColumns.MapStatement, key.Namespace, key.Name))]));

    public ValueTask<IReadOnlyList<NamespaceCoverage>> ListNamespacesAsync(CancellationToken cancellationToken) => new(database.Read(session => session.All(
        "SELECT n.name, f.name FROM feed_namespaces c JOIN namespaces n ON n.id = c.namespace JOIN feeds f ON f.id = c.feed ORDER BY n.name, f.name",
        static row => new NamespaceCoverage(row.GetString(0), row.GetString(1)))));

    public Task EndRunAsync(FeedRun run, CancellationToken cancellationToken) => database.WriteAsync(session => FeedRows.EndRun(session, run), cancellationToken);

    public ValueTask<IReadOnlyList<FeedState>> ListFeedsAsync(CancellationToken cancellationToken) => new(database.Read(FeedRows.List));

    public ValueTask<IReadOnlyList<StoredProblem>> ListProblemsAsync(string feed, CancellationToken cancellationToken) => new(database.Read(session => session.All(
        "SELECT file, record, reason FROM feed_problems WHERE feed = (SELECT id FROM feeds WHERE name = ?1) ORDER BY ordinal",
        static row => new StoredProblem(row.GetString(0), row.GetStringOrNull(1), row.GetString(2)), feed)));

    public Task<AdvisoryChanges?> RemoveFeedAsync(string feed, CancellationToken cancellationToken) => database.WriteAsync(session => FeedRows.Remove(session, feed), cancellationToken);

    public Task<IReadOnlyList<string>> PutKevAsync(string feed, IReadOnlyList<KevEntry> entries, CancellationToken cancellationToken) =>
        database.WriteAsync(session => EnrichmentRows.PutKev(session, feed, entries), cancellationToken);

    public Task<int> PutEpssAsync(string feed, IReadOnlyList<EpssEntry> entries, CancellationToken cancellationToken) =>
        database.WriteAsync(session => EnrichmentRows.PutEpss(session, feed, entries), cancellationToken);

    public ValueTask<IReadOnlyList<Enrichment>> FindEnrichmentsAsync(IReadOnlyList<string> cves, CancellationToken cancellationToken) =>
        new(database.Read<IReadOnlyList<Enrichment>>(session => EnrichmentRows.Find(session, cves)));

    public Task<int> PutVexAsync(string feed, IReadOnlyList<VexDocument> documents, CancellationToken cancellationToken)
    {
        var packed = documents.Select(document => (document, PackedText.Pack(document.Content.Span))).ToArray();
        return database.WriteAsync(session => EnrichmentRows.PutVex(session, feed, packed), cancellationToken);
    }

    public ValueTask<IReadOnlyList<VexDocument>> ListVexAsync(Digest? after, int limit, CancellationToken cancellationToken) => new(database.Read(session =>
        session.All($"SELECT {AdvisoryColumns.Vex} FROM vex_documents WHERE digest > ?1 ORDER BY digest LIMIT ?2", AdvisoryColumns.MapVex, after?.Value ?? "", limit)));

    public ValueTask<VexDocument?> FindVexAsync(Digest digest, CancellationToken cancellationToken) => new(database.Read(session => session.First(
        $"SELECT {AdvisoryColumns.Vex}, content FROM vex_documents WHERE digest = ?1", static row => AdvisoryColumns.MapVex(row) with { Content = PackedText.Unpack(row.GetBytes(8)) }, digest)));

    public ValueTask<long> VersionAsync(CancellationToken cancellationToken) => new(database.Read(session => session.Number("SELECT version FROM advisory_version") ?? 0));

    private static StoredAdvisory? Get(SqliteSession session, long id) =>
        session.First($"SELECT {AdvisoryColumns.Stored} FROM advisories a JOIN feeds f ON f.id = a.feed WHERE a.id = ?1", AdvisoryColumns.MapStored, id);

    private static List<AffectedPackage> Statements(SqliteSession session, long advisory) =>
        session.All("SELECT content FROM statements WHERE advisory = ?1 ORDER BY ordinal", static row => AdvisoryJson.ReadAffected(row.GetBytes(0)), advisory);
}
