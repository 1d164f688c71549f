using Npgsql;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>The current row of a running statement. Columns count from 0.</summary>
internal readonly struct PostgresRow(NpgsqlDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public bool GetBoolean(int column) => reader.GetBoolean(column);

    public long GetInt64(int column) => reader.GetInt64(column);

    public int GetInt32(int column) => reader.GetInt32(column);

    public string GetString(int column) => reader.GetString(column);

    public byte[] GetBytes(int column) => reader.GetFieldValue<byte[]>(column);

    // A null array would become an empty memory, not a missing one.
    public ReadOnlyMemory<byte>? GetBytesOrNull(int column) => IsNull(column) ? default(ReadOnlyMemory<byte>?) : GetBytes(column);

    public string? GetStringOrNull(int column) => IsNull(column) ? null : GetString(column);

    public long? GetInt64OrNull(int column) => IsNull(column) ? default(long?) : GetInt64(column);

    public DateTimeOffset GetTime(int column) => DateTimeOffset.FromUnixTimeMilliseconds(GetInt64(column));

    public DateTimeOffset? GetTimeOrNull(int column) => IsNull(column) ? default(DateTimeOffset?) : GetTime(column);

    public Digest GetDigest(int column) => Digest.Parse(GetString(column));

    public Digest? GetDigestOrNull(int column) => IsNull(column) ? default(Digest?) : GetDigest(column);

    public StorageKey? GetKeyOrNull(int column) => IsNull(column) ? default(StorageKey?) : StorageKey.Parse(GetString(column));

    public Guid GetGuid(int column) => reader.GetGuid(column);

    public Guid? GetGuidOrNull(int column) => IsNull(column) ? default(Guid?) : GetGuid(column);
}
