using System.Text.Json;
using Plimsoll.Core;

namespace Plimsoll.Client.Content;

/// <summary>One page of a list of tags (distribution-spec, "Listing Tags").</summary>
internal static class TagPage
{
    /// <summary>The tags; null when the bytes are no such page or hold a name that is no tag.</summary>
    public static List<Tag>? Read(byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("tags", out var list)) return null;
            // Go writes an empty list as null.
            if (list.ValueKind == JsonValueKind.Null) return [];
            if (list.ValueKind != JsonValueKind.Array) return null;
            var tags = new List<Tag>(list.GetArrayLength());
            foreach (var entry in list.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.String || !Tag.TryParse(entry.GetString(), out var tag)) return null;
                tags.Add(tag);
            }
            return tags;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
