using System.Buffers;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>
/// A parameter of a statement. The conversions say how the registry's words are stored, the same as in the other engine, so that rows can be carried over as they
/// are: times as milliseconds since 1970 UTC, digests and names as text.
/// </summary>
internal readonly struct PostgresValue
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(c => (char)c), '\0']);

    private readonly object? _value;
    private readonly NpgsqlDbType _type;

    private PostgresValue(object? value, NpgsqlDbType type) => (_value, _type) = (value, type);

    public static implicit operator PostgresValue(long value) => new(value, NpgsqlDbType.Bigint);

    public static implicit operator PostgresValue(long? value) => new(value, NpgsqlDbType.Bigint);

    public static implicit operator PostgresValue(bool value) => new(value, NpgsqlDbType.Boolean);

    public static implicit operator PostgresValue(string? value) => new(value is null ? null : Storable(value), NpgsqlDbType.Text);

    public static implicit operator PostgresValue(ReadOnlyMemory<byte> value) => new(value, NpgsqlDbType.Bytea);

    public static implicit operator PostgresValue(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    public static implicit operator PostgresValue(DateTimeOffset? value) => value?.ToUnixTimeMilliseconds();

    public static implicit operator PostgresValue(Guid value) => new(value, NpgsqlDbType.Uuid);

    public static implicit operator PostgresValue(Guid? value) => new(value, NpgsqlDbType.Uuid);

    public static implicit operator PostgresValue(Digest value) => value.Value;

    public static implicit operator PostgresValue(Digest? value) => value?.Value;

    public static implicit operator PostgresValue(RepositoryName value) => value.Value;

    public static implicit operator PostgresValue(Tag value) => value.Value;

    public static implicit operator PostgresValue(StorageKey value) => value.Value;

    public static implicit operator PostgresValue(StorageKey? value) => value?.Value;

    public static implicit operator PostgresValue(long[] values) => new(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static implicit operator PostgresValue(long?[] values) => new(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static implicit operator PostgresValue(byte[][] values) => new(values, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    public static implicit operator PostgresValue(Guid[] values) => new(values, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static implicit operator PostgresValue(string?[] values) => new(Array.ConvertAll(values, static v => v is null ? null : Storable(v)), NpgsqlDbType.Array | NpgsqlDbType.Text);

    public NpgsqlParameter ToParameter() => new() { Value = _value ?? DBNull.Value, NpgsqlDbType = _type };

    /// <summary>
    /// The text as PostgreSQL can hold it. It takes neither U+0000 nor half a surrogate pair; what clients send may hold both, and becomes a replacement character.
    /// </summary>
    private static string Storable(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects)) return text;
        var storable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) storable.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return storable.ToString();
    }
}
