using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Plimsoll.Server.Tests.Watch;

/// <summary>A span as a collector gets it.</summary>
internal sealed record CollectedSpan(string Name, string TraceId, string Id, string ParentId, IReadOnlyList<string> Links, IReadOnlyDictionary<string, string> Attributes);

/// <summary>
/// A collector of the OpenTelemetry protocol over HTTP with protocol buffers: takes POST /v1/traces and reads
/// <see href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">the message</see> field by field.
/// </summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TraceCollector(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public ConcurrentQueue<CollectedSpan> Spans { get; } = new();

    public static async Task<TraceCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new TraceCollector(app);
        app.MapPost("/v1/traces", async http =>
        {
            http.Request.ContentType.ShouldBe("application/x-protobuf");
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            foreach (var span in Read(body.ToArray())) collector.Spans.Enqueue(span);
        });
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>ExportTraceServiceRequest.resource_spans = 1, ResourceSpans.scope_spans = 2, ScopeSpans.spans = 2.</summary>
    private static IEnumerable<CollectedSpan> Read(byte[] request) =>
        Messages(request, 1).SelectMany(resource => Messages(resource, 2)).SelectMany(scope => Messages(scope, 2)).Select(span => Span(Fields(span).ToList()));

    private static IEnumerable<byte[]> Messages(byte[] message, int number) => Fields(message).Where(f => f.Number == number).Select(f => f.Bytes);

    /// <summary>trace_id = 1, span_id = 2, parent_span_id = 4, name = 5, attributes = 9, links = 13 (trace_id = 1).</summary>
    private static CollectedSpan Span(List<(int Number, byte[] Bytes)> fields)
    {
        string Hex(int number) => Convert.ToHexStringLower(fields.FirstOrDefault(f => f.Number == number).Bytes ?? []);
        var attributes = fields.Where(f => f.Number == 9).Select(f => Fields(f.Bytes).ToList()).ToDictionary(
            a => Encoding.UTF8.GetString(a.Single(f => f.Number == 1).Bytes),
            a => Fields(a.Single(f => f.Number == 2).Bytes).Select(v => v.Number == 1 ? Encoding.UTF8.GetString(v.Bytes) : BitConverter.ToInt64(v.Bytes).ToString()).Single());
        var links = fields.Where(f => f.Number == 13).Select(f => Convert.ToHexStringLower(Fields(f.Bytes).First(l => l.Number == 1).Bytes)).ToList();
        return new CollectedSpan(Encoding.UTF8.GetString(fields.First(f => f.Number == 5).Bytes), Hex(1), Hex(2), Hex(4), links, attributes);
    }

    /// <summary>The fields of a message (https://protobuf.dev/programming-guides/encoding/); a number as its eight bytes.</summary>
    private static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var bytes = (key & 7) switch
            {
                0 => BitConverter.GetBytes(Varint(message, ref at)),
                1 => message[at..(at += 8)],
                5 => message[at..(at += 4)],
                2 => Varint(message, ref at) is var length ? message[at..(at += (int)length)] : [],
                var type => throw new InvalidDataException($"wire type {type}"),
            };
            yield return ((int)(key >> 3), bytes);
        }
    }

    private static long Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0L, 0);
        while (true)
        {
            var b = message[at++];
            value |= (long)(b & 0x7f) << shift;
            if (b < 0x80) return value;
            shift += 7;
        }
    }
}
