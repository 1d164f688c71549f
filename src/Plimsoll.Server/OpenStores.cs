using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.S3;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;

namespace Plimsoll.Server;

/// <summary>The stores that the settings name, opened for a command that works on them without a server, or beside one.</summary>
public sealed class OpenStores : IAsyncDisposable
{
    private OpenStores(IMetadataStore metadata, IBlobStore blobs, ServerOptions options) =>
        (Metadata, Blobs, Objects) = (metadata, blobs, ObjectsBeside(blobs, options));

    /// <summary>The database.</summary>
    public IMetadataStore Metadata { get; }

    /// <summary>The blobs.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>The objects beside the blobs.</summary>
    public IObjectStore Objects { get; }

    /// <summary>The file of the embedded database; null where the settings name another one.</summary>
    public static string? DatabaseFile(ServerOptions options) => Database.IsEmbedded(options) ? Path.Combine(options.Data, "plimsoll.db") : null;

    /// <summary>Takes the data folder as a server would that is not running.</summary>
    /// <exception cref="OptionsException">A server has it.</exception>
    public static DataFolder Hold(ServerOptions options) => DataFolder.Open(options.Data, isShared: !Database.IsEmbedded(options));

    /// <summary>The same; null when a server has it.</summary>
    public static DataFolder? TryHold(ServerOptions options) => DataFolder.TryOpen(options.Data, isShared: !Database.IsEmbedded(options));

    /// <summary>Opens a store that is there, also beside a running server; an embedded one is not made, and its schema is left as it is.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="SchemaException">A server of this version has not opened it yet.</exception>
    /// <exception cref="OptionsException">The database or the blob store cannot be used.</exception>
    public static async Task<OpenStores> OpenExistingAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (DatabaseFile(options) is not { } file) return await OpenOrCreateAsync(options, time, cancellationToken);
        if (!File.Exists(file)) throw new DirectoryNotFoundException($"there is no store in {Path.GetFullPath(options.Data)}; name its folder with --data. A lost database comes back with 'plimsoll restore --from DIR' or 'plimsoll rebuild'");
        return new OpenStores(SqliteMetadataStore.OpenExisting(file, time), await BlobStorage.OpenAsync(options, time, cancellationToken), options);
    }

    /// <summary>Opens a store and makes what is missing.</summary>
    /// <exception cref="OptionsException">The database or the blob store cannot be used.</exception>
    public static async Task<OpenStores> OpenOrCreateAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Database.Check(options);
        BlobStorage.Check(options);
        Directory.CreateDirectory(options.Data);
        var metadata = await Database.OpenAsync(options, time, null, cancellationToken);
        var blobs = await BlobStorage.OpenAsync(options, time, cancellationToken);
        return new OpenStores(metadata, blobs, options);
    }

    /// <summary>Opens only the blobs, for work that the database is made from.</summary>
    public static Task<IBlobStore> OpenBlobsAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        BlobStorage.Check(options);
        return BlobStorage.OpenAsync(options, time, cancellationToken);
    }

    /// <summary>The small objects beside the blobs: in the same bucket, or in a folder of the data folder.</summary>
    public static IObjectStore ObjectsBeside(IBlobStore blobs, ServerOptions options) => blobs is S3BlobStore s3 ? s3.Objects : FileSystemObjectStore.Open(Path.Combine(options.Data, "beside"));

    /// <summary>Makes the database that the settings name out of exported rows; there must be none yet, or an empty one.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="schema">Schema of the rows where SQLite wrote them, otherwise null.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="counters">See <see cref="IDatabaseSnapshot.Counters"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind then.</param>
    public static async Task CreateDatabaseAsync(
        ServerOptions options, int? schema, IAsyncEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, TimeProvider time, CancellationToken cancellationToken)
    {
        if (DatabaseFile(options) is { } file)
        {
            await SqliteMetadataStore.CreateAsync(file, schema, rows, counters, time, cancellationToken);
            return;
        }
        await using var metadata = await Database.OpenAsync(options, time, null, cancellationToken);
        await metadata.Copy.ImportAsync(rows, counters, cancellationToken);
    }

    /// <summary>Refuses to overwrite a database. One without content gives way; nobody may have it open.</summary>
    /// <exception cref="IOException">There is one with content.</exception>
    public static async Task MakeWayAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (DatabaseFile(options) is { } file)
        {
            if (File.Exists(file) && !SqliteMetadataStore.TryRemoveEmpty(file)) throw new IOException($"{file} exists; nothing is overwritten. Stop the server and move it away first, together with {file}-wal and {file}-shm");
            return;
        }
        await using var metadata = await Database.OpenAsync(options, time, null, cancellationToken);
        if (!await metadata.Copy.IsEmptyAsync(cancellationToken)) throw new IOException("the database has content; nothing is overwritten. Name an empty one");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Metadata.DisposeAsync();
        (Blobs as IDisposable)?.Dispose();
    }
}
