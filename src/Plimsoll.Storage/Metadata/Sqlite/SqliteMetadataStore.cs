using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Identities;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>The database in one SQLite file, for one server process.</summary>
public sealed class SqliteMetadataStore : IMetadataStore
{
    private readonly SqliteAuditLog _audit;

    private SqliteMetadataStore(SqliteDatabase database, TimeProvider time)
    {
        Database = database;
        var versions = new SqliteVersions(database.Read(DirectoryRows.Version));
        Versions = versions;
        Uploads = new SqliteUploadStore(database, time);
        Blobs = new SqliteBlobCatalog(database, versions, time);
        Manifests = new SqliteManifestCatalog(database, versions, time);
        Facts = new SqliteFactsStore(database, time);
        Identities = new SqliteIdentityStore(database, versions);
        _audit = new SqliteAuditLog(database);
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
    public IIdentityStore Identities { get; }

    internal SqliteDatabase Database { get; }

    /// <summary>Opens the database file, creates it where needed, and brings its schema up to date.</summary>
    /// <param name="path">The file; its directory must exist. SQLite keeps two more files beside it.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SchemaException">The file was written by a newer Plimsoll, or by an unreleased one.</exception>
    /// <exception cref="SqliteException">The file cannot be opened, or is no database.</exception>
    public static SqliteMetadataStore Open(string path, TimeProvider time) => new(SqliteDatabase.Open(path, time), time);

    /// <summary>Writes the audit events that wait, finishes running changes and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _audit.DisposeAsync();
        await Database.DisposeAsync();
    }
}
