using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Server.Advisories.Publication;

/// <summary>Something that a set or a delta says of a feed, a line of a layer each.</summary>
/// <param name="Feed">Name of the feed.</param>
/// <param name="Kind"><c>feed</c>, <c>advisory</c>, <c>kev</c>, <c>epss</c>, <c>vex</c> or <c>gone</c>.</param>
/// <param name="Key">What tells it from others of the feed.</param>
/// <param name="Content">The thing; for what is gone nothing.</param>
internal sealed record SetLine(string Feed, string Kind, string Key, JsonNode? Content);

/// <summary>Writes and reads layers: lines of JSON, packed with gzip.</summary>
internal static class SetLines
{
    private const int MaxLine = 64 << 20;
    private const long MaxBytes = 32L << 30;

    /// <summary>Options of records that have no form of their own.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A record as a line holds it.</summary>
    public static JsonNode Node(Advisory advisory) => JsonNode.Parse(AdvisoryJson.Write(advisory))!;

    /// <summary>The record of a line.</summary>
    public static Advisory Record(JsonNode content) => AdvisoryJson.ReadAdvisory(Encoding.UTF8.GetBytes(content.ToJsonString()));

    /// <summary>A VEX document as a line holds it.</summary>
    public static JsonNode Node(VexDocument document) => new JsonObject
    {
        ["format"] = document.Format,
        ["id"] = document.Id,
        ["author"] = document.Author,
        ["version"] = document.Version,
        ["timestamp"] = document.Timestamp,
        ["statements"] = document.Statements,
        ["place"] = document.Place,
        ["content"] = Convert.ToBase64String(document.Content.Span),
    };

    /// <summary>The VEX document of a line.</summary>
    public static VexDocument Vex(JsonNode content)
    {
        var bytes = Convert.FromBase64String(content["content"]!.GetValue<string>());
        return new VexDocument
        {
            Format = content["format"]!.GetValue<string>(),
            Id = content["id"]!.GetValue<string>(),
            Author = content["author"]?.GetValue<string>(),
            Version = content["version"]?.GetValue<string>(),
            Timestamp = content["timestamp"]?.GetValue<DateTimeOffset>(),
            Statements = content["statements"]?.GetValue<int>() ?? 0,
            Place = content["place"]?.GetValue<string>() ?? "",
            Digest = Digest.Of(bytes),
            Content = bytes,
        };
    }

    /// <summary>Writes lines into a file; how many.</summary>
    public static async Task<long> WriteAsync(IAsyncEnumerable<SetLine> lines, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await using var packed = new GZipStream(file, CompressionLevel.Optimal);
        var count = 0L;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            var text = new JsonObject { ["feed"] = line.Feed, ["kind"] = line.Kind, ["key"] = line.Key, ["content"] = line.Content?.DeepClone() };
            await packed.WriteAsync(Encoding.UTF8.GetBytes(text.ToJsonString() + "\n"), cancellationToken);
            if (line.Kind != "feed") count++;
        }
        return count;
    }

    /// <summary>Reads the lines of a file.</summary>
    /// <exception cref="InvalidDataException">It is no such layer.</exception>
    public static IEnumerable<SetLine> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        var (buffer, filled, start, total, number) = (new byte[1 << 20], 0, 0, 0L, 0L);
        while (true)
        {
            var end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
            if (end >= 0)
            {
                yield return Parse(buffer.AsSpan(start, end), ++number);
                start += end + 1;
                continue;
            }
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            (filled, start) = (filled - start, 0);
            if (filled == buffer.Length)
            {
                if (buffer.Length >= MaxLine) throw new InvalidDataException($"line {number + 1} is longer than {MaxLine} bytes");
                Array.Resize(ref buffer, buffer.Length * 2);
            }
            var read = plain.Read(buffer, filled, buffer.Length - filled);
            if (read == 0) break;
            if ((total += read) > MaxBytes) throw new InvalidDataException($"the layer is larger than {MaxBytes} bytes");
            filled += read;
        }
        if (filled > 0) throw new InvalidDataException($"the layer is cut off behind line {number}");
    }

    private static SetLine Parse(ReadOnlySpan<byte> text, long number)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject line && line["feed"]?.GetValue<string>() is { } feed && line["kind"]?.GetValue<string>() is { } kind && line["key"]?.GetValue<string>() is { } key)
                return new SetLine(feed, kind, key, line["content"]?.DeepClone());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said below.
        }
        throw new InvalidDataException($"line {number} is no line of a set of advisories");
    }
}
