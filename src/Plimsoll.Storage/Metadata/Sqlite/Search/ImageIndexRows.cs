using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Exposure;

namespace Plimsoll.Storage.Metadata.Sqlite.Search;

/// <summary>Images in the index.</summary>
internal static class ImageIndexRows
{
    public static long? Begin(SqliteSession session, IndexedImage image)
    {
        if (!IsThere(session, image.Digest)) return null;
        var id = session.Number("""
            INSERT INTO indexed_images(digest, scanner_version, chain, layers) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(digest) DO UPDATE SET scanner_version = excluded.scanner_version, chain = excluded.chain, layers = excluded.layers RETURNING id
            """, image.Digest, image.ScannerVersion, image.Chains.Count == 0 ? null : IndexText.Chain(image.Chains[^1]), image.Chains.Count)!.Value;
        RemoveRows(session, id);
        foreach (var chain in image.Chains.SkipLast(1)) session.Execute("INSERT INTO image_chains(chain, image) VALUES(?1, ?2) ON CONFLICT DO NOTHING", IndexText.Chain(chain), id);
        foreach (var (key, value) in image.Labels)
            session.Execute("INSERT INTO image_labels(key, value, image) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING", IndexText.Cut(key), IndexText.Cut(value), id);
        return id;
    }

    public static bool Forget(SqliteSession session, Digest image)
    {
        if (IsThere(session, image)) return false;
        // What was deleted can come back until it is forgotten for good.
        if (session.Exists("SELECT 1 FROM deleted_manifests WHERE digest = ?1 LIMIT 1", image)) return true;
        if (session.Number("SELECT id FROM indexed_images WHERE digest = ?1", image) is { } id)
        {
            RemoveRows(session, id);
            SetRows.Register(session, id, []);
            // Whoever has it still has it: what is known of its pulls stays.
            if (session.Exists("SELECT 1 FROM pull_sums WHERE image = ?1", id)) session.Execute("UPDATE indexed_images SET scanner_version = 0, chain = NULL, layers = 0 WHERE id = ?1", id);
            else session.Execute("DELETE FROM indexed_images WHERE id = ?1", id);
        }
        session.Execute("DELETE FROM inspections WHERE digest = ?1", image);
        return true;
    }

    private static void RemoveRows(SqliteSession session, long image)
    {
        session.Execute("DELETE FROM image_chains WHERE (chain, image) IN (SELECT chain, image FROM image_chains WHERE image = ?1)", image);
        session.Execute("DELETE FROM image_labels WHERE (key, value, image) IN (SELECT key, value, image FROM image_labels WHERE image = ?1)", image);
    }

    private static bool IsThere(SqliteSession session, Digest image) => session.Exists("SELECT 1 FROM manifests WHERE digest = ?1 LIMIT 1", image);
}
