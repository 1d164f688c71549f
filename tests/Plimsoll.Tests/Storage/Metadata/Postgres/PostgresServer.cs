using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Plimsoll.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

/// <summary>
/// A real PostgreSQL server, started by the first test that needs one and shared by all: initdb in a folder of its own, a Unix socket, fsync on. It ends with the
/// test program, however that ends, because the shell that started it waits for the end of its input. Every test gets a database of its own that holds the schema
/// and nothing else: a copy of a template, or one that an earlier test gave back, emptied. The locale is one that orders otherwise than by bytes, so that a forgotten collation shows.
/// </summary>
internal sealed class PostgresServer
{
    private const string Script = """
        set -e
        cd "$2"
        "$1/initdb" -D data -U plimsoll -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        "$1/postgres" -D data -c unix_socket_directories="$2" -c listen_addresses= -c max_connections=300 >log 2>&1 &
        server=$!
        until "$1/pg_isready" -q -h "$2"; do kill -0 $server || { cat log >&2; exit 1; }; sleep 0.05; done
        echo ready
        read -r _ || true
        kill -INT $server
        wait $server || true
        rm -rf "$2"
        """;

    /// <summary>Empties a database down to what the migrations put into it, of which the template keeps a copy.</summary>
    private const string Empty = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
        DO $$ DECLARE t text; BEGIN
          SET LOCAL session_replication_role = replica;
          FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM public.%I', t);
            EXECUTE format('INSERT INTO public.%I SELECT * FROM seed.%I', t, t);
          END LOOP;
        END $$
        """;

    private const string Seed = """
        UPDATE migrations SET applied_at = 0;
        CREATE SCHEMA seed;
        DO $$ DECLARE t text; BEGIN
          FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE format('CREATE TABLE seed.%I AS TABLE public.%I', t, t); END LOOP;
        END $$
        """;

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private readonly string _folder;
    private readonly Process _shell;
    private readonly Lazy<Task<string>> _template;
    private readonly ConcurrentBag<string> _idle = [];
    private int _databases;

    private PostgresServer(string folder, Process shell)
    {
        _folder = folder;
        _shell = shell;
        _template = new Lazy<Task<string>>(MakeTemplateAsync);
    }

    /// <summary>The Unix socket that it listens on.</summary>
    public string Socket => Path.Combine(_folder, ".s.PGSQL.5432");

    /// <summary>The server.</summary>
    public static Task<PostgresServer> GetAsync() => Shared.Value;

    /// <summary>A database with the current schema.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        if (!_idle.TryTake(out var address)) return await CreateAsync(await _template.Value);
        await RunAsync(address, Empty);
        return address;
    }

    /// <summary>A new database without anything in it.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => CreateAsync("template0");

    /// <summary>Gives a database with the current schema back; nobody may use it any more.</summary>
    public void Return(string address) => _idle.Add(address);

    /// <summary>Runs a statement in a database as the server's superuser.</summary>
    public static async Task RunAsync(string address, string sql)
    {
        await using var source = NpgsqlDataSource.Create(address + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Lets nobody into a database and throws out who is there, or lets them in again.</summary>
    public static async Task AllowConnectionsAsync(string address, bool allow)
    {
        var builder = new NpgsqlConnectionStringBuilder(address);
        var name = builder.Database;
        builder.Database = "postgres";
        await RunAsync(builder.ConnectionString, $"ALTER DATABASE {name} ALLOW_CONNECTIONS {allow}");
        if (!allow) await RunAsync(builder.ConnectionString, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var programs = Directory.GetDirectories("/usr/lib/postgresql").OrderBy(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)).Last() + "/bin";
        var folder = Directory.CreateTempSubdirectory("plimsoll-postgres-").FullName;
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root; its package brought a user.
            using var owned = Process.Start("chown", ["postgres:postgres", folder]);
            await owned.WaitForExitAsync();
            start.FileName = "setpriv";
            foreach (var argument in new[] { "--reuid=postgres", "--regid=postgres", "--clear-groups", "bash" }) start.ArgumentList.Add(argument);
        }
        foreach (var argument in new[] { "-c", Script, "postgres-of-the-tests", programs, folder }) start.ArgumentList.Add(argument);
        var shell = Process.Start(start)!;
        if (await shell.StandardOutput.ReadLineAsync() != "ready") throw new InvalidOperationException("PostgreSQL did not start: " + await shell.StandardError.ReadToEndAsync());
        return new PostgresServer(folder, shell);
    }

    private async Task<string> MakeTemplateAsync()
    {
        var address = await CreateEmptyDatabaseAsync();
        await using (await PostgresMetadataStore.OpenAsync(address, TimeProvider.System, null, default))
        {
            // Only the schema is wanted.
        }
        await RunAsync(address, Seed);
        return new NpgsqlConnectionStringBuilder(address).Database!;
    }

    private async Task<string> CreateAsync(string template)
    {
        ObjectDisposedException.ThrowIf(_shell.HasExited, this);
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await RunAsync(AddressOf("postgres"), $"CREATE DATABASE {name} TEMPLATE {template}");
        return AddressOf(name);
    }

    private string AddressOf(string database) => $"Host={_folder};Username=plimsoll;Database={database}";
}
