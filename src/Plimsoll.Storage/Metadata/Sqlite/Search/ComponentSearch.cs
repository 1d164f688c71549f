using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Search;

/// <summary>Finds images by the name of a package: component by component in order, and of each set by set, so that nothing has to be sorted.</summary>
internal static class ComponentSearch
{
    private const int Batch = 100;

    public static List<ComponentHit> Find(SqliteSession session, ComponentQuery query, ComponentHit? after, int limit)
    {
        var hits = new List<ComponentHit>();
        var position = after is null ? null : session.First(
            "SELECT c.id, n.namespace, n.name, c.version, c.detail FROM components c CROSS JOIN installed_names n ON n.id = c.name WHERE c.id = ?1", static row => Map(row), after.ComponentId);
        if (position is not null) AddImages(session, position, after, limit, hits);
        while (hits.Count < limit)
        {
            var components = List(session, query, position);
            foreach (var component in components)
            {
                position = component;
                if (hits.Count < limit && query.Accepts?.Invoke(component.Namespace.Split(':')[0], component.Version) != false) AddImages(session, component, null, limit, hits);
            }
            if (components.Count < Batch) break;
        }
        return hits;
    }

    private static List<Row> List(SqliteSession session, ComponentQuery query, Row? after) => query.Licence is { } licence ? session.All("""
        SELECT c.id, n.namespace, n.name, c.version, c.detail FROM licences w CROSS JOIN component_licences l ON l.licence = w.id
        CROSS JOIN components c ON c.id = l.component CROSS JOIN installed_names n ON n.id = c.name
        WHERE w.name = ?1 AND l.component > ?2 ORDER BY l.component LIMIT ?3
        """, static row => Map(row), licence, after?.Id ?? 0, Batch) : session.All($"""
        SELECT c.id, n.namespace, n.name, c.version, c.detail FROM installed_names n CROSS JOIN components c ON c.name = n.id
        WHERE {(query.IsPrefix ? "n.name >= ?1 AND n.name < ?2" : "n.name = ?1 AND ?2 IS NULL")}
          AND (?3 IS NULL OR n.namespace = ?3 OR (n.namespace > ?3 || ':' AND n.namespace < ?3 || ';')) AND (?4 IS NULL OR c.version = ?4)
          AND (n.name, n.namespace) >= (?5, ?6) AND ((n.name, n.namespace) > (?5, ?6) OR (c.version, c.detail) > (?7, ?8))
        ORDER BY n.name, n.namespace, c.version, c.detail LIMIT ?9
        """, static row => Map(row), query.Name, query.IsPrefix ? IndexText.Behind(query.Name) : null, query.Type, query.Version,
        after?.Name ?? "", after?.Namespace ?? "", after?.Version ?? "", after?.Detail ?? "", Batch);

    /// <summary>An image that has the same version for another architecture was told already.</summary>
    private static void AddImages(SqliteSession session, Row component, ComponentHit? after, int limit, List<ComponentHit> hits)
    {
        var type = component.Namespace.Split(':')[0];
        hits.AddRange(session.All("""
            SELECT sc.package_set, si.image, s.layer, i.digest
            FROM set_components sc CROSS JOIN set_images si ON si.package_set = sc.package_set CROSS JOIN image_sets s ON s.image = si.image AND s.package_set = sc.package_set
            CROSS JOIN indexed_images i ON i.id = si.image
            WHERE sc.component = ?1 AND sc.package_set >= ?2 AND (sc.package_set > ?2 OR si.image > ?3) AND NOT EXISTS(
              SELECT 1 FROM components d CROSS JOIN image_sets y ON y.image = si.image CROSS JOIN set_components x ON x.component = d.id AND x.package_set = y.package_set
              WHERE d.name = (SELECT name FROM components WHERE id = ?1) AND d.version = ?4 AND d.detail < ?5)
            ORDER BY sc.package_set, si.image LIMIT ?6
            """,
            row => new ComponentHit(new IndexedComponent(type, component.Name, component.Version, row.GetInt32(2)), row.GetDigest(3), row.GetInt64(1), component.Id, row.GetInt64(0)),
            component.Id, after?.SetId ?? 0, after?.ImageId ?? 0, component.Version, component.Detail, limit - hits.Count));
    }

    private static Row Map(SqliteRow row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4));

    private sealed record Row(long Id, string Namespace, string Name, string Version, string Detail);
}
