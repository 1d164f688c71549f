using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Exposure;

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

    public static async Task<bool> ForgetAsync(PostgresSession session, Digest image)
    {
        if (await session.ExistsAsync("SELECT 1 FROM manifests WHERE digest = $1 LIMIT 1", image)) return false;
        // What was deleted can come back until it is forgotten for good.
        if (await session.ExistsAsync("SELECT 1 FROM deleted_manifests WHERE digest = $1 LIMIT 1", image)) return true;
        if (await session.NumberAsync("SELECT id FROM indexed_images WHERE digest = $1", image) is { } id)
        {
            RemoveRows(session, id);
            await SetRows.RegisterAsync(session, id, []);
            // Whoever has it still has it: what is known of its pulls stays.
            session.Queue("DELETE FROM indexed_images i WHERE id = $1 AND NOT EXISTS(SELECT 1 FROM pull_sums WHERE image = $1)", id);
            session.Queue("UPDATE indexed_images SET scanner_version = 0, chain = NULL, layers = 0 WHERE id = $1", id);
        }
        session.Queue("DELETE FROM inspections WHERE digest = $1", image);
        return true;
    }

    private static void RemoveRows(PostgresSession session, long image)
    {
        session.Queue("DELETE FROM image_chains WHERE image = $1", image);
        session.Queue("DELETE FROM image_labels WHERE image = $1", image);
    }
}
