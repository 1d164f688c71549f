using System.Text.Json;
using System.Text.Unicode;

namespace Plimsoll.Trust.Json;

/// <summary>Reads signed documents so that no two parsers can read them differently: no duplicate keys, no comments, bounded size and depth.</summary>
internal static class StrictJson
{
    /// <summary>Larger documents are refused: 16 MiB, the size that Sigstore's own clients accept for a bundle.</summary>
    public const int MaxSize = 16 * 1024 * 1024;

    /// <summary>Parses a document and hands over its root, which must be an object.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> content, string what, Func<JsonObject, T> read)
    {
        if (content.Length > MaxSize) throw new RefusedException($"{what} has {content.Length} bytes; at most {MaxSize} are accepted");
        if (!Utf8.IsValid(content.Span)) throw new RefusedException($"{what} is not valid UTF-8");
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 64 });
            return read(JsonObject.Of(json.RootElement, what));
        }
        catch (JsonException e)
        {
            throw new RefusedException($"{what} is not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The reader's word for an escaped lone surrogate.
            throw new RefusedException($"{what} has text that is none", e);
        }
    }
}
