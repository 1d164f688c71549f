using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Advisories;

/// <summary>Changes of advisories and of what they say about packages.</summary>
internal sealed class AdvisoryRows(SqliteSession session)
{
    private readonly HashSet<PackageKey> _touched = [];
    private readonly Dictionary<PackageKey, long> _names = [];
    private int _added;
    private int _changed;
    private int _unchanged;

    public AdvisoryChanges Put(string feed, IReadOnlyList<PreparedAdvisory> records)
    {
        var number = FeedRows.Ensure(session, feed);
        foreach (var record in records) Put(number, record);
        if (_added + _changed > 0) FeedRows.CountVersion(session);
        return new(_added, _changed, _unchanged, 0, [.. _touched]);
    }

    public AdvisoryChanges Remove(IReadOnlyList<long> ids)
    {
        var removed = 0;
        foreach (var id in ids)
        {
            foreach (var statement in Statements(id)) _touched.Add(statement.Key);
            removed += session.Execute("DELETE FROM advisories WHERE id = ?1", id);
        }
        if (removed > 0) FeedRows.CountVersion(session);
        return new(0, 0, 0, removed, [.. _touched]);
    }

    private void Put(long feed, PreparedAdvisory record)
    {
        var advisory = record.Advisory;
        var old = session.First("SELECT id, hash, head FROM advisories WHERE source = ?1 AND name = ?2 AND part = ?3",
            static row => ((long Id, byte[] Hash, byte[] Head)?)(row.GetInt64(0), row.GetBytes(1), row.GetBytes(2)), advisory.Source, advisory.Id, record.Part);
        if (old is { } same && same.Hash.AsSpan().SequenceEqual(record.Hash))
        {
            _unchanged++;
            return;
        }
        TouchedPackages.Add(_touched, old?.Head, old is { } before ? Statements(before.Id) : [], record);
        var id = old?.Id ?? 0;
        if (old is null)
        {
            _added++;
            id = session.Insert("INSERT INTO advisories(source, name, part, feed, hash, modified, withdrawn, head) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                advisory.Source, advisory.Id, record.Part, feed, record.Hash, advisory.Modified, advisory.Withdrawn, record.Head);
        }
        else
        {
            _changed++;
            session.Execute("UPDATE advisories SET feed = ?2, hash = ?3, modified = ?4, withdrawn = ?5, head = ?6 WHERE id = ?1", id, feed, record.Hash, advisory.Modified, advisory.Withdrawn, record.Head);
            session.Execute("DELETE FROM statements WHERE advisory = ?1", id);
            session.Execute("DELETE FROM advisory_aliases WHERE (alias, advisory) IN (SELECT alias, advisory FROM advisory_aliases WHERE advisory = ?1)", id);
        }
        foreach (var alias in record.Aliases) session.Execute("INSERT INTO advisory_aliases(alias, advisory) VALUES(?1, ?2)", alias, id);
        for (var i = 0; i < record.Statements.Count; i++)
        {
            session.Execute("INSERT INTO statements(advisory, ordinal, package_name, content) VALUES(?1, ?2, ?3, ?4)",
                id, i, NameOf(record.Statements[i].Key), record.Statements[i].Content);
        }
    }

    private List<PreparedStatement> Statements(long advisory) => session.All("""
        SELECT s.name, n.name, t.content FROM statements t JOIN package_names n ON n.id = t.package_name JOIN namespaces s ON s.id = n.namespace WHERE t.advisory = ?1 ORDER BY t.ordinal
        """, static row => new PreparedStatement(new(row.GetString(0), row.GetString(1)), row.GetBytes(2)), advisory);

    private long NameOf(PackageKey key)
    {
        if (_names.TryGetValue(key, out var known)) return known;
        var place = session.Number("SELECT id FROM namespaces WHERE name = ?1", key.Namespace) ?? session.Insert("INSERT INTO namespaces(name) VALUES(?1)", key.Namespace);
        var id = session.Number("SELECT id FROM package_names WHERE namespace = ?1 AND name = ?2", place, key.Name)
            ?? session.Insert("INSERT INTO package_names(namespace, name) VALUES(?1, ?2)", place, key.Name);
        _names.Add(key, id);
        return id;
    }
}
