using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

/// <summary>A PostgreSQL store in a database of its own.</summary>
internal sealed class PostgresProbe : SqlProbe
{
    private readonly PostgresServer _server;
    private readonly string _address;
    private readonly TimeProvider _time;
    private PostgresMetadataStore _store;

    private PostgresProbe(PostgresServer server, string address, PostgresMetadataStore store, TimeProvider time) => (_server, _address, _store, _time) = (server, address, store, time);

    public override IMetadataStore Store => _store;

    public static async Task<IMetadataProbe> OpenAsync(TimeProvider time)
    {
        var server = await PostgresServer.GetAsync();
        var address = await server.CreateDatabaseAsync();
        return new PostgresProbe(server, address, await PostgresMetadataStore.OpenAsync(address, time, null, default), time);
    }

    public override Task<IReadOnlyList<string>> ViolationsAsync() => ViolationsAsync(_store);

    /// <summary>What contradicts itself in any store of this engine.</summary>
    public static Task<IReadOnlyList<string>> ViolationsAsync(PostgresMetadataStore store) => store.Database.ReadSnapshotAsync(session => Invariants.FindAsync(QueryOf(session)), default);

    public override async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = await PostgresMetadataStore.OpenAsync(_address, _time, null, default);
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _server.Return(_address);
    }

    protected override Task<T> RunAsync<T>(bool isChange, Func<ProbeQuery, Task<T>> work) => isChange
        ? _store.Database.WriteAsync(session => work(QueryOf(session)), default)
        : _store.Database.ReadSnapshotAsync(session => work(QueryOf(session)), default);

    private static ProbeQuery QueryOf(PostgresSession session) => async (sql, columns, values) =>
        await session.AllAsync(sql, row => Enumerable.Range(0, columns).Select(i => row.GetStringOrNull(i)).ToArray(), Array.ConvertAll(values, static v => (PostgresValue)v));
}
