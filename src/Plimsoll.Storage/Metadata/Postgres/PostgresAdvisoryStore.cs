using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Advisories in PostgreSQL.</summary>
internal sealed class PostgresAdvisoryStore(PostgresDatabase database) : IAdvisoryStore
{
    public Task<AdvisoryChanges> PutAsync(string feed, IReadOnlyList<Advisory> advisories, CancellationToken cancellationToken)
    {
        var records = advisories.Select(advisory => new PreparedAdvisory(advisory)).ToArray();
        return database.WriteAsync(session => new AdvisoryRows(session).PutAsync(feed, records), cancellationToken);
    }

    public Task<AdvisoryChanges> RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        database.WriteAsync(session => new AdvisoryRows(session).RemoveAsync(ids), cancellationToken);

    public async ValueTask<IReadOnlyList<AdvisoryName>> ListNamesAsync(string? feed, long after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => feed is null
            ? session.AllAsync($"SELECT {AdvisoryColumns.Name} FROM advisories a JOIN feeds f ON f.id = a.feed WHERE a.id > $1 ORDER BY a.id LIMIT $2", row => AdvisoryColumns.MapName(row), after, limit)
            : session.AllAsync($"""
                SELECT {AdvisoryColumns.Name} FROM advisories a JOIN feeds f ON f.id = a.feed WHERE a.feed = (SELECT id FROM feeds WHERE name = $1) AND a.id > $2 ORDER BY a.id LIMIT $3
                """, row => AdvisoryColumns.MapName(row), feed, after, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<AdvisoryName>> SearchAsync(string prefix, AdvisoryName? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync($"""
            SELECT {AdvisoryColumns.Name} FROM advisories a JOIN feeds f ON f.id = a.feed
            WHERE a.name >= $1 AND ($2::text IS NULL OR a.name < $2) AND (a.name, a.id) > ($3, $4) ORDER BY a.name, a.id LIMIT $5
            """, row => AdvisoryColumns.MapName(row), prefix, AdvisoryColumns.After(prefix), after?.Id ?? "", after?.Number ?? 0, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredAdvisory>> FindAsync(string id, int limit, CancellationToken cancellationToken) => await database.ReadSnapshotAsync(async session =>
    {
        var found = await session.AllAsync($"""
            SELECT {AdvisoryColumns.Stored} FROM advisories a JOIN feeds f ON f.id = a.feed
            WHERE a.id IN (SELECT id FROM advisories WHERE name = $1 UNION SELECT advisory FROM advisory_aliases WHERE alias = $1 ORDER BY 1 LIMIT $2) ORDER BY a.id
            """, row => AdvisoryColumns.MapStored(row), id, limit);
        return await WithStatementsAsync(session, found);
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<StoredAdvisory>> GetAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {AdvisoryColumns.Stored} FROM unnest($1) WITH ORDINALITY AS w(id, ordinal) JOIN advisories a ON a.id = w.id JOIN feeds f ON f.id = a.feed ORDER BY w.ordinal",
        row => AdvisoryColumns.MapStored(row), ids.ToArray()), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredAdvisory>> ReadAsync(string feed, long after, int limit, CancellationToken cancellationToken) => await database.ReadSnapshotAsync(async session =>
    {
        var found = await session.AllAsync($"""
            SELECT {AdvisoryColumns.Stored} FROM advisories a JOIN feeds f ON f.id = a.feed WHERE a.feed = (SELECT id FROM feeds WHERE name = $1) AND a.id > $2 ORDER BY a.id LIMIT $3
            """, row => AdvisoryColumns.MapStored(row), feed, after, limit);
        return await WithStatementsAsync(session, found);
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<Enrichment>> ListEnrichmentsAsync(string after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {AdvisoryColumns.Enrichment} FROM enrichments WHERE cve > $1 ORDER BY cve LIMIT $2", row => AdvisoryColumns.MapEnrichment(row), after, limit), cancellationToken);

    public async ValueTask<AdvisoryPublication?> FindPublicationAsync(string source, CancellationToken cancellationToken) => await database.ReadAsync(session => session.FirstAsync(
        "SELECT source, sequence, manifest, fetched_at FROM advisory_publications WHERE source = $1", static row => new AdvisoryPublication(row.GetString(0), row.GetInt64(1), row.GetDigest(2), row.GetTime(3)), source), cancellationToken);

    public Task PutPublicationAsync(AdvisoryPublication publication, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync("""
        INSERT INTO advisory_publications(source, sequence, manifest, fetched_at) VALUES($1, $2, $3, $4)
        ON CONFLICT(source) DO UPDATE SET sequence = excluded.sequence, manifest = excluded.manifest, fetched_at = excluded.fetched_at WHERE excluded.sequence > advisory_publications.sequence
        """, publication.Source, publication.Sequence, publication.Manifest, publication.At), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredStatement>> ListStatementsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("""
            SELECT t.id, a.id, a.source, a.name, t.content FROM unnest($1, $2) WITH ORDINALITY AS w(space, name, ordinal) JOIN namespaces s ON s.name = w.space
            JOIN package_names n ON n.namespace = s.id AND n.name = w.name JOIN statements t ON t.package_name = n.id JOIN advisories a ON a.id = t.advisory
            WHERE a.withdrawn IS NULL ORDER BY w.ordinal, t.id
            """, row => AdvisoryColumns.MapStatement(row), keys.Select(key => key.Namespace).ToArray(), keys.Select(key => key.Name).ToArray()), cancellationToken);

    public async ValueTask<IReadOnlyList<NamespaceCoverage>> ListNamespacesAsync(CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT n.name, f.name FROM feed_namespaces c JOIN namespaces n ON n.id = c.namespace JOIN feeds f ON f.id = c.feed ORDER BY n.name, f.name",
        static row => new NamespaceCoverage(row.GetString(0), row.GetString(1))), cancellationToken);

    public Task EndRunAsync(FeedRun run, CancellationToken cancellationToken) => database.WriteAsync(session => FeedRows.EndRunAsync(session, run), cancellationToken);

    public async ValueTask<IReadOnlyList<FeedState>> ListFeedsAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync($"SELECT {AdvisoryColumns.Feed} FROM feeds ORDER BY name", row => AdvisoryColumns.MapFeed(row)), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredProblem>> ListProblemsAsync(string feed, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT file, record, reason FROM feed_problems WHERE feed = (SELECT id FROM feeds WHERE name = $1) ORDER BY ordinal",
        static row => new StoredProblem(row.GetString(0), row.GetStringOrNull(1), row.GetString(2)), feed), cancellationToken);

    public Task<AdvisoryChanges?> RemoveFeedAsync(string feed, CancellationToken cancellationToken) => database.WriteAsync(session => FeedRows.RemoveAsync(session, feed), cancellationToken);

    public Task<IReadOnlyList<string>> PutKevAsync(string feed, IReadOnlyList<KevEntry> entries, CancellationToken cancellationToken) =>
        database.WriteAsync(session => EnrichmentRows.PutKevAsync(session, feed, entries), cancellationToken);

    public Task<int> PutEpssAsync(string feed, IReadOnlyList<EpssEntry> entries, CancellationToken cancellationToken) =>
        database.WriteAsync(session => EnrichmentRows.PutEpssAsync(session, feed, entries), cancellationToken);

    public async ValueTask<IReadOnlyList<Enrichment>> FindEnrichmentsAsync(IReadOnlyList<string> cves, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {AdvisoryColumns.Enrichment} FROM unnest($1) WITH ORDINALITY AS w(wanted, ordinal) JOIN enrichments ON cve = wanted ORDER BY ordinal",
        row => AdvisoryColumns.MapEnrichment(row), cves.ToArray()), cancellationToken);

    public Task<int> PutVexAsync(string feed, IReadOnlyList<VexDocument> documents, CancellationToken cancellationToken)
    {
        var packed = documents.DistinctBy(document => document.Digest).Select(document => (document, PackedText.Pack(document.Content.Span))).ToArray();
        return database.WriteAsync(session => EnrichmentRows.PutVexAsync(session, feed, packed), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<VexDocument>> ListVexAsync(Digest? after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {AdvisoryColumns.Vex} FROM vex_documents WHERE digest > $1 ORDER BY digest LIMIT $2", row => AdvisoryColumns.MapVex(row), after?.Value ?? "", limit), cancellationToken);

    public async ValueTask<VexDocument?> FindVexAsync(Digest digest, CancellationToken cancellationToken) => await database.ReadAsync(session => session.FirstAsync(
        $"SELECT {AdvisoryColumns.Vex}, content FROM vex_documents WHERE digest = $1", row => AdvisoryColumns.MapVex(row) with { Content = PackedText.Unpack(row.GetBytes(8)) }, digest), cancellationToken);

    public async ValueTask<long> VersionAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.NumberAsync("SELECT version FROM advisory_version"), cancellationToken) ?? 0;

    private static async Task<IReadOnlyList<StoredAdvisory>> WithStatementsAsync(PostgresSession session, List<StoredAdvisory> found)
    {
        var statements = (await session.AllAsync("SELECT advisory, content FROM statements WHERE advisory = ANY($1) ORDER BY advisory, ordinal",
            static row => (Id: row.GetInt64(0), Affected: AdvisoryJson.ReadAffected(row.GetBytes(1))), found.Select(stored => stored.Number).ToArray())).ToLookup(row => row.Id, row => row.Affected);
        return found.ConvertAll(stored => stored with { Advisory = stored.Advisory with { Affected = [.. statements[stored.Number]] } });
    }
}
