using System.Diagnostics.Metrics;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;
using Plimsoll.Storage.Metadata.Sqlite;

namespace Plimsoll.Server;

/// <summary>Opens the database that the configuration names.</summary>
internal static class Database
{
    /// <summary>The word for the database in the data folder.</summary>
    public const string Embedded = "sqlite";

    public static bool IsEmbedded(ServerOptions options) => options.Database == Embedded;

    /// <summary>Reads the setting without looking for the database.</summary>
    /// <exception cref="OptionsException">It cannot be read.</exception>
    public static void Check(ServerOptions options)
    {
        if (IsEmbedded(options)) return;
        try
        {
            PostgresMetadataStore.Check(options.Database);
        }
        catch (FormatException e)
        {
            throw new OptionsException("database", OptionDefinition.Hidden, e.Message);
        }
    }

    /// <exception cref="OptionsException">The setting cannot be read, or the database cannot be reached or used.</exception>
    public static async Task<IMetadataStore> OpenAsync(ServerOptions options, TimeProvider time, Meter? meter, CancellationToken cancellationToken)
    {
        if (OpenStores.DatabaseFile(options) is { } file) return SqliteMetadataStore.Open(file, time, meter);
        try
        {
            return await PostgresMetadataStore.OpenAsync(options.Database, time, meter, cancellationToken);
        }
        catch (Exception e) when (e is FormatException or StorageUnavailableException or SchemaException)
        {
            throw new OptionsException("database", OptionDefinition.Hidden, e.Message);
        }
    }

    /// <summary>Refuses to make a database file where the journal beside the blobs tells of one that is gone: a new one would be taken for it.</summary>
    /// <exception cref="OptionsException">It is gone.</exception>
    public static async Task RequireNotLostAsync(ServerOptions options, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (OpenStores.DatabaseFile(options) is not { } file || File.Exists(file)) return;
        if (await StoreCondition.FindLostAsync(OpenStores.ObjectsBeside(blobs, options), cancellationToken) is { } lost) throw new OptionsException("data", options.Data, lost.Message);
    }
}
