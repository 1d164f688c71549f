using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plimsoll.Server.Registry;

/// <summary>How the registry API writes JSON.</summary>
internal static class JsonOutput
{
    /// <summary>Quotes and slashes in messages stay readable; the answers are never embedded in HTML.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Renders one document.</summary>
    public static ReadOnlyMemory<byte> Render(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return buffer.WrittenMemory;
    }

    /// <summary>Sends a document with its exact content type.</summary>
    public static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
