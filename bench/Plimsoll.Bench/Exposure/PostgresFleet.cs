using Npgsql;
using NpgsqlTypes;
using Plimsoll.Storage.Metadata.Postgres;

namespace Plimsoll.Bench.Exposure;

/// <summary>Copies a fleet into PostgreSQL; the large indexes are made afterwards.</summary>
internal static class PostgresFleet
{
    private const int MaxVacuums = 10;

    public static async Task FillAsync(PostgresMetadataStore store, Fleet fleet)
    {
        await using var connection = await store.Database.Source.OpenConnectionAsync();
        await RunAsync(connection, "SET maintenance_work_mem = '512MB'; SET synchronous_commit = off; DROP INDEX package_sets_by_member; DROP INDEX set_images_by_image");
        await CopyAsync(connection, "installed_names(id, namespace, name)", Enumerable.Range(0, Fleet.Names), (writer, name) =>
        {
            writer.Write(name + 1L, NpgsqlDbType.Bigint);
            writer.Write(Fleet.KeyOf(name).Namespace, NpgsqlDbType.Text);
            writer.Write(Fleet.KeyOf(name).Name, NpgsqlDbType.Text);
        });
        await CopyAsync(connection, "components(id, name, version, detail, sort_key)", Enumerable.Range(0, fleet.Components.Count), (writer, number) =>
        {
            writer.Write(number + 1L, NpgsqlDbType.Bigint);
            writer.Write(fleet.Components[number].Name + 1L, NpgsqlDbType.Bigint);
            writer.Write(Fleet.VersionOf(fleet.Components[number].Version), NpgsqlDbType.Text);
            writer.Write("", NpgsqlDbType.Text);
            writer.Write(SqliteFleet.SortKey(fleet.Components[number].Version), NpgsqlDbType.Bytea);
        });
        await CopyAsync(connection, "package_sets(id, digest, kind, members, first_seen)", Enumerable.Range(0, fleet.Members.Count), (writer, set) =>
        {
            writer.Write(set + 1L, NpgsqlDbType.Bigint);
            writer.Write(Convert.FromHexString(Fleet.DigestOf(-1 - set).Hex), NpgsqlDbType.Bytea);
            writer.Write("deb", NpgsqlDbType.Text);
            writer.Write(fleet.Members[set], NpgsqlDbType.Array | NpgsqlDbType.Integer);
            writer.Write(0L, NpgsqlDbType.Bigint);
        });
        await CopyAsync(connection, "indexed_images(id, digest, scanner_version, layers)", Enumerable.Range(0, fleet.Images), (writer, image) =>
        {
            writer.Write(image + 1L, NpgsqlDbType.Bigint);
            writer.Write(Fleet.DigestOf(image).Value, NpgsqlDbType.Text);
            writer.Write(1L, NpgsqlDbType.Bigint);
            writer.Write(2L, NpgsqlDbType.Bigint);
        });
        var pairs = Enumerable.Range(0, fleet.Images).SelectMany(image => new[] { (Set: fleet.SetsOf[image].System + 1L, Image: image + 1L, Layer: 0), (Set: fleet.SetsOf[image].Language + 1L, Image: image + 1L, Layer: 1) }).Order();
        await CopyAsync(connection, "set_images(package_set, image, layer)", pairs, (writer, pair) =>
        {
            writer.Write((int)pair.Set, NpgsqlDbType.Integer);
            writer.Write((int)pair.Image, NpgsqlDbType.Integer);
            writer.Write(pair.Layer, NpgsqlDbType.Integer);
        });
        await RunAsync(connection, """
            CREATE INDEX package_sets_by_member ON package_sets USING gin(members) WITH (gin_pending_list_limit = 64);
            CREATE INDEX set_images_by_image ON set_images(image, package_set);
            SELECT setval(pg_get_serial_sequence('installed_names', 'id'), (SELECT max(id) FROM installed_names)), setval(pg_get_serial_sequence('components', 'id'), (SELECT max(id) FROM components)),
              setval(pg_get_serial_sequence('package_sets', 'id'), (SELECT max(id) FROM package_sets)), setval(pg_get_serial_sequence('indexed_images', 'id'), (SELECT max(id) FROM indexed_images))
            """);
        await RunAsync(connection, "VACUUM ANALYZE");
    }

    public static async Task PullAsync(PostgresMetadataStore store, Fleet fleet, DateTimeOffset now)
    {
        await using var connection = await store.Database.Source.OpenConnectionAsync();
        await RunAsync(connection, $"SET synchronous_commit = off; INSERT INTO pull_actors(id, name) SELECT n, 'robot-' || n FROM generate_series(1, {Fleet.Actors}) n; INSERT INTO pull_places(id, address) SELECT n, '10.0.' || n / 250 || '.' || n % 250 FROM generate_series(1, {Fleet.Places}) n");
        await CopyAsync(connection, "pull_sums(image, actor, place, count, first_at, last_at)", SqliteFleet.Sums(fleet, now), (writer, sum) =>
        {
            foreach (long value in (long[])[sum.Image, sum.Actor, sum.Place, sum.Count, sum.First, sum.Last]) writer.Write(value, NpgsqlDbType.Bigint);
        });
        // As long as something else still saw an older state, rows count as new.
        for (int i = 0; i < MaxVacuums && !await IsVacuumedAsync(connection); i++) await RunAsync(connection, "VACUUM ANALYZE pull_sums");
    }

    private static async Task<bool> IsVacuumedAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT relpages > 0 AND relallvisible = relpages FROM pg_class WHERE relname = 'pull_sums'", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<long> SizeAsync(PostgresMetadataStore store)
    {
        await using var command = store.Database.Source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How large it was when it was filled; null when it was not.</summary>
    public static async Task<(long Size, long Pulls)?> FindSizesAsync(PostgresMetadataStore store)
    {
        await using var connection = await store.Database.Source.OpenConnectionAsync();
        await RunAsync(connection, "CREATE TABLE IF NOT EXISTS bench_sizes(size bigint, pulls bigint)");
        await using var command = new NpgsqlCommand("SELECT size, pulls FROM bench_sizes", connection);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    public static async Task KeepSizesAsync(PostgresMetadataStore store, long size, long pulls)
    {
        await using var connection = await store.Database.Source.OpenConnectionAsync();
        await RunAsync(connection, $"CREATE TABLE IF NOT EXISTS bench_sizes(size bigint, pulls bigint); INSERT INTO bench_sizes VALUES({size}, {pulls})");
    }

    public static async Task VacuumAsync(PostgresMetadataStore store)
    {
        await using var connection = await store.Database.Source.OpenConnectionAsync();
        await RunAsync(connection, "VACUUM ANALYZE");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string table, IEnumerable<T> rows, Action<NpgsqlBinaryImporter, T> write)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            await writer.StartRowAsync();
            write(writer, row);
        }

        await writer.CompleteAsync();
    }
}
