using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Requests as each kind of destination wants them.</summary>
internal static class DeliveryRequest
{
    private const string CloudEvents = "application/cloudevents+json";
    private const string Json = "application/json";
    private const string GitHubVersion = "2022-11-28";

    private static readonly ProductInfoHeaderValue UserAgent = new("plimsoll", typeof(DeliveryRequest).Assembly.GetName().Version?.ToString(3));

    /// <summary>Makes the request of a message.</summary>
    /// <param name="webhook">The destination.</param>
    /// <param name="message">The message.</param>
    /// <param name="secret">Its secret, opened.</param>
    /// <param name="now">When it is sent.</param>
    public static HttpRequestMessage Of(Webhook webhook, EventMessage message, ReadOnlySpan<byte> secret, DateTimeOffset now)
    {
        var request = webhook.Kind switch
        {
            WebhookKinds.GitHub => GitHub(webhook, message, Encoding.UTF8.GetString(secret)),
            WebhookKinds.GitLab => GitLab(webhook, message, Encoding.UTF8.GetString(secret)),
            WebhookKinds.Plain => Signed(webhook, message, Json, Data(message).ToJsonString(), secret, now),
            _ => Signed(webhook, message, CloudEvents, message.Body, secret, now),
        };
        request.Headers.UserAgent.Add(UserAgent);
        return request;
    }

    /// <summary>https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event: at most ten properties in the payload.</summary>
    private static HttpRequestMessage GitHub(Webhook webhook, EventMessage message, string token)
    {
        var payload = Data(message);
        payload["id"] = message.Id;
        var request = Post(webhook, Json, new JsonObject { ["event_type"] = "plimsoll-rebuild", ["client_payload"] = payload }.ToJsonString());
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.Add("X-GitHub-Api-Version", GitHubVersion);
        return request;
    }

    /// <summary>https://docs.gitlab.com/api/pipeline_triggers: a form with the token, the branch and variables of the pipeline.</summary>
    private static HttpRequestMessage GitLab(Webhook webhook, EventMessage message, string token)
    {
        var data = Data(message);
        return new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new FormUrlEncodedContent(
            [
                new("token", token), new("ref", webhook.Branch ?? "main"), new("variables[PLIMSOLL_REPOSITORY]", data["repository"]?.GetValue<string>() ?? ""),
                new("variables[PLIMSOLL_TAGS]", Words(data["tags"])), new("variables[PLIMSOLL_REASONS]", Words(data["reasons"])), new("variables[PLIMSOLL_EVENT]", message.Id),
            ]),
        };
    }

    private static HttpRequestMessage Signed(Webhook webhook, EventMessage message, string type, string body, ReadOnlySpan<byte> secret, DateTimeOffset now)
    {
        var request = Post(webhook, type, body);
        var timestamp = now.ToUnixTimeSeconds();
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", StandardSignature.Sign(secret, message.Id, timestamp, Encoding.UTF8.GetBytes(body)));
        return request;
    }

    private static HttpRequestMessage Post(Webhook webhook, string type, string body) => new(HttpMethod.Post, webhook.Url)
    {
        Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type, "utf-8") } },
    };

    private static JsonObject Data(EventMessage message) => (JsonObject)(JsonNode.Parse(message.Body)!["data"]?.DeepClone() ?? throw new JsonException("the message has no data"));

    private static string Words(JsonNode? list) => list is JsonArray words ? string.Join(' ', words.Select(word => word!.GetValue<string>())) : "";
}
