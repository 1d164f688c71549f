using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Search;

/// <summary>Layers in the index.</summary>
internal static class LayerIndexRows
{
    public static long? Begin(SqliteSession session, Digest layer, int scannerVersion) => !IsThere(session, layer) ? null : session.Number("""
        INSERT INTO indexed_layers(digest, scanner_version) VALUES(?1, ?2)
        ON CONFLICT(digest) DO UPDATE SET scanner_version = excluded.scanner_version RETURNING id
        """, layer, scannerVersion);

    public static bool Forget(SqliteSession session, Digest layer)
    {
        if (IsThere(session, layer)) return false;
        session.Execute("DELETE FROM indexed_layers WHERE digest = ?1", layer);
        session.Execute("DELETE FROM layer_facts WHERE digest = ?1", layer);
        return true;
    }

    private static bool IsThere(SqliteSession session, Digest layer) => session.Exists("SELECT 1 FROM blobs WHERE digest = ?1", layer);
}
