using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>From records to components to sets to images. Sets are found by the inverted index of their members.</summary>
internal static class ExposureSearch
{
    private const int SetsAtOnce = 100;
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

    /// <summary>Every set that one of the components is in. Asked for one by one: the inverted index compares each set that it finds with all that is looked for at once.</summary>
    public static async Task<NumberSet> SetsAsync(PostgresSession session, IReadOnlyList<long> components)
    {
        var sets = new NumberSet();
        await session.AllAsync("SELECT s.id FROM unnest($1) AS g(component) CROSS JOIN LATERAL (SELECT id FROM package_sets WHERE members @> ARRAY[g.component::integer] OFFSET 0) s",
            row => sets.Add(row.GetInt64(0)), components.ToArray());
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

    public static async Task<List<AffectedImage>> ListAsync(PostgresSession session, IReadOnlyList<long> components, ImagePosition? after, int limit)
    {
        var from = after ?? new ImagePosition(0, 0);
        var sets = await SetsAsync(session, components);
        var page = new List<(ImagePosition Position, List<(long Set, int Layer)> Sets)>();
        foreach (var chunk in sets.After(from.Set - 1).Chunk(SetsAtOnce))
        {
            var candidates = await session.AllAsync("""
                SELECT g.s, si.image FROM unnest($1) AS g(s)
                CROSS JOIN LATERAL (SELECT image FROM set_images WHERE package_set = g.s AND (g.s > $2 OR image > $3) ORDER BY image LIMIT $4) si ORDER BY g.s, si.image
                """, static row => new ImagePosition(row.GetInt64(0), row.GetInt32(1)), chunk, from.Set, from.Image, limit);
            var layers = (await session.AllAsync("SELECT image, package_set, layer FROM set_images WHERE image = ANY($1) ORDER BY package_set",
                static row => (Image: (long)row.GetInt32(0), Set: (long)row.GetInt32(1), Layer: row.GetInt32(2)), candidates.Select(c => c.Image).Distinct().ToArray())).Where(l => sets.Contains(l.Set)).ToLookup(l => l.Image, l => (l.Set, l.Layer));
            // It is told with the first of its sets.
            page.AddRange(candidates.Select(c => (c, layers[c.Image].ToList())).Where(c => c.Item2[0].Set == c.c.Set).Take(limit - page.Count));
            if (page.Count >= limit) break;
        }
        return await DescribeAsync(session, components, page);
    }

    private static async Task<List<AffectedImage>> DescribeAsync(PostgresSession session, IReadOnlyList<long> components, List<(ImagePosition Position, List<(long Set, int Layer)> Sets)> page)
    {
        var digests = (await session.AllAsync("SELECT id, digest FROM indexed_images WHERE id = ANY($1)", static row => (Id: row.GetInt64(0), Digest: row.GetDigest(1)), page.Select(p => p.Position.Image).ToArray()))
            .ToDictionary(i => i.Id, i => i.Digest);
        var members = (await session.AllAsync("""
            SELECT s.id, m FROM package_sets s CROSS JOIN LATERAL unnest(s.members) AS m WHERE s.id = ANY($2) AND m = ANY($1::bigint[]::integer[]) ORDER BY s.id, m
            """, static row => (Set: row.GetInt64(0), Component: (long)row.GetInt32(1)), components.ToArray(), page.SelectMany(p => p.Sets, (_, set) => set.Set).Distinct().ToArray())).ToLookup(m => m.Set, m => m.Component);
        return
        [
            .. page.Where(p => digests.ContainsKey(p.Position.Image)).Select(p => new AffectedImage(
                p.Position.Image, digests[p.Position.Image], p.Position, [.. p.Sets.SelectMany(set => members[set.Set].Select(component => new ComponentInImage(component, set.Layer)))])),
        ];
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
