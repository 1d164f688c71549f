using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Search;

/// <summary>Layers in the index.</summary>
internal static class LayerIndexRows
{
    public static Task<long?> BeginAsync(PostgresSession session, Digest layer, int scannerVersion) => session.NumberAsync("""
        INSERT INTO indexed_layers(digest, scanner_version) SELECT $1, $2 WHERE EXISTS(SELECT 1 FROM blobs WHERE digest = $1)
        ON CONFLICT(digest) DO UPDATE SET scanner_version = excluded.scanner_version RETURNING id
        """, layer, scannerVersion);

    public static async Task<bool> ForgetAsync(PostgresSession session, Digest layer)
    {
        if (await session.ExistsAsync("SELECT 1 FROM blobs WHERE digest = $1", layer)) return false;
        session.Queue("DELETE FROM indexed_layers WHERE digest = $1", layer);
        session.Queue("DELETE FROM layer_facts WHERE digest = $1", layer);
        return true;
    }
}
