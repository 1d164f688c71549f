using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plimsoll.Client.Conformance.Reporting;

/// <summary>The report for scripts.</summary>
public static class JsonReport
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static byte[] Write(ConformanceReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("verdict", report.Conforms ? "conforms" : "fails");
            json.WriteString("registry", report.Registry.AbsoluteUri);
            json.WriteString("time", ReportWords.Of(report.Time));
            json.WriteStartObject("summary");
            json.WriteNumber("checks", report.Results.Count);
            foreach (var outcome in Enum.GetValues<CheckOutcome>()) json.WriteNumber(ReportWords.Of(outcome), report.Count(outcome));
            json.WriteEndObject();
            json.WriteNumber("leftBehind", report.LeftBehind);
            json.WriteStartArray("checks");
            foreach (var result in report.Results) Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. stream.ToArray(), (byte)'\n'];
    }

    private static void Write(Utf8JsonWriter json, CheckResult result)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Check.Id);
        json.WriteString("name", result.Check.Name);
        json.WriteString("outcome", ReportWords.Of(result.Outcome));
        json.WriteString("level", ReportWords.Of(result.Check.Level));
        json.WriteString("area", result.Check.Area);
        json.WriteString("explanation", result.Explanation.Length > 0 ? result.Explanation : null);
        json.WriteNumber("milliseconds", Math.Round(result.Duration.TotalMilliseconds, 1));
        json.WriteStartObject("specification");
        json.WriteString("section", result.Check.Says.Section);
        json.WriteString("address", result.Check.Says.Address);
        json.WriteString("text", result.Check.Says.Text);
        json.WriteEndObject();
        json.WriteStartArray("exchanges");
        foreach (var exchange in result.Outcome == CheckOutcome.Passed ? [] : result.Exchanges) Write(json, exchange);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteStartObject();
        json.WriteString("method", exchange.Method);
        json.WriteString("address", exchange.Address);
        Write(json, "requestHeaders", exchange.RequestHeaders);
        json.WriteString("requestBody", exchange.RequestBody);
        if (exchange.Status is { } status) json.WriteNumber("status", status);
        else json.WriteNull("status");
        Write(json, "responseHeaders", exchange.ResponseHeaders);
        json.WriteString("responseBody", exchange.ResponseBody);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        json.WriteStartArray(name);
        foreach (var (header, value) in headers) json.WriteStringValue($"{header}: {value}");
        json.WriteEndArray();
    }
}
