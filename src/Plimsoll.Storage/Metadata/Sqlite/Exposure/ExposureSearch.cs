using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Exposure;

/// <summary>From records to components to sets to images. What is met more than once is told apart by bits in memory, not by sorting.</summary>
internal static class ExposureSearch
{
    public static List<AffectedComponent> Affected(SqliteSession session, string advisory) => session.All("""
        SELECT m.component, v.source, v.advisory, v.part, m.status, m.since, n.namespace, n.name, c.version, c.detail
        FROM vulnerabilities v CROSS JOIN component_matches m INDEXED BY component_matches_by_vulnerability ON m.vulnerability = v.id
        CROSS JOIN components c ON c.id = m.component CROSS JOIN installed_names n ON n.id = c.name
        WHERE v.advisory = ?1 LIMIT ?2
        """, static row => new AffectedComponent(
            new StoredComponent(row.GetInt64(0), ComponentDetail.Read(row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9))), MatchRows.Key(row, 1), (AffectedStatus)row.GetInt32(4), row.GetTime(5)),
        advisory, IExposureStore.MaxComponents);

    public static List<EndedMatch> Ended(SqliteSession session, string advisory, int limit) => session.All("""
        SELECT e.component, v.source, v.advisory, v.part, e.status, e.since, e.until, n.namespace, n.name, c.version, c.detail
        FROM vulnerabilities v CROSS JOIN ended_matches e ON e.vulnerability = v.id CROSS JOIN components c ON c.id = e.component CROSS JOIN installed_names n ON n.id = c.name
        WHERE v.advisory = ?1 LIMIT ?2
        """, static row => new EndedMatch(
            new StoredComponent(row.GetInt64(0), ComponentDetail.Read(row.GetString(7), row.GetString(8), row.GetString(9), row.GetString(10))), MatchRows.Key(row, 1), (AffectedStatus)row.GetInt32(4), row.GetTime(5), row.GetTime(6)),
        advisory, limit);

    public static NumberSet Sets(SqliteSession session, IReadOnlyList<long> components)
    {
        var sets = new NumberSet();
        foreach (var component in components)
        {
            foreach (var set in session.All("SELECT package_set FROM set_components WHERE component = ?1", static row => row.GetInt64(0), component)) sets.Add(set);
        }
        return sets;
    }

    public static (NumberSet Sets, NumberSet Images) Images(SqliteSession session, IReadOnlyList<long> components)
    {
        var (sets, images) = (Sets(session, components), new NumberSet());
        foreach (var set in sets.After(0))
        {
            foreach (var image in session.All("SELECT image FROM set_images WHERE package_set = ?1", static row => row.GetInt64(0), set)) images.Add(image);
        }
        return (sets, images);
    }

    /// <summary>Component by component, so that the first images are told before all sets are known.</summary>
    public static List<AffectedImage> List(SqliteSession session, IReadOnlyList<long> components, ImagePosition? after, int limit)
    {
        var wanted = components.ToHashSet();
        var (earlier, members, found) = (new NumberSet(), new Dictionary<long, List<long>>(), new List<AffectedImage>());
        var from = after ?? new ImagePosition(0, 0, 0);
        foreach (var component in wanted.Order())
        {
            foreach (var set in session.All("SELECT package_set FROM set_components WHERE component = ?1 ORDER BY package_set", static row => row.GetInt64(0), component))
            {
                var isBefore = component < from.Component || (component == from.Component && set < from.Set);
                if (!isBefore && !earlier.Contains(set)) AddOfSet(component, set, component == from.Component && set == from.Set ? from.Image : 0);
                if (found.Count >= limit) return found;
                earlier.Add(set);
            }
        }
        return found;

        void AddOfSet(long component, long set, long behind)
        {
            while (found.Count < limit)
            {
                var images = session.All("SELECT i.id, i.digest FROM set_images s CROSS JOIN indexed_images i ON i.id = s.image WHERE s.package_set = ?1 AND s.image > ?2 ORDER BY s.image LIMIT ?3",
                    static row => (Id: row.GetInt64(0), Digest: row.GetDigest(1)), set, behind, limit - found.Count);
                if (images.Count == 0) return;
                foreach (var (id, digest) in images)
                {
                    behind = id;
                    var layers = session.All("SELECT package_set, layer FROM image_sets WHERE image = ?1 ORDER BY package_set", static row => (Set: row.GetInt64(0), Layer: row.GetInt32(1)), id);
                    // It was told with another of its sets.
                    if (layers.Exists(layer => earlier.Contains(layer.Set))) continue;
                    found.Add(new AffectedImage(id, digest, new ImagePosition(component, set, id), [.. layers.SelectMany(l => Wanted(l.Set).Select(member => new ComponentInImage(member, l.Layer)))]));
                }
            }
        }

        List<long> Wanted(long set) => members.TryGetValue(set, out var known) ? known : members[set] = SetRows.Members(session, set).FindAll(wanted.Contains);
    }

    public static List<ImageMatch> OfImage(SqliteSession session, Digest digest)
    {
        var sets = session.All("SELECT s.package_set, s.layer FROM indexed_images i CROSS JOIN image_sets s ON s.image = i.id WHERE i.digest = ?1", static row => (Set: row.GetInt64(0), Layer: row.GetInt32(1)), digest);
        var found = new List<ImageMatch>();
        foreach (var (set, layer) in sets)
        {
            foreach (var component in SetRows.Members(session, set))
            {
                if (MatchRows.Of(session, component) is not { Count: > 0 } matches) continue;
                var stored = ComponentRows.Find(session, component);
                found.AddRange(matches.Select(match => new ImageMatch(stored, layer, match.Advisory, match.Status, match.Since)));
            }
        }
        return found;
    }

    public static BaseInIndex? Base(SqliteSession session, long image, int layer)
    {
        // As many rows as the image has layers, each with the images that end there.
        var chains = session.All("SELECT chain FROM image_chains WHERE image = ?1", static row => row.GetBytes(0), image);
        BaseInIndex? least = null;
        foreach (var chain in chains)
        {
            var found = session.First("SELECT id, digest, layers FROM indexed_images WHERE chain = ?1 AND id > 0 ORDER BY id LIMIT 1", static row => new BaseInIndex(row.GetInt64(0), row.GetDigest(1), row.GetInt32(2), 0), chain);
            if (found is null || found.Layers <= layer || found.Layers >= (least?.Layers ?? int.MaxValue)) continue;
            least = found with { Descendants = session.Number("SELECT count(*) FROM image_chains WHERE chain = ?1", chain)!.Value };
        }
        return least;
    }
}
