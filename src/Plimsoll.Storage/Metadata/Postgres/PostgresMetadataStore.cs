using System.Diagnostics.Metrics;
using Npgsql;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Replicas;
using Plimsoll.Storage.Metadata.Postgres.Rescue;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>The database on a PostgreSQL server, for any number of server processes.</summary>
public sealed class PostgresMetadataStore : IMetadataStore
{
    private readonly PostgresAuditLog _audit;

    private readonly PostgresUploadLocks _locks;
    private readonly PostgresVersions _versions;
    private int _disposed;

    private PostgresMetadataStore(PostgresDatabase database, PostgresUploadLocks locks, DatabaseMetrics metrics, TimeProvider time)
    {
        _versions = new PostgresVersions(database);
        _locks = locks;
        Database = database;
        Uploads = new PostgresUploadStore(database, time);
        Blobs = new PostgresBlobCatalog(database, time);
        Manifests = new PostgresManifestCatalog(database, time);
        Facts = new PostgresFactsStore(database, time);
        Index = new PostgresFactsIndex(database);
        Advisories = new PostgresAdvisoryStore(database);
        Exposure = new PostgresExposureStore(database);
        Signatures = new PostgresSignatureStore(database);
        Webhooks = new PostgresWebhookStore(database);
        Identities = new PostgresIdentityStore(database, _versions);
        Collection = new PostgresCollectionStore(database, time);
        Leases = new PostgresLeaseStore(database, time);
        Jobs = new PostgresJobStore(database, time);
        Usage = new UsageCount(new PostgresUsageRows(database), time);
        Rules = new PostgresRuleStore(database, time);
        Retention = new PostgresRetentionStore(database, time);
        Vouching = new PostgresVouchingStore(database);
        Signers = new PostgresSignerStore(database);
        State = new PostgresStoreState(database, time);
        Copy = new PostgresDatabaseCopy(database);
        Journal = new PostgresJournalQueue(database);
        Scrub = new PostgresScrubStore(database, time);
        Transparency = new PostgresTransparencyStore(database);
        Trust = new PostgresTrustStore(database);
        _audit = new PostgresAuditLog(database);
        metrics.WatchAudit(() => _audit.Waiting);
    }

    /// <inheritdoc/>
    public IUploadStore Uploads { get; }

    /// <inheritdoc/>
    public IUploadLocks UploadLocks => _locks;

    /// <inheritdoc/>
    public IStateVersions Versions => _versions;

    /// <inheritdoc/>
    public IBlobCatalog Blobs { get; }

    /// <inheritdoc/>
    public IManifestCatalog Manifests { get; }

    /// <inheritdoc/>
    public IAuditLog Audit => _audit;

    /// <inheritdoc/>
    public IFactsStore Facts { get; }

    /// <inheritdoc/>
    public IFactsIndex Index { get; }

    /// <inheritdoc/>
    public IAdvisoryStore Advisories { get; }

    /// <inheritdoc/>
    public IExposureStore Exposure { get; }

    /// <inheritdoc/>
    public ISignatureStore Signatures { get; }

    /// <inheritdoc/>
    public IWebhookStore Webhooks { get; }

    /// <inheritdoc/>
    public IIdentityStore Identities { get; }

    /// <inheritdoc/>
    public ICollectionStore Collection { get; }

    /// <inheritdoc/>
    public IJobStore Jobs { get; }

    /// <inheritdoc/>
    public IUsageStore Usage { get; }

    /// <inheritdoc/>
    public ILeaseStore Leases { get; }

    /// <inheritdoc/>
    public IRuleStore Rules { get; }

    /// <inheritdoc/>
    public IRetentionStore Retention { get; }

    /// <inheritdoc/>
    public IVouchingStore Vouching { get; }

    /// <inheritdoc/>
    public ISignerStore Signers { get; }

    /// <inheritdoc/>
    public IStoreStateStore State { get; }

    /// <inheritdoc/>
    public IDatabaseCopy Copy { get; }

    /// <inheritdoc/>
    public IJournalQueue Journal { get; }

    /// <inheritdoc/>
    public IScrubStore Scrub { get; }

    /// <inheritdoc/>
    public ITransparencyStore Transparency { get; }

    /// <inheritdoc/>
    public ITrustStore Trust { get; }

    internal PostgresDatabase Database { get; }

    /// <summary>Reads an address without connecting to it.</summary>
    /// <param name="address">As in <see cref="OpenAsync"/>.</param>
    /// <exception cref="FormatException">It cannot be read; the message says why, and does not repeat it.</exception>
    public static void Check(string address) => PostgresAddress.Read(address);

    /// <summary>The password in an address; null where it has none.</summary>
    /// <exception cref="FormatException">The address cannot be read.</exception>
    public static string? PasswordOf(string address) => new Npgsql.NpgsqlConnectionStringBuilder(PostgresAddress.Read(address)).Password;

    /// <summary>Connects to the database and brings its schema up to date. Several servers may do so at once.</summary>
    /// <param name="address"><c>postgres://user:password@host:port/name</c>, or a connection string (<c>Host=…;Database=…;Username=…</c>).</param>
    /// <param name="time">The clock.</param>
    /// <param name="meter">Where the engine tells of its work; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">The address cannot be read; the message does not repeat it.</exception>
    /// <exception cref="SchemaException">The schema was written by a newer Plimsoll, or the server or database cannot be used.</exception>
    /// <exception cref="StorageUnavailableException">The server cannot be reached, or refuses the login.</exception>
    public static async Task<PostgresMetadataStore> OpenAsync(string address, TimeProvider time, Meter? meter, CancellationToken cancellationToken)
    {
        var connectionString = PostgresAddress.Read(address);
        var source = new NpgsqlSlimDataSourceBuilder(connectionString).EnableArrays().EnableTransportSecurity().UsePhysicalConnectionInitializer(Prepare, PrepareAsync).Build();
        try
        {
            await PostgresMigrations.ApplyAsync(source, time, cancellationToken);
            var metrics = new DatabaseMetrics(meter);
            return new PostgresMetadataStore(new PostgresDatabase(source, metrics), new PostgresUploadLocks(connectionString), metrics, time);
        }
        catch (Exception e)
        {
            await source.DisposeAsync();
            if (PostgresFaults.IsOutage(e)) throw new StorageUnavailableException("The database is not available: " + PostgresFaults.Describe(e), e);
            throw;
        }
    }

    /// <summary>Compiling a query takes longer than running any of these does, and the planner compiles what it takes for large.</summary>
    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SET jit = off", connection);
        command.ExecuteNonQuery();
    }

    /// <inheritdoc cref="Prepare"/>
    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SET jit = off", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes the audit events that wait and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _audit.DisposeAsync();
        await _locks.DisposeAsync();
        _versions.Dispose();
        await Database.DisposeAsync();
    }
}
