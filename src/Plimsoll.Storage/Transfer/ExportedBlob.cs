using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>A blob that an export expects in the blob store.</summary>
/// <param name="Key">Where its bytes are.</param>
/// <param name="Digest">What they hash to.</param>
/// <param name="Size">How many they are.</param>
/// <param name="IsDamaged">True when the store knows that it does not have them as they were pushed; a backup may.</param>
internal sealed record ExportedBlob(StorageKey Key, Digest Digest, long Size, bool IsDamaged = false)
{
    private const long Deleting = 2;
    private const long Damaged = 3;

    /// <summary>Out of the row of a blob; null when the row expects no object: it holds the bytes itself, or they are being deleted.</summary>
    public static ExportedBlob? Of(TableRow row)
    {
        if (row.Table.Name != "blobs") return null;
        object? Value(string column) => row.Values[row.Table.Columns.IndexOf(column)];
        return Value("storage_key") is string key && Value("state") is long state and not Deleting
            ? new ExportedBlob(StorageKey.Parse(key), Digest.Parse((string)Value("digest")!), (long)Value("size")!, state == Damaged)
            : null;
    }

    /// <summary>The digest of a damaged blob whose row holds the bytes itself; null for all other rows.</summary>
    public static string? DamagedInRow(TableRow row)
    {
        if (row.Table.Name != "blobs") return null;
        object? Value(string column) => row.Values[row.Table.Columns.IndexOf(column)];
        return Value("storage_key") is null && Value("state") is Damaged ? (string)Value("digest")! : null;
    }

    /// <summary>The blobs of an export.</summary>
    public static IAsyncEnumerable<ExportedBlob> AllOf(ExportReader export, CancellationToken cancellationToken) =>
        export.ReadAsync(cancellationToken).Select(Of).Where(blob => blob is not null).Select(blob => blob!);

    /// <summary>The row of a damaged blob whose bytes are there again: it counts as any other.</summary>
    public static TableRow Whole(TableRow row)
    {
        var values = row.Values.ToArray();
        values[row.Table.Columns.IndexOf("state")] = 0L;
        return row with { Values = values };
    }
}

/// <summary>Columns by name.</summary>
internal static class Columns
{
    public static int IndexOf(this IReadOnlyList<string> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] == name) return i;
        }
        throw new InvalidDataException($"the export lacks the column {name}");
    }
}
