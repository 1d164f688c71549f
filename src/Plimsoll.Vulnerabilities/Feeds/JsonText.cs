using System.Globalization;
using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Looks into JSON that may have anything anywhere: what has another type than expected counts as absent, unless it is needed.</summary>
internal static class JsonText
{
    /// <summary>Reads a document. Deeper nesting than 64 is refused.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json);

    extension(JsonElement element)
    {
        /// <summary>A property of an object; an undefined element when there is none.</summary>
        public JsonElement Get(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

        /// <summary>The text of a property; null when it is absent, empty or no text.</summary>
        public string? Text(string name) => element.Get(name).AsText();

        /// <summary>The text of a string or number; null for everything else.</summary>
        public string? AsText() => element.ValueKind switch
        {
            JsonValueKind.String => element.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };

        /// <summary>The elements of an array; none when it is no array.</summary>
        public IEnumerable<JsonElement> Items() => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : Enumerable.Empty<JsonElement>();

        /// <summary>The elements of an array that is a property.</summary>
        public IEnumerable<JsonElement> Items(string name) => element.Get(name).Items();

        /// <summary>The properties of an object; none when it is none.</summary>
        public IEnumerable<JsonProperty> Members() => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : Enumerable.Empty<JsonProperty>();

        /// <summary>The texts of an array that is a property, or the one text it is instead.</summary>
        public IReadOnlyList<string> Texts(string name)
        {
            var value = element.Get(name);
            if (value.ValueKind == JsonValueKind.String) return value.AsText() is { } one ? [one] : [];
            return [.. value.Items().Select(item => item.AsText()).OfType<string>()];
        }

        /// <summary>A time in RFC 3339, or a day.</summary>
        public DateTimeOffset? Time(string name) => FeedText.Time(element.Text(name));

        /// <summary>A number that is finite, also when it is written as text.</summary>
        public double? Number(string name) =>
            double.TryParse(element.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

        /// <summary>True for the value true.</summary>
        public bool IsTrue(string name) => element.Get(name).ValueKind == JsonValueKind.True;
    }
}
