using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>The current row of a running statement.</summary>
internal readonly struct PostgresRow(NpgsqlDataReader reader) : IRow
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public bool GetBoolean(int column) => reader.GetBoolean(column);

    public int GetInt32(int column) => reader.GetInt32(column);

    public long GetInt64(int column) => reader.GetInt64(column);

    public string GetString(int column) => reader.GetString(column);

    public byte[] GetBytes(int column) => reader.GetFieldValue<byte[]>(column);

    public Guid GetGuid(int column) => reader.GetGuid(column);
}
