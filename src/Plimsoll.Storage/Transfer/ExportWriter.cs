using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>
/// Writes a snapshot of a database as text that any engine, and any person with zcat, can read: lines of JSON, compressed with gzip. A header; for each table a line with its
/// name and columns, then a line with an array of values for each row (bytes as <c>{"b":"BASE64"}</c>); at the end the number of rows of each table, so that an export that
/// breaks off is known to be none.
/// </summary>
public static class ExportWriter
{
    private const int FlushSize = 256 << 10;

    /// <summary>Writes all tables.</summary>
    /// <param name="snapshot">What to write.</param>
    /// <param name="storeId">The store that it belongs to.</param>
    /// <param name="takenAt">When it was taken.</param>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many rows were written.</returns>
    public static async Task<long> WriteAsync(IDatabaseSnapshot snapshot, string storeId, DateTimeOffset takenAt, Stream output, CancellationToken cancellationToken)
    {
        await using var compressed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        var lines = new ArrayBufferWriter<byte>(2 * FlushSize);
        var header = new ExportHeader(ExportHeader.FormatName, ExportHeader.CurrentVersion, snapshot.Engine, snapshot.Schema, storeId, takenAt, snapshot.Counters);
        Line(lines, json => JsonSerializer.Serialize(json, header, JsonSerializerOptions.Web));
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in snapshot.Tables)
        {
            Line(lines, json => Table(json, table));
            var count = 0L;
            await foreach (var row in snapshot.ReadAsync(table, cancellationToken))
            {
                Line(lines, json => Row(json, row.Values));
                count++;
                if (lines.WrittenCount >= FlushSize) await FlushAsync(lines, compressed, cancellationToken);
            }
            counts.Add(table.Name, count);
        }
        Line(lines, json => End(json, counts));
        await FlushAsync(lines, compressed, cancellationToken);
        return counts.Values.Sum();
    }

    private static async Task FlushAsync(ArrayBufferWriter<byte> lines, GZipStream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(lines.WrittenMemory, cancellationToken);
        lines.ResetWrittenCount();
    }

    private static void Line(ArrayBufferWriter<byte> lines, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(lines)) write(json);
        lines.Write("\n"u8);
    }

    private static void Table(Utf8JsonWriter json, TableShape table)
    {
        json.WriteStartObject();
        json.WriteString("table", table.Name);
        json.WriteStartArray("columns");
        foreach (var column in table.Columns) json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Row(Utf8JsonWriter json, IReadOnlyList<object?> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            switch (value)
            {
                case null: json.WriteNullValue(); break;
                case long number: json.WriteNumberValue(number); break;
                case string text: json.WriteStringValue(text); break;
                case byte[] bytes:
                    json.WriteStartObject();
                    json.WriteBase64String("b", bytes);
                    json.WriteEndObject();
                    break;
                default: throw new InvalidDataException($"a value of type {value.GetType()} cannot be exported");
            }
        }
        json.WriteEndArray();
    }

    private static void End(Utf8JsonWriter json, Dictionary<string, long> counts)
    {
        json.WriteStartObject();
        json.WriteStartObject("end");
        foreach (var (table, count) in counts) json.WriteNumber(table, count);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
