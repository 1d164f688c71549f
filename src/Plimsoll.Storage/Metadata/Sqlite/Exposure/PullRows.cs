using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Exposure;

/// <summary>Sums of who asked for images.</summary>
internal static class PullRows
{
    private const int Batch = 1000;
    private const string Columns = "p.image, p.actor, p.place, i.digest, a.name, o.address, p.count, p.first_at, p.last_at";
    private const string Names = "CROSS JOIN indexed_images i ON i.id = p.image CROSS JOIN pull_actors a ON a.id = p.actor CROSS JOIN pull_places o ON o.id = p.place";

    /// <summary>Adds the pulls among events.</summary>
    public static void Note(SqliteSession session, IEnumerable<AuditEvent> events)
    {
        foreach (var pull in PullSums.Of(events))
        {
            if (Add(session, pull)) continue;
            session.Execute("INSERT INTO indexed_images(digest, scanner_version, layers) VALUES(?1, 0, 0) ON CONFLICT(digest) DO NOTHING", pull.Digest);
            session.Execute("INSERT INTO pull_actors(name) VALUES(?1) ON CONFLICT DO NOTHING", pull.Actor);
            session.Execute("INSERT INTO pull_places(address) VALUES(?1) ON CONFLICT DO NOTHING", pull.Address);
            Add(session, pull);
        }
    }

    /// <summary>Along the time, looking at each whether its image is meant.</summary>
    public static List<ImagePull> List(SqliteSession session, NumberSet images, DateTimeOffset since, PullPosition? after, int limit)
    {
        var found = new List<ImagePull>();
        var position = after ?? new PullPosition(long.MaxValue, 0, 0, 0);
        while (found.Count < limit)
        {
            var keys = session.All("""
                SELECT last_at, image, actor, place FROM pull_sums INDEXED BY pull_sums_by_time
                WHERE last_at >= ?1 AND last_at <= ?2 AND (last_at < ?2 OR (image, actor, place) < (?3, ?4, ?5)) ORDER BY last_at DESC, image DESC, actor DESC, place DESC LIMIT ?6
                """, static row => new PullPosition(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), since, position.At, position.Image, position.Actor, position.Place, Batch);
            foreach (var key in keys)
            {
                position = key;
                if (!images.Contains(key.Image)) continue;
                found.Add(session.First($"SELECT {Columns} FROM pull_sums p {Names} WHERE p.image = ?1 AND p.actor = ?2 AND p.place = ?3", static row => Map(row), key.Image, key.Actor, key.Place)!);
                if (found.Count == limit) break;
            }
            if (keys.Count < Batch) break;
        }
        return found;
    }

    public static PullCount Count(SqliteSession session, NumberSet images, DateTimeOffset since)
    {
        var (pulls, actors) = (0L, new NumberSet());
        foreach (var (image, actor) in session.Stream("SELECT image, actor FROM pull_sums INDEXED BY pull_sums_by_time WHERE last_at >= ?1", static row => (row.GetInt64(0), row.GetInt64(1)), since))
        {
            if (!images.Contains(image)) continue;
            pulls++;
            actors.Add(actor);
        }
        return new PullCount(pulls, actors.Count);
    }

    public static List<ImagePull> OfImage(SqliteSession session, Digest image, int limit)
    {
        var pulls = session.All($"SELECT {Columns} FROM indexed_images d CROSS JOIN pull_sums p ON p.image = d.id {Names} WHERE d.digest = ?1", static row => Map(row), image);
        return [.. pulls.OrderByDescending(pull => pull.Position.At).Take(limit)];
    }

    private static bool Add(SqliteSession session, PullSums pull) => session.Execute("""
        INSERT INTO pull_sums(image, actor, place, count, first_at, last_at)
        SELECT i.id, a.id, o.id, ?4, ?5, ?6 FROM indexed_images i CROSS JOIN pull_actors a CROSS JOIN pull_places o WHERE i.digest = ?1 AND a.name = ?2 AND o.address = ?3
        ON CONFLICT(image, actor, place) DO UPDATE SET count = count + excluded.count, last_at = max(last_at, excluded.last_at), first_at = min(first_at, excluded.first_at)
        """, pull.Digest, pull.Actor, pull.Address, pull.Count, pull.First, pull.Last) > 0;

    private static ImagePull Map(SqliteRow row) => new(
        row.GetDigest(3), row.GetString(4), row.GetString(5) is { Length: > 0 } address ? address : null, row.GetInt64(6), row.GetTime(7), row.GetTime(8),
        new PullPosition(row.GetInt64(8), row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
}
