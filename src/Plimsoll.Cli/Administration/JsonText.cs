using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plimsoll.Cli.Administration;

/// <summary>Cells of tables out of JSON, and JSON as it is printed.</summary>
internal static class JsonText
{
    /// <summary>How documents are printed for people.</summary>
    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(this JsonNode node, string member) => node[member] switch
    {
        null => "",
        JsonArray list => string.Join(' ', list.Select(i => i?.ToString())),
        var value => value.ToString(),
    };

    /// <summary>The day of a time, or what stands for never.</summary>
    public static string Day(this JsonNode node, string member) => node[member]?.GetValue<DateTimeOffset>() is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd") : "never";

    /// <summary>A time to the second.</summary>
    public static string Second(this JsonNode node, string member) => node[member]?.GetValue<DateTimeOffset>() is { } time ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ") : "";

    public static string State(this JsonNode node) => node["disabled"]?.GetValue<bool>() == true ? "disabled" : "enabled";
}
