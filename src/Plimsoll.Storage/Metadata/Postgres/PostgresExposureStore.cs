using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Exposure;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Exposure in PostgreSQL.</summary>
internal sealed class PostgresExposureStore(PostgresDatabase database) : IExposureStore
{
    public async Task RegisterAsync(long image, IReadOnlyList<LayerSet> sets, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var known = new long?[sets.Count];
        for (var i = 0; i < known.Length; i++)
        {
            var set = sets[i].Set;
            known[i] = await database.ReadAsync(session => SetRows.FindAsync(session, set), cancellationToken);
        }
        while (true)
        {
            // One set a change, so that others do not wait for all of them.
            for (var i = 0; i < known.Length; i++)
            {
                var set = sets[i].Set;
                known[i] ??= await database.WriteAsync(session => SetRows.AddAsync(session, set, at), cancellationToken);
            }
            var all = sets.Select((set, i) => (known[i]!.Value, set.Layer)).ToList();
            if (await database.WriteAsync(session => SetRows.RegisterAsync(session, image, all), cancellationToken)) return;
            // The last image of one of them went away meanwhile.
            Array.Clear(known);
        }
    }

    public Task EnqueueAsync(IReadOnlyCollection<PackageKey> keys, CancellationToken cancellationToken)
    {
        var distinct = keys.Select(key => key with { Name = IndexText.Cut(key.Name) }).Distinct().OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal).ToList();
        return database.WriteAsync(session => session.ExecuteAsync(
            "INSERT INTO match_queue AS q(namespace, name) SELECT * FROM unnest($1, $2) ON CONFLICT(namespace, name) DO UPDATE SET stamp = q.stamp + 1",
            distinct.Select(key => key.Namespace).ToArray(), distinct.Select(key => key.Name).ToArray()), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<MatchTask>> ListTasksAsync(int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT namespace, name, stamp FROM match_queue ORDER BY namespace, name LIMIT $1", static row => new MatchTask(new PackageKey(row.GetString(0), row.GetString(1)), row.GetInt64(2)), limit), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredComponent>> ListNewAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ComponentRows.NewAsync(session, limit), cancellationToken);

    public async ValueTask<int> CountWaitingAsync(int limit, CancellationToken cancellationToken) => (int)(await database.ReadAsync(session => session.NumberAsync(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM match_queue LIMIT $1) q) + (SELECT count(*) FROM (SELECT 1 FROM new_components LIMIT $1) n)", limit), cancellationToken))!.Value;

    public async ValueTask<IReadOnlyList<StoredComponent>> ListComponentsAsync(PackageKey key, ReadOnlyMemory<byte>? from, ReadOnlyMemory<byte>? below, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ComponentRows.OfNameAsync(session, key, from, below), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredComponent>> ListComponentsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ComponentRows.OfNamesAsync(session, keys), cancellationToken);

    public async ValueTask<(IReadOnlyList<StoredComponent> Components, long? Last)> ListByNameAsync(long after, int names, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => ComponentRows.ByNameAsync(session, after, names), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredMatch>> ListMatchesAsync(IReadOnlyList<long> components, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => MatchRows.OfAsync(session, components), cancellationToken);

    public Task UpdateAsync(MatchUpdate update, CancellationToken cancellationToken) => database.WriteAsync(session => MatchRows.UpdateAsync(session, update), cancellationToken);

    public async ValueTask<MatchProgress> FindProgressAsync(CancellationToken cancellationToken) => await database.ReadAsync(session => session.FirstAsync(
        "SELECT version, position FROM match_progress WHERE id = 1", static row => new MatchProgress((int)row.GetInt64(0), row.GetInt64(1) is var position and >= 0 ? position : null)), cancellationToken) ?? new MatchProgress(0, null);

    public async ValueTask<IReadOnlyList<ChangeEvent>> ListEventsAsync(long after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => MatchRows.EventsAsync(session, after, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<AffectedComponent>> ListAffectedAsync(IReadOnlyList<string> advisories, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ExposureSearch.AffectedAsync(session, advisories), cancellationToken);

    public async ValueTask<ILookup<AdvisoryKey, long>> ListHeldAsync(IReadOnlyList<AdvisoryKey> advisories, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => MatchRows.HeldAsync(session, advisories), cancellationToken)).ToLookup(held => held.Advisory, held => held.Component);

    public async ValueTask<IReadOnlyList<EndedMatch>> ListEndedAsync(IReadOnlyList<string> advisories, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ExposureSearch.EndedAsync(session, advisories, limit), cancellationToken);

    public async ValueTask<ExposureCount> CountAsync(IReadOnlyList<long> components, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => ExposureSearch.CountAsync(session, components), cancellationToken);

    public async ValueTask<IReadOnlyList<AffectedImage>> ListImagesAsync(IReadOnlyList<long> components, ImagePosition? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => new ImagePages(session, components, after, limit).ListAsync(), cancellationToken);

    public async ValueTask<IReadOnlyList<ImagePull>> ListPullsAsync(IReadOnlyList<long> components, DateTimeOffset since, PullPosition? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => PullRows.ListAsync(session, components, since, after, limit), cancellationToken);

    public async ValueTask<PullCount> CountPullsAsync(IReadOnlyList<long> components, DateTimeOffset since, CancellationToken cancellationToken) =>
        (await database.ReadSnapshotAsync(session => PullRows.CountAsync(session, components, since), cancellationToken))!;

    public async ValueTask<IReadOnlyList<ImagePull>> ListPullsOfAsync(Digest image, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => PullRows.OfImageAsync(session, image, limit), cancellationToken);

    public async ValueTask<BaseInIndex?> FindBaseAsync(long image, int layer, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ExposureSearch.BaseAsync(session, image, layer), cancellationToken);

    public async ValueTask<IReadOnlyList<ImageMatch>> ListOfImageAsync(Digest image, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ExposureSearch.OfImageAsync(session, image), cancellationToken);

    public async ValueTask<DateTimeOffset?> FindPushAsync(Digest image, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.NumberAsync("SELECT min(pushed_at) FROM manifests WHERE digest = $1", image), cancellationToken) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
