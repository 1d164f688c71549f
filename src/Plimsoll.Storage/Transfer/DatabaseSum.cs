using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>
/// Counts and sums of rows, by table, in which the order does not matter: two databases with the same sums hold the same rows. Every value goes into the hash with its kind
/// and its length, so that no two rows look alike.
/// </summary>
internal sealed class DatabaseSum
{
    /// <summary>What a copy decides by itself.</summary>
    private const string Own = "store_state";

    /// <summary>What only changes of people alter: it stays as it is while they are refused, whatever servers record and find out meanwhile.</summary>
    private static readonly HashSet<string> AtRest = new(StringComparer.Ordinal)
    {
        "repositories", "blobs", "inline_blobs", "repo_blobs", "removed_virtual_blobs",
        "manifests", "manifest_contents", "manifest_annotations", "manifest_blobs", "manifest_children", "tags", "tag_moves",
        "user_groups", "group_members", "grants", "rules", "holds", "named_identities",
    };

    private readonly SortedDictionary<string, (long Count, UInt128 Sum)> _tables = new(StringComparer.Ordinal);

    public long Rows => _tables.Values.Sum(t => t.Count);

    public static async Task<DatabaseSum> OfAsync(IMetadataStore store, CancellationToken cancellationToken)
    {
        var sum = new DatabaseSum();
        await using var snapshot = await store.Copy.OpenSnapshotAsync(cancellationToken);
        foreach (var table in snapshot.Tables)
        {
            await foreach (var row in snapshot.ReadAsync(table, cancellationToken)) sum.Add(row);
        }
        return sum;
    }

    /// <summary>The rows as they come, while they are summed.</summary>
    public async IAsyncEnumerable<TableRow> PassAsync(IDatabaseSnapshot snapshot, Action? tick, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var table in snapshot.Tables)
        {
            await foreach (var row in snapshot.ReadAsync(table, cancellationToken))
            {
                Add(row);
                tick?.Invoke();
                yield return row;
            }
        }
    }

    /// <summary>Tables that differ, with their counts.</summary>
    public IReadOnlyList<string> Differences(DatabaseSum other) =>
        [.. _tables.Keys.Union(other._tables.Keys).Where(t => _tables.GetValueOrDefault(t) != other._tables.GetValueOrDefault(t)).Select(t => $"{t} ({_tables.GetValueOrDefault(t).Count} and {other._tables.GetValueOrDefault(t).Count} rows)")];

    /// <summary>The same, of the tables that do not change while changes are refused.</summary>
    public IReadOnlyList<string> DifferencesAtRest(DatabaseSum other) => Only(AtRest).Differences(other.Only(AtRest));

    private DatabaseSum Only(HashSet<string> tables)
    {
        var sum = new DatabaseSum();
        foreach (var (table, value) in _tables.Where(t => tables.Contains(t.Key))) sum._tables[table] = value;
        return sum;
    }

    private void Add(TableRow row)
    {
        if (row.Table.Name == Own) return;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // By name, because two engines may have the columns in another order.
        foreach (var (column, value) in row.Table.Columns.Zip(row.Values).OrderBy(c => c.First, StringComparer.Ordinal))
        {
            Append(hash, 'c', Encoding.UTF8.GetBytes(column));
            switch (value)
            {
                case null: Append(hash, 'n', []); break;
                case long number: Append(hash, 'i', BitConverter.GetBytes(number)); break;
                case string text: Append(hash, 't', Encoding.UTF8.GetBytes(text)); break;
                case byte[] bytes: Append(hash, 'b', bytes); break;
                default: throw new InvalidDataException($"a value of type {value.GetType()} cannot be compared");
            }
        }
        var (count, sum) = _tables.GetValueOrDefault(row.Table.Name);
        _tables[row.Table.Name] = (count + 1, unchecked(sum + BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset())));
    }

    private static void Append(IncrementalHash hash, char kind, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], value.Length);
        hash.AppendData(head);
        hash.AppendData(value);
    }
}
