using System.Text;
using System.Text.Json;

namespace Plimsoll.Trust.Json;

/// <summary>
/// The canonical JSON of TUF and in-toto (OLPC): keys in order of their bytes, no blanks, no fractions, and in texts only the quotation mark and the backslash
/// are escaped. It is not that of RFC 8785.
/// </summary>
internal static class OlpcJson
{
    public static byte[] Write(JsonElement element)
    {
        using var stream = new MemoryStream();
        Write(stream, element);
        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var separator = "{";
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, OrdinalBytes))
                {
                    Raw(stream, separator);
                    Text(stream, property.Name);
                    Raw(stream, ":");
                    Write(stream, property.Value);
                    separator = ",";
                }
                Raw(stream, separator == "{" ? "{}" : "}");
                break;
            case JsonValueKind.Array:
                Raw(stream, "[");
                var first = true;
                foreach (var item in element.EnumerateArray())
                {
                    if (!first) Raw(stream, ",");
                    first = false;
                    Write(stream, item);
                }
                Raw(stream, "]");
                break;
            case JsonValueKind.String:
                Text(stream, element.GetString()!);
                break;
            case JsonValueKind.Number:
                Raw(stream, element.TryGetInt64(out var number) ? number.ToString() : throw new RefusedException("a signed document has a number that is not whole"));
                break;
            default:
                Raw(stream, element.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                break;
        }
    }

    private static readonly Comparer<string> OrdinalBytes = Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    private static void Text(MemoryStream stream, string text) => Raw(stream, "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"");

    private static void Raw(MemoryStream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
