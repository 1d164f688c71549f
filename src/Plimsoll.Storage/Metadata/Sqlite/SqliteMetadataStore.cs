using System.Diagnostics.Metrics;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Identities;
using Plimsoll.Storage.Metadata.Sqlite.Rescue;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>The database in one SQLite file, for one server process.</summary>
public sealed class SqliteMetadataStore : IMetadataStore
{
    private readonly SqliteAuditLog _audit;

    private SqliteMetadataStore(SqliteDatabase database, DatabaseMetrics metrics, TimeProvider time)
    {
        Database = database;
        var versions = new SqliteVersions(database.Read(DirectoryRows.Version));
        Versions = versions;
        Uploads = new SqliteUploadStore(database, time);
        Blobs = new SqliteBlobCatalog(database, versions, time);
        Manifests = new SqliteManifestCatalog(database, versions, time);
        Facts = new SqliteFactsStore(database, time);
        Index = new SqliteFactsIndex(database);
        Advisories = new SqliteAdvisoryStore(database);
        Exposure = new SqliteExposureStore(database);
        Signatures = new SqliteSignatureStore(database);
        Webhooks = new SqliteWebhookStore(database);
        Identities = new SqliteIdentityStore(database, versions);
        Collection = new SqliteCollectionStore(database, versions, time);
        Leases = new SqliteLeaseStore(database, time);
        Jobs = new SqliteJobStore(database, time);
        Usage = new UsageCount(new SqliteUsageRows(database), time);
        Rules = new SqliteRuleStore(database, time);
        Retention = new SqliteRetentionStore(database, versions, time);
        Vouching = new SqliteVouchingStore(database);
        Signers = new SqliteSignerStore(database, versions);
        State = new SqliteStoreState(database, time);
        Copy = new SqliteDatabaseCopy(database);
        Journal = new SqliteJournalQueue(database);
        Scrub = new SqliteScrubStore(database, versions, time);
        Transparency = new SqliteTransparencyStore(database);
        Trust = new SqliteTrustStore(database);
        _audit = new SqliteAuditLog(database);
        metrics.WatchAudit(() => _audit.Waiting);
    }

    /// <inheritdoc/>
    public IUploadStore Uploads { get; }

    /// <inheritdoc/>
    public IUploadLocks UploadLocks { get; } = new ProcessUploadLocks();

    /// <inheritdoc/>
    public IStateVersions Versions { get; }

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
    public ILeaseStore Leases { get; }

    /// <inheritdoc/>
    public IJobStore Jobs { get; }

    /// <inheritdoc/>
    public IUsageStore Usage { get; }

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

    internal SqliteDatabase Database { get; }

    /// <summary>Opens the database file, creates it where needed, and brings its schema up to date.</summary>
    /// <param name="path">The file; its directory must exist. SQLite keeps two more files beside it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meter">Where the engine tells of its work; null for nowhere.</param>
    /// <exception cref="SchemaException">The file was written by a newer Plimsoll, or by an unreleased one.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is no database.</exception>
    public static SqliteMetadataStore Open(string path, TimeProvider time, Meter? meter = null) => Create(path, time, meter, upgrade: true);

    /// <summary>Opens a database file that is there, also beside the server that has it open; its schema is left as it is.</summary>
    /// <exception cref="SchemaException">The schema is another one than this program needs.</exception>
    public static SqliteMetadataStore OpenExisting(string path, TimeProvider time) => Create(path, time, null, upgrade: false);

    /// <summary>
    /// Makes a database file out of exported rows. They are written into the schema that they were exported from, so that later migrations do with them what they would have
    /// done there. The file appears whole or not at all.
    /// </summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="schema">Schema of the export where SQLite wrote it, otherwise null.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="counters">See <see cref="IDatabaseSnapshot.Counters"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file exists.</exception>
    /// <exception cref="SchemaException">The rows are of a later schema.</exception>
    public static Task CreateAsync(
        string path, int? schema, IAsyncEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, TimeProvider time, CancellationToken cancellationToken) =>
        SqliteCreation.RunAsync(path, schema, rows, counters, time, cancellationToken);

    /// <summary>Removes a database file, which nobody has open, when it has no repository and no account. False when it has any, or when nobody can tell.</summary>
    public static bool TryRemoveEmpty(string path) => SqliteCreation.TryRemoveEmpty(path);

    /// <summary>Writes the audit events that wait, finishes running changes and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _audit.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static SqliteMetadataStore Create(string path, TimeProvider time, Meter? meter, bool upgrade)
    {
        var metrics = new DatabaseMetrics(meter);
        return new SqliteMetadataStore(SqliteDatabase.Open(path, time, metrics, upgrade), metrics, time);
    }
}
