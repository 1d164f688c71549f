using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Core;

namespace Plimsoll.Trust.Json;

/// <summary>Writes JSON as the tools do whose formats it is: in one line, in the order that is given, without escapes that JSON does not ask for.</summary>
public static class PlainJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object.</summary>
    /// <param name="members">Writes what is between its braces.</param>
    public static byte[] Object(Action<Utf8JsonWriter> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A time in whole seconds, UTC (RFC 3339).</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes the members of a descriptor in the order of cosign, whose manifests are compared byte for byte.</summary>
    internal static void WriteDescriptor(this Utf8JsonWriter json, string mediaType, long size, Digest digest)
    {
        json.WriteString("mediaType", mediaType);
        json.WriteNumber("size", size);
        json.WriteString("digest", digest.Value);
    }
}
