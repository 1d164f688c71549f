using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// A parameter of a statement. The conversions say how the registry's words are stored: times as milliseconds since 1970 UTC, digests and names as text, version 7
/// UUIDs as 16 bytes in the order in which they sort by time.
/// </summary>
internal readonly struct SqliteValue
{
    private SqliteValue(ValueKind kind, long number, string? text, ReadOnlyMemory<byte> bytes)
    {
        Kind = kind;
        Number = number;
        Text = text;
        Bytes = bytes;
    }

    public enum ValueKind { Null, Number, Text, Bytes }

    public ValueKind Kind { get; }

    public long Number { get; }

    public string? Text { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public static implicit operator SqliteValue(long value) => new(ValueKind.Number, value, null, default);

    public static implicit operator SqliteValue(long? value) => value is null ? default(SqliteValue) : value.Value;

    public static implicit operator SqliteValue(string? value) => value is null ? default : new(ValueKind.Text, 0, value, default);

    public static implicit operator SqliteValue(ReadOnlyMemory<byte> value) => new(ValueKind.Bytes, 0, null, value);

    public static implicit operator SqliteValue(byte[]? value) => value is null ? default(SqliteValue) : new(ValueKind.Bytes, 0, null, value);

    public static implicit operator SqliteValue(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    public static implicit operator SqliteValue(DateTimeOffset? value) => value?.ToUnixTimeMilliseconds();

    public static implicit operator SqliteValue(Guid value) => value.ToByteArray(bigEndian: true);

    public static implicit operator SqliteValue(Guid? value) => value is null ? default(SqliteValue) : value.Value;

    public static implicit operator SqliteValue(Digest value) => value.Value;

    public static implicit operator SqliteValue(Digest? value) => value?.Value;

    public static implicit operator SqliteValue(RepositoryName value) => value.Value;

    public static implicit operator SqliteValue(Tag value) => value.Value;

    public static implicit operator SqliteValue(StorageKey value) => value.Value;
}
