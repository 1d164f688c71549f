using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Operations;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;

namespace Plimsoll.Server.Pages.Operations;

/// <summary>What is stored.</summary>
/// <param name="Storage">The whole.</param>
/// <param name="Repositories">The largest repositories.</param>
/// <param name="IsCounting">True while a count is under way or asked for.</param>
/// <param name="IsFirst">True on the first page.</param>
internal sealed record StorageModel(StorageEntry Storage, Page<RepositoryStorage> Repositories, bool IsCounting, bool IsFirst);

/// <summary><c>/storage</c>: for administrators.</summary>
internal sealed class StorageView(StorageListing storage)
{
    private const string Page = "/storage";
    private const int PageCount = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Page, (HttpContext http, StorageView view) => view.ShowAsync(http));
        pages.MapPost(Page, (HttpContext http, StorageView view) => view.ChangeAsync(http));
    }

    private async Task<IResult> ShowAsync(HttpContext http)
    {
        http.Require(Permission.Administer);
        var after = http.Request.Query["after"].ToString();
        var model = new StorageModel(
            await storage.FindAsync(http.RequestAborted), await storage.ListAsync(PageRequest.Of(http, PageCount), after, http.RequestAborted),
            await storage.IsCountingAsync(http.RequestAborted), after.Length == 0);
        return new PageResult<StoragePage, StorageModel>(model);
    }

    private async Task<IResult> ChangeAsync(HttpContext http)
    {
        http.Require(Permission.Administer);
        if (http.Field("do") != "count") throw new BadHttpRequestException("the form asks for nothing that is known here");
        await storage.RequestAsync(http);
        return LoginEndpoints.SeeOther(http, Page);
    }
}
