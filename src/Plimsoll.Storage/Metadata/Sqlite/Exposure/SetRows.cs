using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Exposure;

/// <summary>Package sets and the images that have them.</summary>
internal static class SetRows
{
    public static long? Find(SqliteSession session, PackageSet set) => session.Number("SELECT id FROM package_sets WHERE digest = ?1 AND licensed = 1", set.Digest);

    public static long Add(SqliteSession session, PackageSet set, DateTimeOffset at)
    {
        if (Find(session, set) is { } known) return known;
        var members = set.Members.Select(member => ComponentRows.Add(session, member)).Distinct().Order().ToList();
        if (session.Number("SELECT id FROM package_sets WHERE digest = ?1", set.Digest) is { } older)
        {
            session.Execute("UPDATE package_sets SET licensed = 1 WHERE id = ?1", older);
            return older;
        }
        var id = session.Insert("INSERT INTO package_sets(digest, kind, members, first_seen, licensed) VALUES(?1, ?2, ?3, ?4, 1)", set.Digest, set.Kind, MemberList.Write(members), at);
        foreach (var member in members) session.Execute("INSERT INTO set_components(component, package_set) VALUES(?1, ?2)", member, id);
        return id;
    }

    /// <summary>Gives an image these sets and no others; the last image takes a set with it. False when one of them is gone.</summary>
    public static bool Register(SqliteSession session, long image, IReadOnlyList<(long Set, int Layer)> sets)
    {
        if (sets.Any(set => !session.Exists("SELECT 1 FROM package_sets WHERE id = ?1", set.Set))) return false;
        var before = session.All("SELECT package_set FROM image_sets WHERE image = ?1", static row => row.GetInt64(0), image);
        foreach (var (set, layer) in sets)
        {
            session.Execute("INSERT INTO image_sets(image, package_set, layer) VALUES(?1, ?2, ?3) ON CONFLICT(image, package_set) DO UPDATE SET layer = excluded.layer", image, set, layer);
            session.Execute("INSERT INTO set_images(package_set, image) VALUES(?1, ?2) ON CONFLICT DO NOTHING", set, image);
        }
        foreach (var gone in before.Except(sets.Select(set => set.Set)))
        {
            session.Execute("DELETE FROM image_sets WHERE image = ?1 AND package_set = ?2", image, gone);
            session.Execute("DELETE FROM set_images WHERE package_set = ?1 AND image = ?2", gone, image);
            if (!session.Exists("SELECT 1 FROM set_images WHERE package_set = ?1", gone)) Remove(session, gone);
        }
        return true;
    }

    public static List<long> Members(SqliteSession session, long set) => session.First("SELECT members FROM package_sets WHERE id = ?1", static row => MemberList.Read(row.GetBytes(0)), set) ?? [];

    private static void Remove(SqliteSession session, long set)
    {
        foreach (var member in Members(session, set)) session.Execute("DELETE FROM set_components WHERE component = ?1 AND package_set = ?2", member, set);
        session.Execute("DELETE FROM package_sets WHERE id = ?1", set);
    }
}
