using System.Text.Json;

namespace Plimsoll.Core.Manifests;

/// <summary>Reads fields of manifests with the types that the image-spec gives them, and says which field is wrong.</summary>
internal static class JsonFields
{
    public static void RequireObject(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new ManifestException($"{what} is not a JSON object");
    }

    /// <summary>A parser that ignores case would read <c>Layers</c> as <c>layers</c>; one that does not would skip it. Neither reading is accepted.</summary>
    public static void RefuseOtherCase(JsonElement element, ReadOnlySpan<string> known)
    {
        foreach (var property in element.EnumerateObject())
        {
            foreach (var name in known)
            {
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && property.Name != name)
                    throw new ManifestException($"the field '{Show(property.Name)}' differs from '{name}' only in case");
            }
        }
    }

    public static string? OptionalString(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? Text(value, name) : throw new ManifestException($"{name} is not a string");
    }

    public static string? OptionalMediaType(JsonElement element, string name)
    {
        var value = OptionalString(element, name);
        if (value is null or "") return null;
        return IsMediaType(value) ? value : throw new ManifestException($"{name} '{Show(value)}' is not a media type (RFC 6838)");
    }

    public static IReadOnlyDictionary<string, string> Annotations(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return Descriptor.EmptyAnnotations;
        if (value.ValueKind != JsonValueKind.Object) throw new ManifestException($"{name} is not an object");
        var annotations = new Dictionary<string, string>();
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String) throw new ManifestException($"{name}: the value of '{Show(property.Name)}' is not a string");
            annotations[property.Name] = Text(property.Value, name);
        }
        return annotations;
    }

    /// <summary>The string value; an escaped lone surrogate is no text and is refused.</summary>
    public static string Text(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new ManifestException($"{name} is not valid text", e);
        }
    }

    /// <summary><c>type/subtype</c> by RFC 6838 section 4.2, each part at most 127 characters.</summary>
    public static bool IsMediaType(string value)
    {
        var slash = value.IndexOf('/');
        return slash > 0 && IsRestrictedName(value.AsSpan(0, slash)) && IsRestrictedName(value.AsSpan(slash + 1));
    }

    /// <summary>Cuts foreign text so that an error message stays readable.</summary>
    public static string Show(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static bool IsRestrictedName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 127 || !char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$&-^_.+".Contains(c)) return false;
        }
        return true;
    }
}
