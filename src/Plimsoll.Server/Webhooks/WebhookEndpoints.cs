using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary><c>/api/v1/webhooks</c> and <c>/api/v1/deliveries</c>: for administrators.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        webhooks.MapGet("", ListAsync).WithSummary("Who is told of events, and who is asked to rebuild").AsList<WebhookEntry>();
        webhooks.MapPost("", AddAsync).WithSummary("Tell somebody of events, or ask somebody to rebuild; the secret is shown this once").Refuses(409);
        webhooks.MapDelete("/{name}", RemoveAsync).WithSummary("Remove one with what waits for it").Refuses(404);
        webhooks.MapPost("/{name}/test", TestAsync).WithSummary("Send a test at once").Refuses(404);
        var deliveries = api.MapGroup("/deliveries").WithTags("Webhooks");
        deliveries.MapGet("", DeliveriesAsync).WithSummary("Messages on their way, the last ones first; state=dead for those that were given up").AsList<DeliveryEntry>();
        deliveries.MapGet("/{id:long}", MessageAsync).WithSummary("What a delivery says").Refuses(404);
        deliveries.MapPost("/{id:long}/replay", ReplayAsync).WithSummary("Deliver once more").Refuses(404);
        deliveries.MapPost("/replay", ReplayDeadAsync).WithSummary("Deliver once more what was given up, to one destination or to all").Refuses(404);
    }

    private static async Task<Page<WebhookEntry>> ListAsync(HttpContext http, IMetadataStore metadata, [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        return new Page<WebhookEntry>([.. (await metadata.Webhooks.ListAsync(http.RequestAborted)).Select(WebhookEntry.Of)], null);
    }

    private static async Task<Created<MadeWebhook>> AddAsync(HttpContext http, WebhookAdministration webhooks, WebhookWish wish)
    {
        var (made, secret) = await webhooks.AddAsync(http, wish);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/webhooks/{made.Name}", new MadeWebhook(WebhookEntry.Of(made), secret));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, WebhookAdministration webhooks, string name)
    {
        await webhooks.RemoveAsync(http, name);
        return TypedResults.NoContent();
    }

    private static async Task<TestOutcome> TestAsync(HttpContext http, WebhookAdministration webhooks, string name)
    {
        var (message, answer) = await webhooks.TestAsync(http, name);
        return new TestOutcome(message.Id, answer.Error is null, answer.Status, answer.Error);
    }

    private static async Task<Page<DeliveryEntry>> DeliveriesAsync(
        HttpContext http,
        DeliveryListing deliveries,
        [Description("Only waiting, done or dead")] string? state,
        [Description("Only to the destination of this name")] string? webhook,
        [Description("Where the page before ended")] long? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        return await deliveries.ListAsync(PageRequest.Of(http, n), state, webhook, after, http.RequestAborted);
    }

    private static async Task<ContentHttpResult> MessageAsync(HttpContext http, DeliveryListing deliveries, long id)
    {
        http.Require(Permission.Administer);
        return TypedResults.Content(await deliveries.BodyAsync(id, http.RequestAborted), "application/cloudevents+json; charset=utf-8");
    }

    private static async Task<NoContent> ReplayAsync(HttpContext http, WebhookAdministration webhooks, long id)
    {
        await webhooks.ReplayAsync(http, id);
        return TypedResults.NoContent();
    }

    private static async Task<ReplayOutcome> ReplayDeadAsync(HttpContext http, WebhookAdministration webhooks, [Description("Only to the destination of this name")] string? webhook) =>
        new(await webhooks.ReplayDeadAsync(http, webhook));
}
