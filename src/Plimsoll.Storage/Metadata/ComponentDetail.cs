using System.Text;
using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata;

/// <summary>What of a component is kept in one column: equal components have equal texts. Most packages of languages have none.</summary>
internal static class ComponentDetail
{
    private const int MaxBytes = 4096;

    public static string Write(Component component)
    {
        if (component is { Source: null, SourceVersion: null, Arch: null, Module: null, Properties: null or { Count: 0 } }) return "";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Text(json, "a", component.Arch);
            Text(json, "m", component.Module);
            Text(json, "s", component.Source);
            Text(json, "v", component.SourceVersion);
            if (component.Properties is { Count: > 0 } properties)
            {
                json.WriteStartObject("p");
                foreach (var (name, value) in properties.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    // Strangers write these; what is long is no property of a package.
                    if (json.BytesCommitted + json.BytesPending + name.Length + value.Length < MaxBytes) Text(json, IndexText.Cut(name), value);
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static Component Read(string @namespace, string name, string version, string detail)
    {
        var component = new Component { Namespace = @namespace, Name = name, Version = version };
        if (detail.Length == 0) return component;
        using var document = JsonDocument.Parse(detail);
        var root = document.RootElement;
        return component with
        {
            Arch = Text(root, "a"),
            Module = Text(root, "m"),
            Source = Text(root, "s"),
            SourceVersion = Text(root, "v"),
            Properties = root.TryGetProperty("p", out var properties) ? properties.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal) : null,
        };
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, IndexText.Cut(value));
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
