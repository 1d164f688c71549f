using System.Text.Json;

namespace Plimsoll.Inspection.Configuration;

/// <summary>Reads fields of foreign JSON: a field of another type than expected is told and left out, never an error.</summary>
internal sealed class JsonFacts(JsonElement element, string path, Action<string> problem)
{
    /// <summary>A field that is an object; an empty one when it is missing.</summary>
    public JsonFacts Object(string name) => new(Field(name, JsonValueKind.Object, out var value) ? value : default, Sub(name), problem);

    /// <summary>A field that is a list of objects.</summary>
    public IEnumerable<JsonFacts> Objects(string name)
    {
        if (!Field(name, JsonValueKind.Array, out var list)) yield break;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object) yield return new JsonFacts(item, Sub(name), problem);
            else problem($"{Sub(name)} has an entry that is not an object");
        }
    }

    /// <summary>A field that is text; null when it is missing or empty.</summary>
    public string? String(string name) => Field(name, JsonValueKind.String, out var value) && Text(value) is { Length: > 0 } text ? text : null;

    /// <summary>A field that is true or false.</summary>
    public bool IsTrue(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A field that is a whole number.</summary>
    public long? Number(string name) => Field(name, JsonValueKind.Number, out var value) && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A field that is a list of texts; null when it is missing. Docker writes a single text in places.</summary>
    public IReadOnlyList<string>? Strings(string name)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var single) && single.ValueKind == JsonValueKind.String) return [Text(single) ?? ""];
        if (!Field(name, JsonValueKind.Array, out var list)) return null;
        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && Text(item) is { } text) texts.Add(text);
            else problem($"{Sub(name)} has an entry that is not text");
        }
        return texts;
    }

    /// <summary>A field that is a map of texts, in ordinal order.</summary>
    public SortedList<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Field(name, JsonValueKind.Object, out var value)) return [];
        foreach (var property in value.EnumerateObject())
        {
            if (NameOf(property) is not { } key) problem($"{Sub(name)} has a name that is not text");
            else if (property.Value.ValueKind == JsonValueKind.String && Text(property.Value) is { } text) map[key] = text;
            else problem($"{Sub(name)}: the value of '{key}' is not text");
        }
        return new SortedList<string, string>(map, StringComparer.Ordinal);
    }

    /// <summary>The keys of a field that is used as a set, in ordinal order; null when it is missing.</summary>
    public IReadOnlyList<string>? Keys(string name)
    {
        if (!Field(name, JsonValueKind.Object, out var value)) return null;
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (NameOf(property) is { } key) keys.Add(key);
            else problem($"{Sub(name)} has a name that is not text");
        }
        return [.. keys];
    }

    private bool Field(string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null) return false;
        if (value.ValueKind == kind) return true;
        problem($"{Sub(name)} is not {(kind == JsonValueKind.Array ? "a list" : kind == JsonValueKind.Object ? "an object" : kind == JsonValueKind.Number ? "a number" : "text")}");
        return false;
    }

    /// <summary>Escapes of half a surrogate pair, and bytes that are not UTF-8, are no text.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string Sub(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
