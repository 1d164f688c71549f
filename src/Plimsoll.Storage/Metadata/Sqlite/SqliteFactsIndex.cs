using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Search;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>The index of facts in SQLite.</summary>
internal sealed class SqliteFactsIndex(SqliteDatabase database) : IFactsIndex
{
    public ValueTask<IReadOnlyList<IndexTask>> ListTasksAsync(int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<IndexTask>>(session => session.All(
        "SELECT kind, digest, stamp FROM index_queue WHERE kind > '' ORDER BY kind, digest LIMIT ?1", static row => new IndexTask(row.GetString(0), row.GetDigest(1), row.GetInt64(2)), Math.Max(limit, 0)));

    public ValueTask<int> CountTasksAsync(int limit, CancellationToken cancellationToken) =>
        Read(session => (int)session.Number("SELECT count(*) FROM (SELECT 1 FROM index_queue WHERE kind > '' LIMIT ?1)", Math.Max(limit, 0))!.Value);

    public Task EndAsync(IndexTask task, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Execute("DELETE FROM index_queue WHERE kind = ?1 AND digest = ?2 AND stamp = ?3", task.Kind, task.Digest, task.Stamp), cancellationToken);

    public Task<long?> BeginLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) => database.WriteAsync(session => LayerIndexRows.Begin(session, layer, scannerVersion), cancellationToken);

    public Task AddKeysAsync(long layer, IReadOnlyList<long> keys, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        foreach (var key in keys) session.Execute("INSERT INTO layer_keys(key, layer) VALUES(?1, ?2) ON CONFLICT DO NOTHING", key, layer);
        return true;
    }, cancellationToken);

    public Task RemoveKeysAsync(long layer, IReadOnlyList<long> keys, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        foreach (var key in keys) session.Execute("DELETE FROM layer_keys WHERE key = ?1 AND layer = ?2", key, layer);
        return true;
    }, cancellationToken);

    public ValueTask<long?> FindLayerAsync(Digest layer, CancellationToken cancellationToken) => Read(session => session.Number("SELECT id FROM indexed_layers WHERE digest = ?1", layer));

    public Task<bool> ForgetLayerAsync(Digest layer, CancellationToken cancellationToken) => database.WriteAsync(session => LayerIndexRows.Forget(session, layer), cancellationToken);

    public Task<long?> BeginImageAsync(IndexedImage image, CancellationToken cancellationToken) => database.WriteAsync(session => ImageIndexRows.Begin(session, image), cancellationToken);

    public Task<bool> ForgetImageAsync(Digest image, CancellationToken cancellationToken) => database.WriteAsync(session => ImageIndexRows.Forget(session, image), cancellationToken);

    public ValueTask<IReadOnlyList<ComponentHit>> FindComponentsAsync(ComponentQuery query, ComponentHit? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ComponentHit>>(database.ReadSnapshot(session => ComponentSearch.Find(session, query, after, Math.Max(limit, 0))));

    public ValueTask<IReadOnlyList<LabelHit>> FindLabelsAsync(string key, string? value, LabelHit? after, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<LabelHit>>(session => IndexSearch.Labels(session, key, value, after, Math.Max(limit, 0)));

    public ValueTask<IReadOnlyList<IndexedLayer>> FindLayersAsync(long key, long after, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<IndexedLayer>>(session => session.All("""
        SELECT l.id, l.digest FROM layer_keys k CROSS JOIN indexed_layers l ON l.id = k.layer WHERE k.key = ?1 AND k.layer > ?2 ORDER BY k.layer LIMIT ?3
        """, static row => new IndexedLayer(row.GetInt64(0), row.GetDigest(1)), key, after, Math.Max(limit, 0)));

    public ValueTask<IReadOnlyList<LayerUse>> ListUsesAsync(Digest layer, LayerUse? after, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<LayerUse>>(session => IndexSearch.Uses(session, layer, after, Math.Max(limit, 0)));

    public ValueTask<IReadOnlyList<ImageInIndex>> ListImagesAsync(Digest chain, long after, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<ImageInIndex>>(session => session.All(
        "SELECT id, digest, layers FROM indexed_images WHERE chain = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
        static row => new ImageInIndex(row.GetInt64(0), row.GetDigest(1), row.GetInt32(2)), IndexText.Chain(chain), after, Math.Max(limit, 0)));

    public ValueTask<IReadOnlyList<ImageInIndex>> ListDescendantsAsync(Digest chain, long after, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<ImageInIndex>>(session => session.All(
        "SELECT i.id, i.digest, i.layers FROM image_chains c CROSS JOIN indexed_images i ON i.id = c.image WHERE c.chain = ?1 AND c.image > ?2 ORDER BY c.image LIMIT ?3",
        static row => new ImageInIndex(row.GetInt64(0), row.GetDigest(1), row.GetInt32(2)), IndexText.Chain(chain), after, Math.Max(limit, 0)));

    public ValueTask<IReadOnlyList<ImageInIndex>> ListBasesAsync(Digest image, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<ImageInIndex>>(session =>
    [
        // Few rows, each with the images that end there.
        .. session.All("SELECT c.chain FROM indexed_images i CROSS JOIN image_chains c ON c.image = i.id WHERE i.digest = ?1", static row => row.GetBytes(0), image)
            .SelectMany(chain => session.All("SELECT id, digest, layers FROM indexed_images WHERE chain = ?1 AND id > 0 ORDER BY id LIMIT ?2",
                static row => new ImageInIndex(row.GetInt64(0), row.GetDigest(1), row.GetInt32(2)), chain, Math.Max(limit, 0)))
            .OrderBy(found => found.Layers).ThenBy(found => found.Id).Take(limit),
    ]);

    public ValueTask<IReadOnlyList<ImageInIndex>> ListDerivedAsync(Digest image, long after, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<ImageInIndex>>(session =>
    [
        .. session.All("SELECT chain FROM indexed_images WHERE digest = ?1 AND chain IS NOT NULL", static row => row.GetBytes(0), image)
            .SelectMany(chain => session.All("SELECT i.id, i.digest, i.layers FROM image_chains c CROSS JOIN indexed_images i ON i.id = c.image WHERE c.chain = ?1 AND c.image > ?2 ORDER BY c.image LIMIT ?3",
                static row => new ImageInIndex(row.GetInt64(0), row.GetDigest(1), row.GetInt32(2)), chain, after, Math.Max(limit, 0))),
    ]);

    public ValueTask<IReadOnlyList<ManifestPlace>> ListPlacesAsync(Digest manifest, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ManifestPlace>>(database.ReadSnapshot(session => IndexSearch.Places(session, manifest, Math.Max(limit, 0))));

    private ValueTask<T> Read<T>(Func<SqliteSession, T> query) => ValueTask.FromResult(database.Read(query));
}
