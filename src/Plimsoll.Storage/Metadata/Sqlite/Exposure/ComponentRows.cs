using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Exposure;

/// <summary>Components and the names they are known by.</summary>
internal static class ComponentRows
{
    private const string Columns = "c.id, n.namespace, n.name, c.version, c.detail";

    /// <summary>The number of a component; one that is new waits to be matched.</summary>
    public static long Add(SqliteSession session, SetMember member)
    {
        var component = member.Component;
        var name = AddName(session, component.Namespace, component.Name);
        var (version, detail) = (IndexText.Cut(component.Version), ComponentDetail.Write(component));
        if (session.Number("SELECT id FROM components WHERE name = ?1 AND version = ?2 AND detail = ?3", name, version, detail) is { } known)
        {
            AddLicences(session, known, member.Licences);
            return known;
        }
        var id = session.Insert("INSERT INTO components(name, version, detail, sort_key) VALUES(?1, ?2, ?3, ?4)", name, version, detail, member.SortKey is { } key ? key : default(SqliteValue));
        session.Execute("INSERT INTO new_components(component) VALUES(?1)", id);
        foreach (var other in member.Keys) AddKey(session, id, other);
        AddLicences(session, id, member.Licences);
        return id;
    }

    public static void AddKey(SqliteSession session, long component, PackageKey key)
    {
        var name = AddName(session, key.Namespace, key.Name);
        session.Execute("INSERT INTO component_names(name, component) SELECT ?1, ?2 WHERE ?1 <> (SELECT name FROM components WHERE id = ?2) ON CONFLICT DO NOTHING", name, component);
    }

    public static List<StoredComponent> OfName(SqliteSession session, PackageKey key, ReadOnlyMemory<byte>? from, ReadOnlyMemory<byte>? below)
    {
        if (session.Number("SELECT id FROM installed_names WHERE name = ?1 AND namespace = ?2", IndexText.Cut(key.Name), key.Namespace) is not { } name) return [];
        var (least, most) = (from is { } f ? f : default(SqliteValue), below is { } b ? b : default(SqliteValue));
        const string InRange = "(?2 IS NULL OR c.sort_key >= ?2) AND (?3 IS NULL OR c.sort_key < ?3)";
        return
        [
            .. session.All($"SELECT {Columns} FROM installed_names n CROSS JOIN components c ON c.name = n.id WHERE n.id = ?1 AND {InRange}", Map, name, least, most),
            .. session.All($"""
                SELECT {Columns} FROM component_names o CROSS JOIN components c ON c.id = o.component CROSS JOIN installed_names n ON n.id = c.name WHERE o.name = ?1 AND {InRange}
                """, Map, name, least, most),
        ];
    }

    public static List<StoredComponent> New(SqliteSession session, int limit) => session.All($"""
        SELECT {Columns} FROM new_components w CROSS JOIN components c ON c.id = w.component CROSS JOIN installed_names n ON n.id = c.name WHERE w.component > 0 ORDER BY w.component LIMIT ?1
        """, Map, limit);

    public static (IReadOnlyList<StoredComponent> Components, long? Last) ByName(SqliteSession session, long after, int names)
    {
        var numbers = session.All("SELECT id FROM installed_names WHERE id > ?1 ORDER BY id LIMIT ?2", static row => row.GetInt64(0), after, names);
        if (numbers.Count == 0) return ([], null);
        return (session.All($"SELECT {Columns} FROM installed_names n CROSS JOIN components c ON c.name = n.id WHERE n.id > ?1 AND n.id <= ?2", Map, after, numbers[^1]), numbers[^1]);
    }

    /// <summary>One component.</summary>
    public static StoredComponent Find(SqliteSession session, long id) =>
        session.First($"SELECT {Columns} FROM components c CROSS JOIN installed_names n ON n.id = c.name WHERE c.id = ?1", Map, id) ?? throw new InvalidDataException($"component {id} is missing");

    private static void AddLicences(SqliteSession session, long component, IReadOnlyList<string> licences)
    {
        foreach (var licence in licences)
        {
            session.Execute("INSERT INTO licences(name) SELECT ?1 WHERE NOT EXISTS(SELECT 1 FROM licences WHERE name = ?1)", licence);
            session.Execute("INSERT INTO component_licences(licence, component) SELECT id, ?2 FROM licences WHERE name = ?1 ON CONFLICT DO NOTHING", licence, component);
        }
    }

    private static long AddName(SqliteSession session, string @namespace, string name)
    {
        name = IndexText.Cut(name);
        return session.Number("SELECT id FROM installed_names WHERE name = ?1 AND namespace = ?2", name, @namespace)
            ?? session.Insert("INSERT INTO installed_names(name, namespace) VALUES(?1, ?2)", name, @namespace);
    }

    private static StoredComponent Map(SqliteRow row) => new(row.GetInt64(0), ComponentDetail.Read(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)));
}
