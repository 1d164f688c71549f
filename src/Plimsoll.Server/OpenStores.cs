using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Server;

/// <summary>The stores that the settings name, opened for a server or for a command that works on them without one.</summary>
public sealed class OpenStores : IAsyncDisposable
{
    private OpenStores(IMetadataStore metadata, IBlobStore blobs, IObjectStore objects) => (Metadata, Blobs, Objects) = (metadata, blobs, objects);

    /// <summary>The database.</summary>
    public IMetadataStore Metadata { get; }

    /// <summary>The blobs.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>The objects beside the blobs.</summary>
    public IObjectStore Objects { get; }

    /// <summary>Where the embedded engine has its database.</summary>
    public static string DatabaseFile(ServerOptions options) => Path.Combine(options.Data, "plimsoll.db");

    /// <summary>Opens a store that is there, also beside a running server; nothing is made and no schema is changed.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="SchemaException">A server of this version has not opened it yet.</exception>
    public static OpenStores OpenExisting(ServerOptions options, TimeProvider time)
    {
        if (!File.Exists(DatabaseFile(options))) throw new DirectoryNotFoundException($"there is no store in {Path.GetFullPath(options.Data)}; name its folder with --data");
        return new OpenStores(SqliteMetadataStore.OpenExisting(DatabaseFile(options), time), OpenBlobs(options), OpenObjects(options));
    }

    /// <summary>Opens a store and makes what is missing.</summary>
    public static OpenStores OpenOrCreate(ServerOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(options.Data);
        return new OpenStores(OpenMetadata(options, time), OpenBlobs(options), OpenObjects(options));
    }

    /// <summary>Opens the database, makes it where needed, and brings its schema up to date.</summary>
    public static IMetadataStore OpenMetadata(ServerOptions options, TimeProvider time) => SqliteMetadataStore.Open(DatabaseFile(options), time);

    /// <summary>Opens the blobs.</summary>
    public static IBlobStore OpenBlobs(ServerOptions options) => FileSystemBlobStore.Open(Path.Combine(options.Data, "blobs"));

    /// <summary>Opens the objects beside the blobs.</summary>
    public static IObjectStore OpenObjects(ServerOptions options) => FileSystemObjectStore.Open(Path.Combine(options.Data, "beside"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Metadata.DisposeAsync();
        (Blobs as IDisposable)?.Dispose();
    }
}
