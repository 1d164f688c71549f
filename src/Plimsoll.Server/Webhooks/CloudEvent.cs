using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Events in the JSON format of CloudEvents 1.0 (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md), structured mode.</summary>
internal static class CloudEvent
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Makes a message.</summary>
    /// <param name="type">Type of the event.</param>
    /// <param name="source">Address of this registry.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="now">When the message is made.</param>
    /// <param name="data">What is said of it.</param>
    public static EventMessage Of(string type, string source, string subject, DateTimeOffset at, DateTimeOffset now, JsonObject data)
    {
        var id = Guid.CreateVersion7(now).ToString();
        var body = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = source,
            ["type"] = type,
            ["subject"] = subject,
            ["time"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["datacontenttype"] = "application/json",
            ["data"] = data,
        };
        return new EventMessage(id, type, subject, at, body.ToJsonString(Plain));
    }
}
