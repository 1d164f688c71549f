using System.Buffers;
using System.Text.Json;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// Where the bytes of an unfinished upload are: full parts of a multipart upload, and one object with what comes behind them. An upload of less than one part has the
/// object alone; its name is then the key, so that completing it may cost nothing.
/// </summary>
/// <param name="UploadId">The multipart upload; null while there is none.</param>
/// <param name="Parts">Entity tags of its parts, all of which are full (<see cref="PartSize"/>).</param>
/// <param name="Tail">Name of the object with the bytes behind the parts; null where there are none.</param>
/// <param name="Former">Name of the tail that this one replaced: nobody needs it once this state is in the database.</param>
internal sealed record UploadState(string? UploadId, IReadOnlyList<string> Parts, string? Tail, string? Former)
{
    public static readonly UploadState Empty = new(null, [], null, null);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The state was written by another kind of store.</exception>
    public static UploadState Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length == 0) return Empty;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var parts = root.TryGetProperty("parts", out var list) ? list.EnumerateArray().Select(p => p.GetString()!).ToList() : [];
            return new UploadState(Text(root, "upload"), parts, Text(root, "tail"), Text(root, "former"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the state of an upload cannot be read", e);
        }
    }

    public ReadOnlyMemory<byte> Write()
    {
        if (UploadId is null && Tail is null) return default;
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (UploadId is not null) json.WriteString("upload", UploadId);
        if (Parts.Count > 0)
        {
            json.WriteStartArray("parts");
            foreach (var part in Parts) json.WriteStringValue(part);
            json.WriteEndArray();
        }
        if (Tail is not null) json.WriteString("tail", Tail);
        if (Former is not null) json.WriteString("former", Former);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
