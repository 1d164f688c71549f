using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>Components and the names they are known by.</summary>
internal static class ComponentRows
{
    private const string Columns = "c.id, n.namespace, n.name, c.version, c.detail";

    /// <summary>The numbers of components; those that are new wait to be matched. All go by one order, so that two who add the same ones do not wait for each other in a circle.</summary>
    public static async Task<IReadOnlyList<long>> AddAsync(PostgresSession session, IReadOnlyList<SetMember> members)
    {
        await AddNamesAsync(session, [.. members.Select(m => (m.Component.Namespace, IndexText.Cut(m.Component.Name))), .. members.SelectMany(m => m.Keys).Select(k => (k.Namespace, IndexText.Cut(k.Name)))]);
        string[] namespaces = [.. members.Select(m => m.Component.Namespace)], names = [.. members.Select(m => IndexText.Cut(m.Component.Name))];
        string[] versions = [.. members.Select(m => IndexText.Cut(m.Component.Version))], details = [.. members.Select(m => ComponentDetail.Write(m.Component))];
        var sortKeys = members.Select(m => m.SortKey is { } key ? Convert.ToHexStringLower(key.Span) : null).ToArray();
        const string Given = "unnest($1, $2, $3, $4) AS g(namespace, name, version, detail) JOIN installed_names n ON n.name = g.name AND n.namespace = g.namespace";
        session.Queue("""
            WITH g AS (
              SELECT DISTINCT n.id AS name, g.version, g.detail, decode(g.sort_key, 'hex') AS sort_key
              FROM unnest($1, $2, $3, $4, $5) AS g(namespace, name, version, detail, sort_key) JOIN installed_names n ON n.name = g.name AND n.namespace = g.namespace),
            fresh AS (
              INSERT INTO components(name, version, detail, sort_key)
              SELECT name, version, detail, sort_key FROM g WHERE NOT EXISTS(SELECT 1 FROM components c WHERE c.name = g.name AND c.version = g.version AND c.detail = g.detail)
              ORDER BY name, version, detail ON CONFLICT DO NOTHING RETURNING id)
            INSERT INTO new_components(component) SELECT id FROM fresh
            """, namespaces, names, versions, details, sortKeys);
        var ids = await session.AllAsync($"SELECT DISTINCT c.id FROM {Given} JOIN components c ON c.name = n.id AND c.version = g.version AND c.detail = g.detail ORDER BY c.id",
            static row => row.GetInt64(0), namespaces, names, versions, details);
        var keyed = members.SelectMany(m => m.Keys, (m, key) => (m.Component, Key: key)).Where(k => k.Key.Name != k.Component.Name || k.Key.Namespace != k.Component.Namespace).ToList();
        session.Queue($"""
            INSERT INTO component_names(name, component)
            SELECT k.id, c.id FROM unnest($1, $2, $3, $4, $5, $6) AS g(namespace, name, version, detail, key_namespace, key_name)
            JOIN installed_names n ON n.name = g.name AND n.namespace = g.namespace JOIN components c ON c.name = n.id AND c.version = g.version AND c.detail = g.detail
            JOIN installed_names k ON k.name = g.key_name AND k.namespace = g.key_namespace
            ORDER BY 1, 2 ON CONFLICT DO NOTHING
            """,
            keyed.Select(k => k.Component.Namespace).ToArray(), keyed.Select(k => IndexText.Cut(k.Component.Name)).ToArray(), keyed.Select(k => IndexText.Cut(k.Component.Version)).ToArray(),
            keyed.Select(k => ComponentDetail.Write(k.Component)).ToArray(), keyed.Select(k => k.Key.Namespace).ToArray(), keyed.Select(k => IndexText.Cut(k.Key.Name)).ToArray());
        AddLicences(session, members);
        return ids;
    }

    public static async Task AddKeysAsync(PostgresSession session, IReadOnlyList<(long Component, PackageKey Key)> names)
    {
        if (names.Count == 0) return;
        await AddNamesAsync(session, [.. names.Select(n => (n.Key.Namespace, IndexText.Cut(n.Key.Name)))]);
        session.Queue("""
            INSERT INTO component_names(name, component)
            SELECT n.id, c.id FROM unnest($1, $2, $3) AS g(component, namespace, name) JOIN installed_names n ON n.name = g.name AND n.namespace = g.namespace JOIN components c ON c.id = g.component
            WHERE c.name <> n.id ORDER BY 1, 2 ON CONFLICT DO NOTHING
            """, names.Select(n => n.Component).ToArray(), names.Select(n => n.Key.Namespace).ToArray(), names.Select(n => IndexText.Cut(n.Key.Name)).ToArray());
    }

