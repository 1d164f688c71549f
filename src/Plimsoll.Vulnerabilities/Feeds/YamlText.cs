using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>
/// Writes YAML as JSON, so that one reader serves both. Scalars become texts, except null. Anchors are refused: no feed needs them, and they are how small documents become large ones.
/// </summary>
internal static class YamlText
{
    private const int MaxDepth = 60;

    /// <summary>Reads the first document.</summary>
    /// <exception cref="YamlException">It is no YAML.</exception>
    /// <exception cref="FeedFormatException">It is too large or too deep, or has anchors.</exception>
    public static ReadOnlyMemory<byte> ToJson(Stream yaml, FeedLimits limits)
    {
        using var text = new StreamReader(new CappedStream(yaml, limits.MaxRecordBytes, $"The record is larger than {limits.MaxRecordBytes} bytes."));
        var json = new MemoryStream();
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });
        var parser = new Parser(text);
        // In a mapping every other node is a name; a stack tells whether the next one is.
        var open = new Stack<bool?>();
        while (parser.MoveNext() && parser.Current is not DocumentEnd)
        {
            if (parser.Current is AnchorAlias || parser.Current is NodeEvent { Anchor.IsEmpty: false }) throw new FeedFormatException("The YAML has anchors, which are not read.");
            Write(writer, parser.Current!, open);
        }
        writer.Flush();
        if (json.Length == 0) throw new FeedFormatException("The YAML is empty.");
        return json.GetBuffer().AsMemory(0, (int)json.Length);
    }

    private static void Write(Utf8JsonWriter writer, ParsingEvent node, Stack<bool?> open)
    {
        switch (node)
        {
            case MappingStart or SequenceStart:
                if (open.Count >= MaxDepth) throw new FeedFormatException($"The YAML is nested deeper than {MaxDepth}.");
                if (open.TryPeek(out var name) && name == true) throw new FeedFormatException("A name in the YAML is no text.");
                if (node is MappingStart) writer.WriteStartObject();
                else writer.WriteStartArray();
                open.Push(node is MappingStart ? true : null);
                return;
            case MappingEnd:
                writer.WriteEndObject();
                open.Pop();
                break;
            case SequenceEnd:
                writer.WriteEndArray();
                open.Pop();
                break;
            case Scalar scalar when open.TryPeek(out var isName) && isName == true:
                writer.WritePropertyName(scalar.Value);
                break;
            case Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" }:
                writer.WriteNullValue();
                break;
            case Scalar scalar:
                writer.WriteStringValue(scalar.Value);
                break;
            default:
                return;
        }
        if (open.TryPop(out var state)) open.Push(state is null ? null : !state);
    }
}
