using System.Buffers;
using System.Text.Json;
using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Registry;

/// <summary>Writes a refusal as the distribution-spec asks ("Error Codes"): a list with one error.</summary>
internal static class ErrorWriter
{
    public static async Task WriteAsync(HttpContext http, OciException refusal)
    {
        var response = http.Response;
        response.StatusCode = refusal.Error.Status;
        if (refusal.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString();
        if (HttpMethods.IsHead(http.Request.Method)) return;
        var body = Render(refusal);
        // No charset parameter: some clients compare content types to the letter.
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory);
    }

    private static ArrayBufferWriter<byte> Render(OciException refusal)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, JsonOutput.Options);
        json.WriteStartObject();
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("code", refusal.Error.Code);
        json.WriteString("message", refusal.Message);
        if (refusal.Detail is { } detail) json.WriteString("detail", detail);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer;
    }
}
