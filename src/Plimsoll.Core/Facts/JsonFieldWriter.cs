using System.Text.Json;

namespace Plimsoll.Core.Facts;

/// <summary>Writes fields of JSON objects; those without a value are left out.</summary>
/// <param name="writer">Where they go.</param>
internal sealed class JsonFieldWriter(Utf8JsonWriter writer)
{
    public void Text(string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    public void Text(string name, Digest? value) => Text(name, value?.Value);

    public void Number(string name, long? value)
    {
        if (value is { } number) writer.WriteNumber(name, number);
    }

    public void Flag(string name, bool? value)
    {
        if (value is { } flag) writer.WriteBoolean(name, flag);
    }

    public void Texts(string name, IReadOnlyList<string>? values)
    {
        if (values is null) return;
        writer.WriteStartArray(name);
        foreach (var value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    public void Map(string name, IReadOnlyDictionary<string, string>? values)
    {
        if (values is null) return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in values) writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    public void Object<T>(string name, T? value, Action<T> write)
        where T : class
    {
        if (value is null) return;
        writer.WriteStartObject(name);
        write(value);
        writer.WriteEndObject();
    }

    public void Objects<T>(string name, IReadOnlyList<T>? values, Action<T> write)
        where T : class
    {
        if (values is null) return;
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStartObject();
            write(value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
