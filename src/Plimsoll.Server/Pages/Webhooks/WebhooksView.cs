using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Server.Webhooks;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Webhooks;

/// <summary>Who is told of events, and what is on its way.</summary>
/// <param name="Webhooks">All of them.</param>
/// <param name="State">The state of the deliveries that are shown.</param>
/// <param name="Deliveries">A page of these.</param>
/// <param name="IsFirst">True on the first page.</param>
/// <param name="Outcome">What the form came to.</param>
internal sealed record WebhooksModel(IReadOnlyList<WebhookEntry> Webhooks, string State, Page<DeliveryEntry> Deliveries, bool IsFirst, Outcome Outcome);

/// <summary><c>/webhooks</c>: for administrators.</summary>
internal sealed class WebhooksView(WebhookAdministration administration, DeliveryListing deliveries, IMetadataStore metadata) : IAccountPage
{
    private const string Page = "/webhooks";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapAccountPage<WebhooksView>(Page);

    public async Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status)
    {
        http.Require(Permission.Administer);
        var state = http.Request.Query["state"].ToString() is "waiting" or "done" ? http.Request.Query["state"].ToString() : "dead";
        var after = long.TryParse(http.Request.Query["after"], out var number) ? number : default(long?);
        var webhooks = await metadata.Webhooks.ListAsync(http.RequestAborted);
        var found = await deliveries.ListAsync(PageRequest.Of(http, 50), state, null, after, http.RequestAborted);
        return new PageResult<WebhooksPage, WebhooksModel>(new WebhooksModel([.. webhooks.Select(WebhookEntry.Of)], state, found, after is null, outcome), status);
    }

    public async Task<ShownSecret?> ChangeAsync(HttpContext http)
    {
        var name = http.Field("name");
        switch (http.Field("do"))
        {
            case "add":
                var wish = new WebhookWish(name, http.Optional("kind"), http.Optional("url"), http.Patterns("events"), http.Patterns("paths"), http.Optional("branch"), http.Optional("secret"));
                var (made, secret) = await administration.AddAsync(http, wish);
                return secret is null ? null : new ShownSecret($"What receivers of '{made.Name}' verify with", made.Name, secret, null);
            case "remove":
                await administration.RemoveAsync(http, name);
                return null;
            case "test":
                var (_, answer) = await administration.TestAsync(http, name);
                if (answer.Error is { } error) throw new Core.Errors.OciException(Auth.Accounts.AccountError.Conflict, $"{name} did not take the test: {(answer.Status is { } answered ? answered + ": " : "")}{error}");
                return null;
            case "replay" when long.TryParse(name, out var id):
                await administration.ReplayAsync(http, id);
                return null;
            case "replay-all":
                await administration.ReplayDeadAsync(http, null);
                return null;
            default:
                throw AccountForm.Unknown();
        }
    }
}
