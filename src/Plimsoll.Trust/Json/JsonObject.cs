using System.Globalization;
using System.Text.Json;

namespace Plimsoll.Trust.Json;

/// <summary>An object of a signed document and the names of its fields; a field of the wrong type is refused, null is the same as absent.</summary>
internal readonly struct JsonObject
{
    private readonly JsonElement _element;
    private readonly string _path;

    private JsonObject(JsonElement element, string path)
    {
        _element = element;
        _path = path;
    }

    /// <summary>The names of the fields.</summary>
    public IEnumerable<string> Names => _element.EnumerateObject().Select(property => property.Name);

    public JsonElement Element => _element;

    public static JsonObject Of(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object ? new JsonObject(element, path) : throw new RefusedException($"{path} is not an object");

    /// <summary>Refuses fields that are not listed: what is not understood may mean something to somebody else.</summary>
    public JsonObject Only(params ReadOnlySpan<string> known)
    {
        foreach (var property in _element.EnumerateObject())
        {
            if (!known.Contains(property.Name)) throw new RefusedException($"{_path} has the unknown field '{Shown(property.Name)}'");
        }
        return this;
    }

    public bool Has(string name) => Find(name) is not null;

    public JsonObject Object(string name) => OptionalObject(name) ?? throw Missing(name);

    public JsonObject? OptionalObject(string name) => Find(name) is { } value ? Of(value, $"{_path}.{name}") : null;

    /// <summary>The objects of a list; none when it is absent.</summary>
    public List<JsonObject> Objects(string name, int most)
    {
        var path = $"{_path}.{name}";
        return [.. Elements(name, most).Select(element => Of(element, path))];
    }

    /// <summary>The texts of a list; none when it is absent.</summary>
    public List<string> Texts(string name, int most)
    {
        var path = $"{_path}.{name}";
        return [.. Elements(name, most).Select(element => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new RefusedException($"{path} holds something that is no text"))];
    }

    /// <summary>The lists of texts of a list; none when it is absent.</summary>
    public List<List<string>> Lists(string name, int most)
    {
        var path = $"{_path}.{name}";
        return [.. Elements(name, most).Select(element => element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new RefusedException($"{path} holds something that is no text")).ToList()
            : throw new RefusedException($"{path} holds something that is no list"))];
    }

    public string Text(string name) => OptionalText(name) ?? throw Missing(name);

    public string? OptionalText(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new RefusedException($"{_path}.{name} is not a text");
    }

    public byte[] Bytes(string name) => OptionalBytes(name) ?? throw Missing(name);

    /// <summary>Base64; empty is the same as absent, as in protocol buffers.</summary>
    public byte[]? OptionalBytes(string name) =>
        OptionalText(name) is { Length: > 0 } text ? Base64Text.Decode(text) ?? throw new RefusedException($"{_path}.{name} is not valid base64") : null;

    /// <summary>A whole number that is not negative, as a number or, as protocol buffers write it, a text; 0 when it is absent.</summary>
    public long Number(string name)
    {
        if (Find(name) is not { } value) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0) return number;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: < 20 } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && (text == "0" || text[0] != '0')) return number;
        throw new RefusedException($"{_path}.{name} is not a number from 0 on");
    }

    /// <summary>A time (RFC 3339); null when it is absent.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (OptionalText(name) is not { } text) return null;
        return Rfc3339.TryParse(text, out var time) ? time : throw new RefusedException($"{_path}.{name} is not a time");
    }

    /// <summary>Cuts foreign text so that a reason stays readable.</summary>
    public static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";

    public RefusedException Missing(string name) => new($"{_path}.{name} is missing");

    private IEnumerable<JsonElement> Elements(string name, int most)
    {
        if (Find(name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) throw new RefusedException($"{_path}.{name} is not a list");
        if (value.GetArrayLength() > most) throw new RefusedException($"{_path}.{name} has {value.GetArrayLength()} entries; at most {most} are accepted");
        return value.EnumerateArray();
    }

    private JsonElement? Find(string name) => _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
