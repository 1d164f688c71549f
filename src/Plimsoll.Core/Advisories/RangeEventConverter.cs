using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plimsoll.Core.Advisories;

/// <summary>Events as OSV writes them: an object with one property, <c>{"introduced":"0"}</c>.</summary>
internal sealed class RangeEventConverter : JsonConverter<RangeEvent>
{
    /// <inheritdoc/>
    public override RangeEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName) throw new JsonException("An event is an object with one property.");
        var kind = reader.ValueTextEquals("introduced"u8) ? RangeEventKind.Introduced
            : reader.ValueTextEquals("fixed"u8) ? RangeEventKind.Fixed
            : reader.ValueTextEquals("last_affected"u8) ? RangeEventKind.LastAffected
            : reader.ValueTextEquals("limit"u8) ? RangeEventKind.Limit
            : throw new JsonException($"'{reader.GetString()}' is no event of a range.");
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw new JsonException("The version of an event is a string.");
        var version = reader.GetString()!;
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject) throw new JsonException("An event is an object with one property.");
        return new(kind, version);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RangeEvent value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(
            value.Kind switch
            {
                RangeEventKind.Introduced => "introduced"u8,
                RangeEventKind.Fixed => "fixed"u8,
                RangeEventKind.LastAffected => "last_affected"u8,
                _ => "limit"u8,
            },
            value.Version);
        writer.WriteEndObject();
    }
}