    public static Task<List<StoredComponent>> OfNameAsync(PostgresSession session, PackageKey key, ReadOnlyMemory<byte>? from, ReadOnlyMemory<byte>? below) => session.AllAsync($"""
        WITH wanted AS (SELECT id FROM installed_names WHERE name = $1 AND namespace = $2),
        found AS (SELECT c.id FROM wanted w JOIN components c ON c.name = w.id UNION SELECT o.component FROM wanted w JOIN component_names o ON o.name = w.id)
        SELECT {Columns} FROM found f JOIN components c ON c.id = f.id JOIN installed_names n ON n.id = c.name
        WHERE ($3::text IS NULL OR c.sort_key >= decode($3, 'hex')) AND ($4::text IS NULL OR c.sort_key < decode($4, 'hex'))
        """, Map, IndexText.Cut(key.Name), key.Namespace, from is { } f ? Convert.ToHexStringLower(f.Span) : null, below is { } b ? Convert.ToHexStringLower(b.Span) : null);

    public static Task<List<StoredComponent>> OfNamesAsync(PostgresSession session, IReadOnlyList<PackageKey> keys) => session.AllAsync($"""
        WITH wanted AS (SELECT n.id FROM unnest($1, $2) AS g(namespace, name) JOIN installed_names n ON n.name = g.name AND n.namespace = g.namespace),
        found AS (SELECT c.id FROM wanted w JOIN components c ON c.name = w.id UNION SELECT o.component FROM wanted w JOIN component_names o ON o.name = w.id)
        SELECT {Columns} FROM found f JOIN components c ON c.id = f.id JOIN installed_names n ON n.id = c.name
        """, Map, keys.Select(key => key.Namespace).ToArray(), keys.Select(key => IndexText.Cut(key.Name)).ToArray());

    public static Task<List<StoredComponent>> NewAsync(PostgresSession session, int limit) => session.AllAsync($"""
        SELECT {Columns} FROM new_components w JOIN components c ON c.id = w.component JOIN installed_names n ON n.id = c.name ORDER BY w.component LIMIT $1
        """, Map, limit);

    public static async Task<(IReadOnlyList<StoredComponent> Components, long? Last)> ByNameAsync(PostgresSession session, long after, int names)
    {
        var last = await session.NumberAsync("SELECT max(id) FROM (SELECT id FROM installed_names WHERE id > $1 ORDER BY id LIMIT $2) s", after, names);
        return last is null ? ([], null) : (await session.AllAsync($"SELECT {Columns} FROM installed_names n JOIN components c ON c.name = n.id WHERE n.id > $1 AND n.id <= $2 ORDER BY n.id", Map, after, last.Value), last);
    }

    /// <summary>The component whose five columns begin at one.</summary>
    public static StoredComponent Read(PostgresRow row, int column) =>
        new(row.GetInt64(column), ComponentDetail.Read(row.GetString(column + 1), row.GetString(column + 2), row.GetString(column + 3), row.GetString(column + 4)));

    private static StoredComponent Map(PostgresRow row) => Read(row, 0);

    private static void AddLicences(PostgresSession session, IReadOnlyList<SetMember> members)
    {
        var licensed = members.SelectMany(m => m.Licences, (m, licence) => (m.Component, Licence: licence)).ToList();
        if (licensed.Count == 0) return;
        var licences = licensed.Select(l => l.Licence).ToArray();
        session.Queue("INSERT INTO licences(name) SELECT DISTINCT g FROM unnest($1) AS g WHERE NOT EXISTS(SELECT 1 FROM licences l WHERE l.name = g) ORDER BY g ON CONFLICT DO NOTHING", licences);
        session.Queue("""
            INSERT INTO component_licences(licence, component)
            SELECT DISTINCT l.id::integer, c.id::integer FROM unnest($1, $2, $3, $4, $5) AS g(namespace, name, version, detail, licence)
            JOIN installed_names n ON n.name = g.name AND n.namespace = g.namespace JOIN components c ON c.name = n.id AND c.version = g.version AND c.detail = g.detail JOIN licences l ON l.name = g.licence
            ORDER BY 1, 2 ON CONFLICT DO NOTHING
            """,
            licensed.Select(l => l.Component.Namespace).ToArray(), licensed.Select(l => IndexText.Cut(l.Component.Name)).ToArray(), licensed.Select(l => IndexText.Cut(l.Component.Version)).ToArray(),
            licensed.Select(l => ComponentDetail.Write(l.Component)).ToArray(), licences);
    }

    private static async Task AddNamesAsync(PostgresSession session, IReadOnlyList<(string Namespace, string Name)> names)
    {
        var distinct = names.Distinct().ToList();
        await session.ExecuteAsync("""
            INSERT INTO installed_names(namespace, name)
            SELECT g.namespace, g.name FROM unnest($1, $2) AS g(namespace, name) WHERE NOT EXISTS(SELECT 1 FROM installed_names n WHERE n.name = g.name AND n.namespace = g.namespace)
            ORDER BY g.name, g.namespace ON CONFLICT DO NOTHING
            """, distinct.Select(n => n.Namespace).ToArray(), distinct.Select(n => n.Name).ToArray());
    }
}
