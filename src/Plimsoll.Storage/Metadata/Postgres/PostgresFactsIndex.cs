using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Search;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>The index of facts in PostgreSQL.</summary>
internal sealed class PostgresFactsIndex(PostgresDatabase database) : IFactsIndex
{
    public async ValueTask<IReadOnlyList<IndexTask>> ListTasksAsync(int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT kind, digest, stamp FROM index_queue ORDER BY kind, digest LIMIT $1", static row => new IndexTask(row.GetString(0), row.GetDigest(1), row.GetInt64(2)), Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<int> CountTasksAsync(int limit, CancellationToken cancellationToken) =>
        (int)(await database.ReadAsync(session => session.NumberAsync("SELECT count(*) FROM (SELECT 1 FROM index_queue LIMIT $1) q", Math.Max(limit, 0)), cancellationToken))!.Value;

    public Task EndAsync(IndexTask task, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("DELETE FROM index_queue WHERE kind = $1 AND digest = $2 AND stamp = $3", task.Kind, task.Digest, task.Stamp), cancellationToken);

    public Task<long?> BeginLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
        database.WriteAsync(session => LayerIndexRows.BeginAsync(session, layer, scannerVersion), cancellationToken);

    public Task AddKeysAsync(long layer, IReadOnlyList<long> keys, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("INSERT INTO layer_keys(key, layer) SELECT k, $2 FROM unnest($1) AS k ON CONFLICT DO NOTHING", keys.Order().ToArray(), layer), cancellationToken);

    public Task RemoveKeysAsync(long layer, IReadOnlyList<long> keys, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("DELETE FROM layer_keys WHERE key = ANY($1) AND layer = $2", keys.ToArray(), layer), cancellationToken);

    public async ValueTask<long?> FindLayerAsync(Digest layer, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.NumberAsync("SELECT id FROM indexed_layers WHERE digest = $1", layer), cancellationToken);

    public Task<bool> ForgetLayerAsync(Digest layer, CancellationToken cancellationToken) => database.WriteAsync(session => LayerIndexRows.ForgetAsync(session, layer), cancellationToken);

    public Task<long?> BeginImageAsync(IndexedImage image, CancellationToken cancellationToken) => database.WriteAsync(session => ImageIndexRows.BeginAsync(session, image), cancellationToken);

    public Task<bool> ForgetImageAsync(Digest image, CancellationToken cancellationToken) => database.WriteAsync(session => ImageIndexRows.ForgetAsync(session, image), cancellationToken);

    public async ValueTask<IReadOnlyList<ComponentHit>> FindComponentsAsync(ComponentQuery query, ComponentHit? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => ComponentSearch.FindAsync(session, query, after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<LabelHit>> FindLabelsAsync(string key, string? value, LabelHit? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => IndexSearch.LabelsAsync(session, key, value, after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<IndexedLayer>> FindLayersAsync(long key, long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync("""
        SELECT l.id, l.digest FROM layer_keys k JOIN indexed_layers l ON l.id = k.layer WHERE k.key = $1 AND k.layer > $2 ORDER BY k.layer LIMIT $3
        """, static row => new IndexedLayer(row.GetInt64(0), row.GetDigest(1)), key, after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<LayerUse>> ListUsesAsync(Digest layer, LayerUse? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => IndexSearch.UsesAsync(session, layer, after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<ImageInIndex>> ListImagesAsync(Digest chain, long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT id, digest, layers FROM indexed_images WHERE chain = $1 AND id > $2 ORDER BY id LIMIT $3", Map, Bytes(chain), after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<ImageInIndex>> ListDescendantsAsync(Digest chain, long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT i.id, i.digest, i.layers FROM image_chains c JOIN indexed_images i ON i.id = c.image WHERE c.chain = $1 AND c.image > $2 ORDER BY c.image LIMIT $3",
        Map, Bytes(chain), after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<ImageInIndex>> ListBasesAsync(Digest image, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync("""
        SELECT b.id, b.digest, b.layers FROM indexed_images i JOIN image_chains c ON c.image = i.id JOIN indexed_images b ON b.chain = c.chain
        WHERE i.digest = $1 ORDER BY b.layers, b.id LIMIT $2
        """, Map, image, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<ImageInIndex>> ListDerivedAsync(Digest image, long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync("""
        SELECT i.id, i.digest, i.layers FROM indexed_images b JOIN image_chains c ON c.chain = b.chain JOIN indexed_images i ON i.id = c.image
        WHERE b.digest = $1 AND c.image > $2 ORDER BY c.image LIMIT $3
        """, Map, image, after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<ManifestPlace>> ListPlacesAsync(Digest manifest, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => IndexSearch.PlacesAsync(session, manifest, Math.Max(limit, 0)), cancellationToken);

    private static ReadOnlyMemory<byte> Bytes(Digest chain) => IndexText.Chain(chain);

    private static ImageInIndex Map(PostgresRow row) => new(row.GetInt64(0), row.GetDigest(1), (int)row.GetInt64(2));
}
