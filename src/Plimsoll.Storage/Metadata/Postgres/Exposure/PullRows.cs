using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>Sums of who asked for images.</summary>
internal static class PullRows
{
    private const int Batch = 2000;
    private const int FewSets = 5000;
    private const int FewImages = 5000;
    private const string Columns = "p.image, p.actor, p.place, i.digest, a.name, o.address, p.count, p.first_at, p.last_at";
    private const string Names = "JOIN indexed_images i ON i.id = p.image JOIN pull_actors a ON a.id = p.actor JOIN pull_places o ON o.id = p.place";

    // One image after the other: asked for all of them at once, the planner takes the index by time and looks at everything since.
    private const string OfImages = "unnest($1) AS g(image) CROSS JOIN LATERAL (SELECT * FROM pull_sums s WHERE s.image = g.image OFFSET 0) q";

    /// <summary>Adds the pulls among events, in one order for all servers.</summary>
    public static void Note(PostgresSession session, IEnumerable<AuditEvent> events)
    {
        var pulls = PullSums.Of(events).ToList();
        if (pulls.Count == 0) return;
        Add(session, "indexed_images(digest, scanner_version, layers)", "g, 0, 0", "indexed_images", "digest", pulls.Select(p => p.Digest));
        Add(session, "pull_actors(name)", "g", "pull_actors", "name", pulls.Select(p => p.Actor));
        Add(session, "pull_places(address)", "g", "pull_places", "address", pulls.Select(p => p.Address));
        session.Queue("""
            INSERT INTO pull_sums AS p(image, actor, place, count, first_at, last_at)
            SELECT i.id, a.id, o.id, g.count, g.first_at, g.last_at FROM unnest($1, $2, $3, $4, $5, $6) AS g(digest, actor, address, count, first_at, last_at)
            JOIN indexed_images i ON i.digest = g.digest JOIN pull_actors a ON a.name = g.actor JOIN pull_places o ON o.address = g.address
            ORDER BY 1, 2, 3
            ON CONFLICT(image, actor, place) DO UPDATE SET count = p.count + excluded.count, last_at = greatest(p.last_at, excluded.last_at), first_at = least(p.first_at, excluded.first_at)
            """,
            pulls.Select(p => p.Digest).ToArray(), pulls.Select(p => p.Actor).ToArray(), pulls.Select(p => p.Address).ToArray(), pulls.Select(p => p.Count).ToArray(),
            pulls.Select(p => p.First.ToUnixTimeMilliseconds()).ToArray(), pulls.Select(p => p.Last.ToUnixTimeMilliseconds()).ToArray());
    }

    /// <summary>For few images by these; else along the time, looking at each whether its image is meant.</summary>
    public static async Task<List<ImagePull>> ListAsync(PostgresSession session, IReadOnlyList<long> components, DateTimeOffset since, PullPosition? after, int limit)
    {
        var sets = await ExposureSearch.SetsAsync(session, components);
        var position = after ?? new PullPosition(long.MaxValue, 0, 0, 0);
        if (sets.Count <= FewSets && await ExposureSearch.ImagesAsync(session, sets) is { Count: <= FewImages } few)
        {
            return await session.AllAsync($"""
                SELECT {Columns} FROM (
                  SELECT q.* FROM {OfImages} WHERE q.last_at >= $2 AND q.last_at <= $3 AND (q.last_at, q.image, q.actor, q.place) < ($3, $4, $5, $6)
                  ORDER BY q.last_at DESC, q.image DESC, q.actor DESC, q.place DESC LIMIT $7) p {Names}
                ORDER BY p.last_at DESC, p.image DESC, p.actor DESC, p.place DESC
                """, Map, few.After(0).ToArray(), since, position.At, position.Image, position.Actor, position.Place, limit);
        }
        var keys = new List<PullPosition>();
        while (keys.Count < limit)
        {
            var looked = await session.AllAsync("""
                SELECT last_at, image, actor, place FROM pull_sums WHERE last_at >= $1 AND last_at <= $2 AND (last_at, image, actor, place) < ($2, $3, $4, $5)
                ORDER BY last_at DESC, image DESC, actor DESC, place DESC LIMIT $6
                """, static row => new PullPosition(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), since, position.At, position.Image, position.Actor, position.Place, Batch);
            if (looked.Count > 0) position = looked[^1];
            var meant = (await session.AllAsync("SELECT image, package_set FROM set_images WHERE image = ANY($1)", static row => (Image: (long)row.GetInt32(0), Set: (long)row.GetInt32(1)), looked.Select(key => key.Image).Distinct().ToArray()))
                .Where(pair => sets.Contains(pair.Set)).Select(pair => pair.Image).ToHashSet();
            keys.AddRange(looked.Where(key => meant.Contains(key.Image)).Take(limit - keys.Count));
            if (looked.Count < Batch) break;
        }
        return await session.AllAsync($"""
            SELECT {Columns} FROM unnest($1, $2, $3) AS g(image, actor, place) JOIN pull_sums p ON p.image = g.image AND p.actor = g.actor AND p.place = g.place {Names}
            ORDER BY p.last_at DESC, p.image DESC, p.actor DESC, p.place DESC
            """, Map, keys.Select(k => k.Image).ToArray(), keys.Select(k => k.Actor).ToArray(), keys.Select(k => k.Place).ToArray());
    }

    /// <summary>For few images by these; else along the time, with a look at a bit for each image: whatever the planner thinks of how many there are, that costs the same.</summary>
    public static async Task<PullCount?> CountAsync(PostgresSession session, IReadOnlyList<long> components, DateTimeOffset since)
    {
        var images = await ExposureSearch.ImagesAsync(session, await ExposureSearch.SetsAsync(session, components));
        if (images.Count <= FewImages)
        {
            return await session.FirstAsync($"SELECT count(*), count(DISTINCT q.actor) FROM {OfImages} WHERE q.last_at >= $2",
                static row => new PullCount(row.GetInt64(0), row.GetInt64(1)), images.After(0).ToArray(), since);
        }
        ReadOnlyMemory<byte> bits = images.ToBytes();
        return await session.FirstAsync("""
            SELECT coalesce(sum(n), 0)::bigint, count(*) FROM (
              SELECT actor, count(*) AS n FROM pull_sums WHERE last_at >= $3 AND CASE WHEN image < $2 THEN get_bit($1, image) = 1 ELSE false END GROUP BY actor) p
            """, static row => new PullCount(row.GetInt64(0), row.GetInt64(1)), bits, bits.Length * 8L, since);
    }

    public static Task<List<ImagePull>> OfImageAsync(PostgresSession session, Digest image, int limit) => session.AllAsync(
        $"SELECT {Columns} FROM indexed_images d JOIN pull_sums p ON p.image = d.id {Names} WHERE d.digest = $1 ORDER BY p.last_at DESC, p.actor, p.place LIMIT $2", Map, image, limit);

    private static void Add(PostgresSession session, string into, string values, string table, string column, IEnumerable<string> texts) => session.Queue(
        $"INSERT INTO {into} SELECT {values} FROM unnest($1) AS g WHERE NOT EXISTS(SELECT 1 FROM {table} t WHERE t.{column} = g) ORDER BY g ON CONFLICT DO NOTHING",
        texts.Distinct(StringComparer.Ordinal).ToArray());

    private static ImagePull Map(PostgresRow row) => new(
        row.GetDigest(3), row.GetString(4), row.GetString(5) is { Length: > 0 } address ? address : null, row.GetInt64(6), row.GetTime(7), row.GetTime(8),
        new PullPosition(row.GetInt64(8), row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
}
