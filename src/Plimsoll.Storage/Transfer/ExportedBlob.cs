using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>A blob that an export expects in the blob store.</summary>
internal sealed record ExportedBlob(StorageKey Key, Digest Digest, long Size)
{
    private const long Deleting = 2;

    /// <summary>Out of the row of a blob; null when the row expects no object: it holds the bytes itself, or they are being deleted or known to be damaged.</summary>
    public static ExportedBlob? Of(TableRow row)
    {
        if (row.Table.Name != "blobs") return null;
        object? Value(string column) => row.Values[row.Table.Columns.IndexOf(column)];
        return Value("storage_key") is string key && Value("state") is long and < Deleting
            ? new ExportedBlob(StorageKey.Parse(key), Digest.Parse((string)Value("digest")!), (long)Value("size")!)
            : null;
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
