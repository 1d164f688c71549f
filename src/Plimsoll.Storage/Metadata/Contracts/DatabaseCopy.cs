namespace Plimsoll.Storage.Metadata;

/// <summary>A table as an export names it.</summary>
/// <param name="Name">Its name, the same in every engine.</param>
/// <param name="Columns">Its columns, in the order of the values of a row.</param>
public sealed record TableShape(string Name, IReadOnlyList<string> Columns);

/// <summary>A row apart from any engine.</summary>
/// <param name="Table">The table.</param>
/// <param name="Values">
/// One value a column: null, <see cref="long"/>, <see cref="string"/> or an array of <see cref="byte"/>. Times are milliseconds since 1970 UTC, truth values 0 and 1, UUIDs 16 bytes in network order,
/// whatever the engine makes of them in its own columns.
/// </param>
public sealed record TableRow(TableShape Table, IReadOnlyList<object?> Values);

/// <summary>
/// The whole database at one moment, while others go on to write. Tables come in an order in which every row that another one names is there before it, except
/// within one table. Left out is what belongs to the place and not to the content, or can be made anew (<see cref="LocalTables"/>).
/// </summary>
public interface IDatabaseSnapshot : IAsyncDisposable
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    string Engine { get; }

    /// <summary>Number of the last migration of the engine's schema.</summary>
    int Schema { get; }

    /// <summary>All tables.</summary>
    IReadOnlyList<TableShape> Tables { get; }

    /// <summary>The highest number ever given out by tables that never use a number again, by name of the table.</summary>
    IReadOnlyDictionary<string, long> Counters { get; }

    /// <summary>Rows of a table, in no order.</summary>
    IAsyncEnumerable<TableRow> ReadAsync(TableShape table, CancellationToken cancellationToken);
}

/// <summary>Copies of the whole database: for backup, restore, and the move to another engine.</summary>
public interface IDatabaseCopy
{
    /// <summary>Opens a snapshot. Disposing it ends its read lock; the longer it is open, the more the engine keeps for it.</summary>
    Task<IDatabaseSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>True when the database holds no repository and no account, that is: nothing that importing would replace.</summary>
    ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Fills an empty database in one transaction: a crash leaves it empty. Rows of several tables may be mixed, each behind those that it names. A table that rows come for loses what the migrations put into it; columns that they lack get their
    /// defaults. Afterwards changes are allowed and the journal is due to be written from the beginning.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database is not empty.</exception>
    /// <exception cref="InvalidDataException">A table or column is not known here; the message names it.</exception>
    Task ImportAsync(IAsyncEnumerable<TableRow> rows, IReadOnlyDictionary<string, long> counters, CancellationToken cancellationToken);
}

/// <summary>Tables that stay where they are when a database is copied.</summary>
public static class LocalTables
{
    /// <summary>Their names.</summary>
    public static IReadOnlySet<string> Names { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "migrations", "leases", "collection_holds", "journal_queue", "scrub_progress", "scrub_findings",
            "index_queue", "indexed_layers", "layer_keys", "image_chains", "image_components", "image_labels",
            "package_sets", "set_components", "set_images", "image_sets", "match_queue", "new_components", "match_progress",
            "signature_queue", "signature_trust",
            "vouching_queue", "tag_binding_queue",
            "licences", "component_licences", "outbox", "event_messages", "deliveries", "feed_alerts", "rebuilds",
        };

    /// <summary>Columns, as <c>table.column</c>, that only one engine has and that others need not learn.</summary>
    public static IReadOnlySet<string> Columns { get; } = new HashSet<string>(StringComparer.Ordinal) { "repositories.version" };
}
