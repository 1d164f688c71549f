using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Collection;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Server.Retention;
using Plimsoll.Server.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Repositories;

/// <summary>What the forms on the page of a repository do: run retention, hold and let go, bring back a tag.</summary>
internal sealed class RepositoryForms(RetentionRequest retention, Holds holds, Undelete undelete, ImageFinder images)
{
    /// <summary>Where the forms go. A repository's own address may be that of any other page below it.</summary>
    public const string Address = "/repository";

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapPost(Address, (HttpContext http, RepositoryForms forms) => forms.RunAsync(http));

    private async Task<IResult> RunAsync(HttpContext http)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "change a repository");
        var repository = RepositoryParameter.Parse(http.Field("repository"));
        var name = http.Field("name");
        switch (http.Field("do"))
        {
            case "retain":
                await retention.RunAsync(http, repository, http.Field("confirm") == "on");
                break;
            case "hold":
                var image = await images.FindAsync(http, repository + (name.Contains(':', StringComparison.Ordinal) ? "@" : ":") + name);
                await holds.AddAsync(http, repository, image.Tag, image.Tag is null ? image.Digest : null, HoldKind.Hold, http.Field("reason"), null);
                break;
            case "release" when long.TryParse(name, out var id):
                await holds.RemoveAsync(http, id);
                break;
            case "undelete":
                await undelete.RunAsync(http, repository, Tag.TryParse(name, out var tag) ? tag : throw new OciException(OciError.TagInvalid), null);
                return LoginEndpoints.SeeOther(http, Links.Repository(repository));
            default:
                throw AccountForm.Unknown();
        }
        return LoginEndpoints.SeeOther(http, Links.Repository(repository) + "?view=retention");
    }
}
