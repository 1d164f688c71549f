using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>Reads the JSON form of facts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InspectionDocument))]
public sealed partial class FactsJson : JsonSerializerContext
{
    /// <summary>Writes a document. Text is written as it is, not as escapes: the documents are never put into HTML unescaped.</summary>
    internal static ReadOnlySpan<byte> Write(InspectionDocument document, bool isIndented)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = isIndented }))
            new InspectionDocumentWriter(writer).Write(document);
        return bytes.WrittenSpan;
    }
}
