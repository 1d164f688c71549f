using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Registry;

/// <summary>Writes a refusal as the distribution-spec asks ("Error Codes"): a list with one error.</summary>
internal static class ErrorWriter
{
    public static async Task WriteAsync(HttpContext http, OciException refusal)
    {
        var response = http.Response;
        response.StatusCode = refusal.Error.Status;
        if (refusal.Error.Status >= 500) Retract(response.Headers);
        if (refusal.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString();
        if (HttpMethods.IsHead(http.Request.Method)) return;
        var body = Render(refusal);
        // No charset parameter: some clients compare content types to the letter.
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }

    /// <summary>What was said of the content before it turned out that it cannot be had; a cache would keep the error under it.</summary>
    private static void Retract(IHeaderDictionary headers)
    {
        headers.Remove("Docker-Content-Digest");
        (headers.ETag, headers.AcceptRanges, headers.CacheControl, headers.ContentRange) = (default, default, default, default);
    }

    private static ReadOnlyMemory<byte> Render(OciException refusal) => JsonOutput.Render(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("code", refusal.Error.Code);
        json.WriteString("message", refusal.Message);
        if (refusal.Detail is { } detail) json.WriteString("detail", detail);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
