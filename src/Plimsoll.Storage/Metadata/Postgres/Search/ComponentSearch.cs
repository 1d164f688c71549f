using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Search;

/// <summary>Finds images by the name of a package: component by component in order, and of each set by set.</summary>
internal static class ComponentSearch
{
    private const int Batch = 100;

    public static async Task<List<ComponentHit>> FindAsync(PostgresSession session, ComponentQuery query, ComponentHit? after, int limit)
    {
        var hits = new List<ComponentHit>();
        var position = after is null ? null : await session.FirstAsync(
            "SELECT c.id, n.namespace, n.name, c.version, c.detail FROM components c JOIN installed_names n ON n.id = c.name WHERE c.id = $1", Map, after.ComponentId);
        if (position is not null) await AddImagesAsync(session, position, after, limit, hits);
        while (hits.Count < limit)
        {
            var components = await ListAsync(session, query, position);
            foreach (var component in components)
            {
                position = component;
                if (hits.Count < limit && query.Accepts?.Invoke(component.Namespace.Split(':')[0], component.Version) != false) await AddImagesAsync(session, component, null, limit, hits);
            }
            if (components.Count < Batch) break;
        }
        return hits;
    }

    private static Task<List<Row>> ListAsync(PostgresSession session, ComponentQuery query, Row? after) => query.Licence is { } licence ? session.AllAsync("""
        SELECT c.id, n.namespace, n.name, c.version, c.detail FROM component_licences l JOIN components c ON c.id = l.component JOIN installed_names n ON n.id = c.name
        WHERE l.licence = (SELECT id::integer FROM licences WHERE name = $1) AND l.component > $2 ORDER BY l.component LIMIT $3
        """, Map, licence, after?.Id ?? 0, Batch) : session.AllAsync($"""
        SELECT c.id, n.namespace, n.name, c.version, c.detail FROM installed_names n JOIN components c ON c.name = n.id
        WHERE {(query.IsPrefix ? "n.name >= $1 AND n.name < $2" : "n.name = $1 AND $2::text IS NULL")}
          AND ($3::text IS NULL OR n.namespace = $3 OR (n.namespace > $3 || ':' AND n.namespace < $3 || ';')) AND ($4::text IS NULL OR c.version = $4)
          AND (n.name, n.namespace) >= ($5, $6) AND ((n.name, n.namespace) > ($5, $6) OR (c.version, c.detail) > ($7, $8))
        ORDER BY n.name, n.namespace, c.version, c.detail LIMIT $9
        """, Map, query.Name, query.IsPrefix ? IndexText.Behind(query.Name) : null, query.Type, query.Version,
        after?.Name ?? "", after?.Namespace ?? "", after?.Version ?? "", after?.Detail ?? "", Batch);

    /// <summary>An image that has the same version for another architecture was told already.</summary>
    private static async Task AddImagesAsync(PostgresSession session, Row component, ComponentHit? after, int limit, List<ComponentHit> hits)
    {
        var type = component.Namespace.Split(':')[0];
        hits.AddRange(await session.AllAsync("""
            SELECT s.id, si.image, si.layer, i.digest
            FROM package_sets s JOIN set_images si ON si.package_set = s.id JOIN indexed_images i ON i.id = si.image
            WHERE s.members @> ARRAY[$1::bigint]::integer[] AND (s.id, si.image) > ($2, $3) AND NOT EXISTS(
              SELECT 1 FROM components d, set_images y JOIN package_sets x ON x.id = y.package_set
              WHERE d.name = (SELECT name FROM components WHERE id = $1) AND d.version = $4 AND d.detail < $5 AND y.image = si.image AND d.id::integer = ANY(x.members))
            ORDER BY s.id, si.image LIMIT $6
            """,
            row => new ComponentHit(new IndexedComponent(type, component.Name, component.Version, row.GetInt32(2)), row.GetDigest(3), row.GetInt32(1), component.Id, row.GetInt64(0)),
            component.Id, after?.SetId ?? 0, after?.ImageId ?? 0, component.Version, component.Detail, limit - hits.Count));
    }

    private static Row Map(PostgresRow row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4));

    private sealed record Row(long Id, string Namespace, string Name, string Version, string Detail);
}
