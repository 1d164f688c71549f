using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>From records to components to sets to images. Sets are found by the inverted index of their members.</summary>
internal static class ExposureSearch
{
    /// <summary>Each set of each component in $1, one component after the other: the inverted index compares each set that it finds with all that is looked for at once.</summary>
    public const string SetsOfComponents = "unnest($1) AS g(component) CROSS JOIN LATERAL (SELECT id FROM package_sets WHERE members @> ARRAY[g.component::integer] OFFSET 0) s";

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

    /// <summary>Every set that one of the components is in.</summary>
    public static async Task<NumberSet> SetsAsync(PostgresSession session, IReadOnlyList<long> components)
    {
        var sets = new NumberSet();
        await session.AllAsync($"SELECT s.id FROM {SetsOfComponents}", row => sets.Add(row.GetInt64(0)), components.ToArray());
        return sets;
    }

    public static async Task<ExposureCount> CountAsync(PostgresSession session, IReadOnlyList<long> components)
    {
        var sets = await SetsAsync(session, components);
        return new ExposureCount(sets.Count, (await ImagesAsync(session, sets)).Count);
    }

    /// <summary>Every image that has one of the sets. What is met more than once is told apart by bits in memory, not by sorting.</summary>
    public static async Task<NumberSet> ImagesAsync(PostgresSession session, NumberSet sets)
    {
        var images = new NumberSet();
        await session.AllAsync("SELECT image FROM set_images WHERE package_set = ANY($1)", row => images.Add(row.GetInt32(0)), sets.After(0).ToArray());
        return images;
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
