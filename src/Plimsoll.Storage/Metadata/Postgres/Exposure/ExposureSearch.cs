using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>From records to components to sets to images. Sets are found by the inverted index of their members.</summary>
internal static class ExposureSearch
{
    private const string Component = "c.id, n.namespace, n.name, c.version, c.detail";

    public static Task<List<AffectedComponent>> AffectedAsync(PostgresSession session, IReadOnlyList<string> advisories) => session.AllAsync($"""
        SELECT {Component}, v.source, v.advisory, v.part, m.status, m.since
        FROM vulnerabilities v JOIN component_matches m ON m.vulnerability = v.id JOIN components c ON c.id = m.component JOIN installed_names n ON n.id = c.name
        WHERE v.advisory = ANY($1) ORDER BY m.component LIMIT $2
        """, static row => new AffectedComponent(ComponentRows.Read(row, 0), MatchRows.Key(row, 5), (AffectedStatus)row.GetInt64(8), row.GetTime(9)), advisories.ToArray(), IExposureStore.MaxComponents);

    public static Task<List<EndedMatch>> EndedAsync(PostgresSession session, IReadOnlyList<string> advisories, int limit) => session.AllAsync($"""
        SELECT {Component}, v.source, v.advisory, v.part, e.status, e.since, e.until
        FROM vulnerabilities v JOIN ended_matches e ON e.vulnerability = v.id JOIN components c ON c.id = e.component JOIN installed_names n ON n.id = c.name
        WHERE v.advisory = ANY($1) ORDER BY e.until DESC, e.component LIMIT $2
        """, static row => new EndedMatch(ComponentRows.Read(row, 0), MatchRows.Key(row, 5), (AffectedStatus)row.GetInt64(8), row.GetTime(9), row.GetTime(10)), advisories.ToArray(), limit);

    public static Task<ExposureCount?> CountAsync(PostgresSession session, IReadOnlyList<long> components) => session.FirstAsync("""
        WITH sets AS MATERIALIZED (SELECT id FROM package_sets WHERE members && $1::bigint[]::integer[])
        SELECT (SELECT count(*) FROM sets), (SELECT count(*) FROM (SELECT DISTINCT image FROM set_images WHERE package_set IN (SELECT id FROM sets)) i)
        """, static row => new ExposureCount(row.GetInt64(0), row.GetInt64(1)), components.ToArray());

    /// <summary>Every image that one of the components is in.</summary>
    public static async Task<NumberSet> ImagesAsync(PostgresSession session, IReadOnlyList<long> components)
    {
        var images = new NumberSet();
        await session.AllAsync("SELECT image FROM set_images WHERE package_set = ANY(ARRAY(SELECT id FROM package_sets WHERE members && $1::bigint[]::integer[]))", row => images.Add(row.GetInt64(0)), components.ToArray());
        return images;
    }

    public static async Task<List<AffectedImage>> ListAsync(PostgresSession session, IReadOnlyList<long> components, ImagePosition? after, int limit)
    {
        var from = after ?? new ImagePosition(0, 0);
        // It is told with the first of its sets.
        var page = await session.AllAsync("""
            WITH sets AS MATERIALIZED (SELECT id FROM package_sets WHERE members && $1::bigint[]::integer[])
            SELECT s.id, si.image, i.digest
            FROM (SELECT id FROM sets WHERE id >= $2 ORDER BY id) s CROSS JOIN LATERAL (SELECT image FROM set_images WHERE package_set = s.id AND (s.id > $2 OR image > $3) ORDER BY image LIMIT $4) si
            JOIN indexed_images i ON i.id = si.image
            WHERE s.id = (SELECT min(o.package_set) FROM set_images o WHERE o.image = si.image AND o.package_set IN (SELECT id FROM sets))
            LIMIT $4
            """, static row => (Position: new ImagePosition(row.GetInt64(0), row.GetInt64(1)), Digest: row.GetDigest(2)), components.ToArray(), from.Set, from.Image, limit);
        var inside = (await session.AllAsync("""
            SELECT si.image, m, si.layer FROM set_images si JOIN package_sets s ON s.id = si.package_set CROSS JOIN LATERAL unnest(s.members) AS m
            WHERE si.image = ANY($2) AND m = ANY($1::bigint[]::integer[]) ORDER BY si.package_set, m
            """, static row => (Image: row.GetInt64(0), In: new ComponentInImage(row.GetInt32(1), row.GetInt32(2))), components.ToArray(), page.Select(image => image.Position.Image).ToArray())).ToLookup(i => i.Image, i => i.In);
        return page.ConvertAll(image => new AffectedImage(image.Position.Image, image.Digest, image.Position, [.. inside[image.Position.Image]]));
    }

    public static Task<List<ImageMatch>> OfImageAsync(PostgresSession session, Digest image) => session.AllAsync($"""
        SELECT {Component}, si.layer, v.source, v.advisory, v.part, cm.status, cm.since
        FROM indexed_images i JOIN set_images si ON si.image = i.id JOIN package_sets s ON s.id = si.package_set CROSS JOIN LATERAL unnest(s.members) AS m
        JOIN component_matches cm ON cm.component = m JOIN vulnerabilities v ON v.id = cm.vulnerability JOIN components c ON c.id = m JOIN installed_names n ON n.id = c.name
        WHERE i.digest = $1
        """, static row => new ImageMatch(ComponentRows.Read(row, 0), row.GetInt32(5), MatchRows.Key(row, 6), (AffectedStatus)row.GetInt64(9), row.GetTime(10)), image);

    public static Task<BaseInIndex?> BaseAsync(PostgresSession session, long image, int layer) => session.FirstAsync("""
        SELECT b.id, b.digest, b.layers, (SELECT count(*) FROM image_chains d WHERE d.chain = c.chain)
        FROM image_chains c JOIN indexed_images b ON b.chain = c.chain WHERE c.image = $1 AND b.layers > $2 ORDER BY b.layers, b.id LIMIT 1
        """, static row => new BaseInIndex(row.GetInt64(0), row.GetDigest(1), (int)row.GetInt64(2), row.GetInt64(3)), image, layer);
}
