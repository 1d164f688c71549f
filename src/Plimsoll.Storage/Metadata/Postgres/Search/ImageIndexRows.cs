using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Search;

/// <summary>Images in the index.</summary>
internal static class ImageIndexRows
{
    public static async Task<long?> BeginAsync(PostgresSession session, IndexedImage image)
    {
        var chain = image.Chains.Count == 0 ? [] : IndexText.Chain(image.Chains[^1]);
        var id = await session.NumberAsync("""
            INSERT INTO indexed_images(digest, scanner_version, chain, layers) SELECT $1, $2, nullif($3, ''::bytea), $4 WHERE EXISTS(SELECT 1 FROM manifests WHERE digest = $1)
            ON CONFLICT(digest) DO UPDATE SET scanner_version = excluded.scanner_version, chain = excluded.chain, layers = excluded.layers RETURNING id
            """, image.Digest, image.ScannerVersion, (ReadOnlyMemory<byte>)chain, image.Chains.Count);
        if (id is not { } number) return null;
        RemoveRows(session, number);
        foreach (var lower in image.Chains.SkipLast(1)) session.Queue("INSERT INTO image_chains(chain, image) VALUES($1, $2) ON CONFLICT DO NOTHING", (ReadOnlyMemory<byte>)IndexText.Chain(lower), number);
        session.Queue("INSERT INTO image_labels(key, value, image) SELECT k, v, $3 FROM unnest($1, $2) AS l(k, v) ON CONFLICT DO NOTHING",
            image.Labels.Keys.Select(IndexText.Cut).ToArray(), image.Labels.Values.Select(IndexText.Cut).ToArray(), number);
        return number;
    }

    public static async Task<bool> AddComponentsAsync(PostgresSession session, long image, IReadOnlyList<IndexedComponent> components)
    {
        // In one order for all, so that two who add the same components do not wait for each other in a circle.
        List<IndexedComponent> sorted =
        [
            .. components.Select(c => new IndexedComponent(IndexText.Cut(c.Type), IndexText.Cut(c.Name), IndexText.Cut(c.Version), c.Layer))
                .DistinctBy(c => (c.Name, c.Type, c.Version)).OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Type, StringComparer.Ordinal).ThenBy(c => c.Version, StringComparer.Ordinal),
        ];
        string[] names = [.. sorted.Select(c => c.Name)], types = [.. sorted.Select(c => c.Type)], versions = [.. sorted.Select(c => c.Version)];
        session.Queue("INSERT INTO components(name, type, version) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING", names, types, versions);
        await session.ExecuteAsync("""
            INSERT INTO image_components(component, image, layer)
            SELECT c.id, $5, n.layer FROM unnest($1, $2, $3, $4) AS n(name, type, version, layer) JOIN components c ON (c.name, c.type, c.version) = (n.name, n.type, n.version)
            ON CONFLICT DO NOTHING
            """, names, types, versions, sorted.Select(c => (long)c.Layer).ToArray(), image);
        return true;
    }

    public static async Task<bool> ForgetAsync(PostgresSession session, Digest image)
    {
        if (await session.ExistsAsync("SELECT 1 FROM manifests WHERE digest = $1 LIMIT 1", image)) return false;
        // What was deleted can come back until it is forgotten for good.
        if (await session.ExistsAsync("SELECT 1 FROM deleted_manifests WHERE digest = $1 LIMIT 1", image)) return true;
        if (await session.NumberAsync("DELETE FROM indexed_images WHERE digest = $1 RETURNING id", image) is { } id) RemoveRows(session, id);
        session.Queue("DELETE FROM inspections WHERE digest = $1", image);
        return true;
    }

    /// <summary>Components that no image has any more stay: another server may be adding one at this moment.</summary>
    private static void RemoveRows(PostgresSession session, long image)
    {
        session.Queue("DELETE FROM image_chains WHERE image = $1", image);
        session.Queue("DELETE FROM image_labels WHERE image = $1", image);
        session.Queue("DELETE FROM image_components WHERE image = $1", image);
    }
}
