using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>Reads what <see cref="ExportWriter"/> wrote.</summary>
public sealed class ExportReader : IAsyncDisposable
{
    /// <summary>No line is longer: it holds one row, and the largest are the documents of inspections.</summary>
    private const int MaxLine = 1 << 30;

    private readonly Stream _input;
    private readonly PipeReader _lines;

    private ExportReader(Stream input)
    {
        _input = input;
        _lines = PipeReader.Create(new GZipStream(input, CompressionMode.Decompress), new StreamPipeReaderOptions(bufferSize: 64 << 10));
    }

    /// <summary>The first line.</summary>
    public ExportHeader Header { get; private set; } = null!;

    /// <summary>Opens an export; it is closed with the reader.</summary>
    /// <exception cref="InvalidDataException">It is none, or one of a later format.</exception>
    public static async Task<ExportReader> OpenAsync(Stream input, CancellationToken cancellationToken)
    {
        var reader = new ExportReader(input);
        try
        {
            var line = await reader.LineAsync(cancellationToken) ?? throw new InvalidDataException("the export is empty");
            reader.Header = ReadHeader(line);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>All rows, in the order in which they can be imported. Once only.</summary>
    /// <exception cref="InvalidDataException">The export is damaged or breaks off; what came before must not be used then.</exception>
    public async IAsyncEnumerable<TableRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TableShape? table = null;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await LineAsync(cancellationToken) is { } line)
        {
            using var json = Parse(line);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
            {
                if (table is null || root.GetArrayLength() != table.Columns.Count) throw new InvalidDataException("the export has a row without a table, or of another length than its table");
                counts[table.Name]++;
                yield return new TableRow(table, ReadRow(root));
            }
            else if (root.TryGetProperty("table", out var name))
            {
                table = new TableShape(name.GetString()!, [.. root.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!)]);
                counts.Add(table.Name, 0);
            }
            else
            {
                CheckEnd(root, counts);
                yield break;
            }
        }
        throw new InvalidDataException("the export breaks off");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lines.CompleteAsync();
        await _input.DisposeAsync();
    }

    private static ExportHeader ReadHeader(byte[] line)
    {
        try
        {
            var header = JsonSerializer.Deserialize<ExportHeader>(line, JsonSerializerOptions.Web);
            if (header?.Format != ExportHeader.FormatName) throw new InvalidDataException("this is no export of a Plimsoll database");
            return header.Version == ExportHeader.CurrentVersion ? header : throw new InvalidDataException($"the export has format {header.Version}, which this program does not know: it was written by a newer Plimsoll");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("this is no export of a Plimsoll database", e);
        }
    }

    private static JsonDocument Parse(byte[] line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("a line of the export cannot be read: " + e.Message, e);
        }
    }

    private static object?[] ReadRow(JsonElement row)
    {
        var values = new object?[row.GetArrayLength()];
        var i = 0;
        foreach (var value in row.EnumerateArray())
        {
            values[i++] = value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Number => value.GetInt64(),
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Object => value.GetProperty("b").GetBytesFromBase64(),
                _ => throw new InvalidDataException($"the export has a value of kind {value.ValueKind}"),
            };
        }
        return values;
    }

    private static void CheckEnd(JsonElement root, Dictionary<string, long> counts)
    {
        if (!root.TryGetProperty("end", out var end)) throw new InvalidDataException("the export has a line of an unknown kind");
        foreach (var table in end.EnumerateObject())
        {
            if (counts.GetValueOrDefault(table.Name, -1) != table.Value.GetInt64())
                throw new InvalidDataException($"the export says {table.Value} rows of {table.Name}, but {counts.GetValueOrDefault(table.Name)} came");
        }
    }

    private async Task<byte[]?> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _lines.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                _lines.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }
            if (read.Buffer.Length > MaxLine) throw new InvalidDataException("the export has a line that is too long");
            _lines.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return null;
        }
    }
}
