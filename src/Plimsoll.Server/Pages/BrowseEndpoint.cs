using Plimsoll.Server.Pages.Errors;
using Plimsoll.Server.Pages.Images;
using Plimsoll.Server.Pages.Repositories;

namespace Plimsoll.Server.Pages;

/// <summary>Leads everything behind <c>/r/</c> to the page of a repository or of an image.</summary>
internal static class BrowseEndpoint
{
    public static async Task<IResult> ShowAsync(HttpContext http, string? path, RepositoryView repositories, ImageView images)
    {
        if (string.IsNullOrEmpty(path)) return Results.Redirect("/");
        if (!BrowsePath.TryParse(path, out var parsed)) return RefusalPages.NotFound();
        return parsed.IsImage ? await images.ShowAsync(http, parsed) : await repositories.ShowAsync(http, parsed.Repository);
    }
}
