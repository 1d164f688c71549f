using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>Package sets and the images that have them.</summary>
internal static class SetRows
{
    public static Task<long?> FindAsync(PostgresSession session, PackageSet set) => session.NumberAsync("SELECT id FROM package_sets WHERE digest = $1 AND licensed = 1", set.Digest);

    public static async Task<long> AddAsync(PostgresSession session, PackageSet set, DateTimeOffset at)
    {
        var members = await ComponentRows.AddAsync(session, set.Members);
        session.Queue("INSERT INTO package_sets(digest, kind, members, first_seen, licensed) VALUES($1, $2, $3::bigint[]::integer[], $4, 1) ON CONFLICT(digest) DO UPDATE SET licensed = 1", set.Digest, set.Kind, members.ToArray(), at);
        return (await FindAsync(session, set))!.Value;
    }

    /// <summary>Gives an image these sets and no others; the last image takes a set with it. False when one of them is gone.</summary>
    public static async Task<bool> RegisterAsync(PostgresSession session, long image, IReadOnlyList<(long Set, int Layer)> sets)
    {
        var numbers = sets.Select(set => set.Set).ToArray();
        // Who removes a set waits for who gives it to an image, or the other way round.
        var there = await session.AllAsync("SELECT id FROM package_sets WHERE id = ANY($1) OR id IN (SELECT package_set FROM set_images WHERE image = $2) ORDER BY id FOR UPDATE", static row => row.GetInt64(0), numbers, image);
        if (numbers.Except(there).Any()) return false;
        session.Queue("""
            INSERT INTO set_images(package_set, image, layer) SELECT s, $3, l FROM unnest($1, $2) AS g(s, l) ORDER BY s ON CONFLICT(package_set, image) DO UPDATE SET layer = excluded.layer
            """, numbers, sets.Select(set => (long)set.Layer).ToArray(), image);
        session.Queue("DELETE FROM set_images WHERE image = $1 AND package_set <> ALL($2)", image, numbers);
        session.Queue("DELETE FROM package_sets s WHERE id = ANY($1) AND NOT EXISTS(SELECT 1 FROM set_images WHERE package_set = s.id)", there.Except(numbers).ToArray());
        return true;
    }
}
