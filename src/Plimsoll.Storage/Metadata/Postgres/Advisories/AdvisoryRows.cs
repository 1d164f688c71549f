using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Advisories;

/// <summary>Changes of advisories and of what they say about packages, many at a time: a round trip costs more than a row.</summary>
internal sealed class AdvisoryRows(PostgresSession session)
{
    private readonly HashSet<PackageKey> _touched = [];

    public async Task<AdvisoryChanges> PutAsync(string feed, IReadOnlyList<PreparedAdvisory> records)
    {
        // Who changes a feed holds its row, so that two who read the same one come one after the other.
        var number = await FeedRows.EnsureAsync(session, feed);
        // A feed may name a record twice; the last one counts, as it would one after the other.
        var latest = records.GroupBy(record => (record.Advisory.Source, record.Advisory.Id, record.Part)).Select(group => group.Last()).ToArray();
        var old = (await session.AllAsync("""
            SELECT a.source, a.name, a.part, a.id, a.hash, a.head FROM unnest($1, $2, $3) AS w(source, name, part) JOIN advisories a ON (a.source, a.name, a.part) = (w.source, w.name, w.part)
            """, static row => (Key: (row.GetString(0), row.GetString(1), row.GetString(2)), Id: row.GetInt64(3), Hash: row.GetBytes(4), Head: row.GetBytes(5)),
            Texts(latest, record => record.Advisory.Source), Texts(latest, record => record.Advisory.Id), Texts(latest, record => record.Part))).ToDictionary(row => row.Key);
        var fresh = latest.Where(record => !old.TryGetValue(KeyOf(record), out var row) || !row.Hash.AsSpan().SequenceEqual(record.Hash)).ToArray();
        if (fresh.Length == 0) return new(0, 0, records.Count, 0, []);
        var changed = fresh.Where(record => old.ContainsKey(KeyOf(record))).Select(record => old[KeyOf(record)].Id).ToArray();
        var before = await StatementsAsync(changed);
        foreach (var record in fresh)
        {
            var row = old.GetValueOrDefault(KeyOf(record));
            TouchedPackages.Add(_touched, row.Head, row.Head is null ? [] : [.. before[row.Id]], record);
        }
        await StoreAsync(number, fresh, changed);
        FeedRows.CountVersion(session);
        return new(fresh.Length - changed.Length, changed.Length, records.Count - fresh.Length, 0, [.. _touched]);
    }

    public async Task<AdvisoryChanges> RemoveAsync(IReadOnlyList<long> ids)
    {
        long[] numbers = [.. ids];
        foreach (var group in await StatementsAsync(numbers)) _touched.UnionWith(group.Select(statement => statement.Key));
        var removed = await session.ExecuteAsync("DELETE FROM advisories WHERE id = ANY($1)", numbers);
        if (removed > 0) FeedRows.CountVersion(session);
        return new(0, 0, 0, removed, [.. _touched]);
    }

    private async Task StoreAsync(long feed, PreparedAdvisory[] records, long[] changed)
    {
        session.Queue("DELETE FROM statements WHERE advisory = ANY($1)", changed);
        session.Queue("DELETE FROM advisory_aliases WHERE advisory = ANY($1)", changed);
        var ids = (await session.AllAsync("""
            INSERT INTO advisories(source, name, part, feed, hash, modified, withdrawn, head) SELECT source, name, part, $8, hash, modified, withdrawn, head
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS w(source, name, part, hash, modified, withdrawn, head)
            ON CONFLICT(source, name, part) DO UPDATE SET feed = excluded.feed, hash = excluded.hash, modified = excluded.modified, withdrawn = excluded.withdrawn, head = excluded.head
            RETURNING source, name, part, id
            """, static row => (Key: (row.GetString(0), row.GetString(1), row.GetString(2)), Id: row.GetInt64(3)),
            Texts(records, record => record.Advisory.Source), Texts(records, record => record.Advisory.Id), Texts(records, record => record.Part),
            records.Select(record => record.Hash).ToArray(), Times(records, record => record.Advisory.Modified), Times(records, record => record.Advisory.Withdrawn),
            records.Select(record => record.Head).ToArray(), feed)).ToDictionary(row => row.Key, row => row.Id);
        var aliases = records.SelectMany(record => record.Aliases.Select(alias => (Alias: alias, Id: ids[KeyOf(record)]))).ToArray();
        session.Queue("INSERT INTO advisory_aliases(alias, advisory) SELECT * FROM unnest($1, $2)", aliases.Select(pair => pair.Alias).ToArray(), aliases.Select(pair => pair.Id).ToArray());
        var statements = records.SelectMany(record => record.Statements.Select((statement, ordinal) => (Id: ids[KeyOf(record)], Ordinal: (long)ordinal, statement.Key, statement.Content))).ToArray();
        // In one order for all, so that two who add the same names do not wait for each other in a circle.
        var keys = statements.Select(statement => statement.Key).Distinct().OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal).ToArray();
        session.Queue("INSERT INTO namespaces(name) SELECT * FROM unnest($1) ON CONFLICT DO NOTHING", keys.Select(key => key.Namespace).Distinct(StringComparer.Ordinal).ToArray());
        session.Queue("INSERT INTO package_names(namespace, name) SELECT s.id, w.name FROM unnest($1, $2) AS w(space, name) JOIN namespaces s ON s.name = w.space ON CONFLICT DO NOTHING",
            keys.Select(key => key.Namespace).ToArray(), keys.Select(key => key.Name).ToArray());
        session.Queue("""
            INSERT INTO statements(advisory, ordinal, package_name, content) SELECT w.advisory, w.ordinal, n.id, w.content
            FROM unnest($1, $2, $3, $4, $5) AS w(advisory, ordinal, space, name, content) JOIN namespaces s ON s.name = w.space JOIN package_names n ON n.namespace = s.id AND n.name = w.name
            ORDER BY w.advisory, w.ordinal
            """, statements.Select(row => row.Id).ToArray(), statements.Select(row => row.Ordinal).ToArray(), statements.Select(row => row.Key.Namespace).ToArray(),
            statements.Select(row => row.Key.Name).ToArray(), statements.Select(row => row.Content).ToArray());
    }

    private async Task<ILookup<long, PreparedStatement>> StatementsAsync(long[] advisories) => (await session.AllAsync("""
        SELECT t.advisory, s.name, n.name, t.content FROM statements t JOIN package_names n ON n.id = t.package_name JOIN namespaces s ON s.id = n.namespace
        WHERE t.advisory = ANY($1) ORDER BY t.advisory, t.ordinal
        """, static row => (Id: row.GetInt64(0), Statement: new PreparedStatement(new(row.GetString(1), row.GetString(2)), row.GetBytes(3))), advisories)).ToLookup(row => row.Id, row => row.Statement);

    private static (string, string, string) KeyOf(PreparedAdvisory record) => (record.Advisory.Source, record.Advisory.Id, record.Part);

    private static string[] Texts(PreparedAdvisory[] records, Func<PreparedAdvisory, string> text) => Array.ConvertAll(records, record => text(record));

    private static long?[] Times(PreparedAdvisory[] records, Func<PreparedAdvisory, DateTimeOffset?> time) => Array.ConvertAll(records, record => time(record)?.ToUnixTimeMilliseconds());
}
