using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plimsoll.Server.Api;

/// <summary>Says in the API's own words what the framework could not read: it speaks of its types, the client knows parameters and bodies.</summary>
internal static partial class UnreadableRequest
{
    /// <summary>The problem to answer with.</summary>
    public static Problem Of(BadHttpRequestException e) => new(e.StatusCode, "BAD_REQUEST", "the request cannot be read", Say(e));

    /// <summary>For a body that is no JSON; no path of the API takes another.</summary>
    public static Problem OfMediaType(string? contentType) =>
        new(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "the body is not of a type that is read here", $"send it as application/json{(contentType is null ? "" : $", not as {contentType}")}");

    private static string Say(BadHttpRequestException e)
    {
        if (e.InnerException is JsonException json) return Say(json);
        if (NotBound().Match(e.Message) is { Success: true } bound) return $"{bound.Groups["name"].Value} cannot be \"{bound.Groups["value"].Value}\": {Expected(bound.Groups["type"].Value)} is expected";
        if (e.Message.StartsWith("Implicit body inferred", StringComparison.Ordinal)) return "a JSON object is expected as the body: /api/openapi.json has its shape";
        if (Missing().Match(e.Message) is { Success: true } missing) return $"the parameter {missing.Groups["name"].Value} is missing";
        return e.Message;
    }

    private static string Say(JsonException e)
    {
        var place = e.Path is null or "$" ? "" : $" at {e.Path}";
        var line = e.LineNumber is { } number ? $" (line {number + 1}, byte {e.BytePositionInLine + 1})" : "";
        return $"the body is not the JSON that is expected here{place}{line}: /api/openapi.json has its shape";
    }

    private static string Expected(string type) => type switch
    {
        "int" or "long" or "Int32" or "Int64" => "a whole number",
        "bool" or "Boolean" => "true or false",
        "DateTimeOffset" or "DateTime" => "a time as 2026-01-31T12:00:00Z",
        "double" or "Double" => "a number",
        _ => "another form",
    };

    [GeneratedRegex("""^Failed to bind parameter "(?:Nullable<)?(?<type>\w+)>? (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotBound();

    [GeneratedRegex("""^Required parameter "\S+ (?<name>\w+)" was not provided from""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
