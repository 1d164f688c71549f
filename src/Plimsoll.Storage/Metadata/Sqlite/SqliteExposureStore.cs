using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Exposure;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Exposure in SQLite.</summary>
internal sealed class SqliteExposureStore(SqliteDatabase database) : IExposureStore
{
    public async Task RegisterAsync(long image, IReadOnlyList<LayerSet> sets, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var known = database.Read(session => sets.Select(set => SetRows.Find(session, set.Set)).ToList());
        while (true)
        {
            // One set a change, so that pushes do not wait for all of them.
            for (var i = 0; i < sets.Count; i++)
            {
                var set = sets[i].Set;
                known[i] ??= await database.WriteAsync(session => SetRows.Add(session, set, at), cancellationToken);
            }
            var all = sets.Select((set, i) => (known[i]!.Value, set.Layer)).ToList();
            if (await database.WriteAsync(session => SetRows.Register(session, image, all), cancellationToken)) return;
            // The last image of one of them went away meanwhile.
            for (var i = 0; i < known.Count; i++) known[i] = null;
        }
    }

    public Task EnqueueAsync(IReadOnlyCollection<PackageKey> keys, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        foreach (var key in keys) session.Execute("INSERT INTO match_queue(namespace, name) VALUES(?1, ?2) ON CONFLICT(namespace, name) DO UPDATE SET stamp = stamp + 1", key.Namespace, IndexText.Cut(key.Name));
        return true;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<MatchTask>> ListTasksAsync(int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<MatchTask>>(session => session.All(
        "SELECT namespace, name, stamp FROM match_queue WHERE namespace > '' ORDER BY namespace, name LIMIT ?1", static row => new MatchTask(new PackageKey(row.GetString(0), row.GetString(1)), row.GetInt64(2)), limit));

    public ValueTask<IReadOnlyList<StoredComponent>> ListNewAsync(int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<StoredComponent>>(session => ComponentRows.New(session, limit));

    public ValueTask<int> CountWaitingAsync(int limit, CancellationToken cancellationToken) => Read(session => (int)session.Number("""
        SELECT (SELECT count(*) FROM (SELECT 1 FROM match_queue WHERE namespace > '' LIMIT ?1)) + (SELECT count(*) FROM (SELECT 1 FROM new_components WHERE component > 0 LIMIT ?1))
        """, limit)!.Value);

    public ValueTask<IReadOnlyList<StoredComponent>> ListComponentsAsync(PackageKey key, ReadOnlyMemory<byte>? from, ReadOnlyMemory<byte>? below, CancellationToken cancellationToken) =>
        Snapshot<IReadOnlyList<StoredComponent>>(session => ComponentRows.OfName(session, key, from, below));

    public ValueTask<IReadOnlyList<StoredComponent>> ListComponentsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken) =>
        Snapshot<IReadOnlyList<StoredComponent>>(session => [.. keys.SelectMany(key => ComponentRows.OfName(session, key, null, null)).DistinctBy(component => component.Id)]);

    public ValueTask<(IReadOnlyList<StoredComponent> Components, long? Last)> ListByNameAsync(long after, int names, CancellationToken cancellationToken) =>
        Snapshot(session => ComponentRows.ByName(session, after, names));

    public ValueTask<IReadOnlyList<StoredMatch>> ListMatchesAsync(IReadOnlyList<long> components, CancellationToken cancellationToken) =>
        Snapshot<IReadOnlyList<StoredMatch>>(session => [.. components.SelectMany(component => MatchRows.Of(session, component))]);

    public Task UpdateAsync(MatchUpdate update, CancellationToken cancellationToken) => database.WriteAsync(session => MatchRows.Update(session, update), cancellationToken);

    public ValueTask<MatchProgress> FindProgressAsync(CancellationToken cancellationToken) => Read(session =>
        session.First("SELECT version, position FROM match_progress WHERE id = 1", static row => new MatchProgress(row.GetInt32(0), row.GetInt64(1) is var position and >= 0 ? position : null)) ?? new MatchProgress(0, null));

    public ValueTask<IReadOnlyList<ChangeEvent>> ListEventsAsync(long after, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<ChangeEvent>>(session => MatchRows.Events(session, after, limit));

    public ValueTask<IReadOnlyList<AffectedComponent>> ListAffectedAsync(IReadOnlyList<string> advisories, CancellationToken cancellationToken) => Snapshot<IReadOnlyList<AffectedComponent>>(session =>
        [.. advisories.Distinct(StringComparer.Ordinal).SelectMany(advisory => ExposureSearch.Affected(session, advisory)).OrderBy(c => c.Component.Id).Take(IExposureStore.MaxComponents)]);

    public ValueTask<ILookup<AdvisoryKey, long>> ListHeldAsync(IReadOnlyList<AdvisoryKey> advisories, CancellationToken cancellationToken) => Snapshot(session =>
        advisories.SelectMany(advisory => MatchRows.Held(session, advisory), (advisory, component) => (advisory, component)).ToLookup(held => held.advisory, held => held.component));

    public ValueTask<IReadOnlyList<EndedMatch>> ListEndedAsync(IReadOnlyList<string> advisories, int limit, CancellationToken cancellationToken) => Snapshot<IReadOnlyList<EndedMatch>>(session =>
        [.. advisories.Distinct(StringComparer.Ordinal).SelectMany(advisory => ExposureSearch.Ended(session, advisory, IExposureStore.MaxComponents)).OrderByDescending(e => e.Until).ThenBy(e => e.Component.Id).Take(limit)]);

    public ValueTask<ExposureCount> CountAsync(IReadOnlyList<long> components, CancellationToken cancellationToken) => Snapshot(session =>
        ExposureSearch.Images(session, components) is var (sets, images) ? new ExposureCount(sets.Count, images.Count) : throw new InvalidOperationException());

    public ValueTask<IReadOnlyList<AffectedImage>> ListImagesAsync(IReadOnlyList<long> components, ImagePosition? after, int limit, CancellationToken cancellationToken) =>
        Snapshot<IReadOnlyList<AffectedImage>>(session => ExposureSearch.List(session, components, after, limit));

    public ValueTask<IReadOnlyList<ImagePull>> ListPullsAsync(IReadOnlyList<long> components, DateTimeOffset since, PullPosition? after, int limit, CancellationToken cancellationToken) =>
        Snapshot<IReadOnlyList<ImagePull>>(session => PullRows.List(session, ExposureSearch.Images(session, components).Images, since, after, limit));

    public ValueTask<PullCount> CountPullsAsync(IReadOnlyList<long> components, DateTimeOffset since, CancellationToken cancellationToken) =>
        Snapshot(session => PullRows.Count(session, ExposureSearch.Images(session, components).Images, since));

    public ValueTask<IReadOnlyList<ImagePull>> ListPullsOfAsync(Digest image, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<ImagePull>>(session => PullRows.OfImage(session, image, limit));

    public ValueTask<BaseInIndex?> FindBaseAsync(long image, int layer, CancellationToken cancellationToken) => Snapshot(session => ExposureSearch.Base(session, image, layer));

    public ValueTask<IReadOnlyList<ImageMatch>> ListOfImageAsync(Digest image, CancellationToken cancellationToken) => Snapshot<IReadOnlyList<ImageMatch>>(session => ExposureSearch.OfImage(session, image));

    public ValueTask<DateTimeOffset?> FindPushAsync(Digest image, CancellationToken cancellationToken) =>
        Read(session => session.Number("SELECT min(pushed_at) FROM manifests WHERE digest = ?1", image) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : default(DateTimeOffset?));

    private ValueTask<T> Read<T>(Func<SqliteSession, T> query) => ValueTask.FromResult(database.Read(query));

    private ValueTask<T> Snapshot<T>(Func<SqliteSession, T> query) => ValueTask.FromResult(database.ReadSnapshot(query));
}
