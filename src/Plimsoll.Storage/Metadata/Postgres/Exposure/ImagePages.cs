using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>A page of images that have some components: of few components at first, then of more at once, until it is full. An image is told with the first of its sets.</summary>
internal sealed class ImagePages(PostgresSession session, IReadOnlyList<long> components, ImagePosition? after, int limit)
{
    private const int FewComponents = 4;
    private const int FewSets = 4;
    private const int MostSets = 256;
    private const int Growth = 4;

    private readonly ImagePosition _from = after ?? new ImagePosition(0, 0, 0);
    private readonly List<(ImagePosition Position, List<(long Set, int Layer)> Sets)> _page = [];

    /// <summary>Sets whose images were told, on this page or before it.</summary>
    private readonly NumberSet _told = new();

    public async Task<List<AffectedImage>> ListAsync()
    {
        long[] ascending = [.. components.Distinct().Order()];
        var next = Array.FindIndex(ascending, component => component >= _from.Component) is var first and >= 0 ? first : ascending.Length;
        if (next > 0) _told.AddRange((await SetsAsync(ascending[..next])).Select(set => set.Set));
        for (var count = FewComponents; next < ascending.Length && _page.Count < limit; (next, count) = (next + count, count * Growth))
            await AddAsync(await SetsAsync(ascending[next..Math.Min(next + count, ascending.Length)]));
        return await DescribeAsync();
    }

    private Task<List<(long Component, long Set)>> SetsAsync(long[] some) =>
        session.AllAsync($"SELECT g.component, s.id FROM {ExposureSearch.SetsOfComponents}", static row => (row.GetInt64(0), row.GetInt64(1)), some);

    private async Task AddAsync(List<(long Component, long Set)> found)
    {
        found.Sort();
        _told.AddRange(found.Where(IsBefore).Select(set => set.Set));
        var sets = found.Where(set => !IsBefore(set) && !_told.Contains(set.Set)).DistinctBy(set => set.Set).ToList();
        var behind = sets is [var first, ..] && first == (_from.Component, _from.Set) ? _from.Image : 0;
        for (var (next, count) = (0, FewSets); next < sets.Count && _page.Count < limit; count = Math.Min(count * Growth, MostSets))
            (next, behind) = await AddAsync(sets, next, Math.Min(count, sets.Count - next), behind);
    }

    private bool IsBefore((long Component, long Set) set) => set.Component == _from.Component && set.Set < _from.Set;

    /// <summary>Adds the images of some sets; where to go on: the set, and the image in it.</summary>
    private async Task<(int Next, long Behind)> AddAsync(List<(long Component, long Set)> sets, int first, int count, long behind)
    {
        var chunk = sets.GetRange(first, count);
        var images = (await session.AllAsync("""
            SELECT g.s, i.image FROM unnest($1) AS g(s)
            CROSS JOIN LATERAL (SELECT image FROM set_images WHERE package_set = g.s AND (g.s <> $2 OR image > $3) ORDER BY image LIMIT $4) i ORDER BY g.s, i.image
            """, static row => (Set: row.GetInt64(0), Image: (long)row.GetInt32(1)), chunk.Select(set => set.Set).ToArray(), chunk[0].Set, behind, limit)).ToLookup(row => row.Set, row => row.Image);
        var layers = (await session.AllAsync("SELECT image, package_set, layer FROM set_images WHERE image = ANY($1) ORDER BY image, package_set",
            static row => (Image: (long)row.GetInt32(0), Set: (long)row.GetInt32(1), Layer: row.GetInt32(2)), images.SelectMany(ofSet => ofSet).Distinct().ToArray())).ToLookup(row => row.Image, row => (row.Set, row.Layer));
        for (var i = 0; i < count; i++)
        {
            var (component, set) = chunk[i];
            long[] ofSet = [.. images[set]];
            foreach (var image in ofSet.Where(image => !layers[image].Any(layer => _told.Contains(layer.Set))).Take(limit - _page.Count)) _page.Add((new ImagePosition(component, set, image), [.. layers[image]]));
            // There may be more in it.
            if (ofSet.Length == limit) return (first + i, ofSet[^1]);
            _told.Add(set);
        }
        return (first + count, 0);
    }

    private async Task<List<AffectedImage>> DescribeAsync()
    {
        var digests = (await session.AllAsync("SELECT id, digest FROM indexed_images WHERE id = ANY($1)", static row => (Id: row.GetInt64(0), Digest: row.GetDigest(1)), _page.Select(p => p.Position.Image).ToArray()))
            .ToDictionary(i => i.Id, i => i.Digest);
        var members = (await session.AllAsync("""
            SELECT s.id, m FROM package_sets s CROSS JOIN LATERAL unnest(s.members) AS m WHERE s.id = ANY($2) AND m = ANY($1::bigint[]::integer[]) ORDER BY s.id, m
            """, static row => (Set: row.GetInt64(0), Component: (long)row.GetInt32(1)), components.ToArray(), _page.SelectMany(p => p.Sets, (_, set) => set.Set).Distinct().ToArray())).ToLookup(m => m.Set, m => m.Component);
        return
        [
            .. _page.Where(p => digests.ContainsKey(p.Position.Image)).Select(p => new AffectedImage(
                p.Position.Image, digests[p.Position.Image], p.Position, [.. p.Sets.SelectMany(set => members[set.Set].Select(component => new ComponentInImage(component, set.Layer)))])),
        ];
    }
}
