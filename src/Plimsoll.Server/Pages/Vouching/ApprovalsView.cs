using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Server.Vouching;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Vouching;

/// <summary>Images that another signer than the expected one signed.</summary>
/// <param name="State">Those that are shown.</param>
/// <param name="Holds">The images.</param>
/// <param name="Pins">The expected signer of each of their repositories.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="Problem">Why the last form did not work.</param>
internal sealed record ApprovalsModel(string State, IReadOnlyList<SignerHold> Holds, IReadOnlyDictionary<string, SignerPin> Pins, long? Next, string? Problem);

/// <summary><c>/approvals</c>: for owners of repositories.</summary>
internal sealed class ApprovalsView(Approvals approvals, IMetadataStore metadata)
{
    private const string Page = "/approvals";
    private const int PageCount = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Page, (HttpContext http, ApprovalsView view) => view.ShowAsync(http, null, StatusCodes.Status200OK));
        pages.MapPost(Page, (HttpContext http, ApprovalsView view) => view.ChangeAsync(http));
    }

    private async Task<IResult> ShowAsync(HttpContext http, string? problem, int status)
    {
        var caller = http.Caller();
        if (caller.IsAnonymous) throw CallerOfRequest.Refusal(http, "see what waits for approval");
        var state = http.Request.Query["state"].ToString();
        if (state is not ("approved" or "rejected")) state = "waiting";
        var after = long.TryParse(http.Request.Query["after"].ToString(), out var number) ? number : 0;
        var found = await approvals.ListAsync(caller, null, state, after, PageCount + 1, http.RequestAborted);
        var shown = found.Take(PageCount).ToList();
        var pins = new Dictionary<string, SignerPin>(StringComparer.Ordinal);
        foreach (var repository in shown.Select(hold => hold.Repository).Distinct())
        {
            if (await metadata.Signers.FindPinAsync(repository, http.RequestAborted) is { } pin) pins[repository.Value] = pin;
        }
        return new PageResult<ApprovalsPage, ApprovalsModel>(new ApprovalsModel(state, shown, pins, found.Count > PageCount ? shown[^1].Id : null, problem), status);
    }

    private async Task<IResult> ChangeAsync(HttpContext http)
    {
        if (!long.TryParse(http.Field("name"), out var id)) throw new BadHttpRequestException("the form asks for nothing that is known here");
        try
        {
            await approvals.DecideAsync(http, id, http.Field("do"));
            return LoginEndpoints.SeeOther(http, Page);
        }
        catch (OciException e) when (e.Error.Status is 400 or 404 or 409)
        {
            return await ShowAsync(http, e.Message, e.Error.Status);
        }
    }
}
