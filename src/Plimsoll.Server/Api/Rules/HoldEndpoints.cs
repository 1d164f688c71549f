using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Rules;

/// <summary>A hold: retention and collection leave the tag or the manifest alone.</summary>
/// <param name="Id">Number of the hold.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag that is held, whatever it points at.</param>
/// <param name="Digest">The manifest that is held, under whatever tags.</param>
/// <param name="Kind">hold (somebody asked for it) or deployed (it runs somewhere).</param>
/// <param name="Reason">Why.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">When it ends; missing for never.</param>
internal sealed record HoldEntry(long Id, string Repository, string? Tag, string? Digest, string Kind, string Reason, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt)
{
    public static HoldEntry Of(HoldRecord h) =>
        new(h.Id, h.Repository.Value, h.Tag?.Value, h.Digest?.Value, h.Kind == HoldKind.Deployed ? "deployed" : "hold", h.Reason, h.CreatedAt, h.CreatedBy, h.ExpiresAt);
}

/// <summary>A hold to be made.</summary>
/// <param name="Image">What to hold: <c>repository:tag</c> or <c>repository@digest</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Kind">hold or deployed; hold unless told.</param>
/// <param name="Days">Days until it ends; missing for never.</param>
internal sealed record HoldWish(string? Image, string? Reason, string? Kind, int? Days);

/// <summary><c>/api/v1/holds</c>.</summary>
internal static class HoldEndpoints
{
    public static void MapHolds(this IEndpointRouteBuilder api)
    {
        var holds = api.MapGroup("/holds").WithTags("Rules");
        holds.MapGet("", ListAsync).WithSummary("Holds in a repository, in order of number").AsList<HoldEntry>();
        holds.MapPost("", AddAsync).WithSummary("Hold a tag or a manifest against retention and collection").Refuses(404);
        holds.MapDelete("/{id:long}", RemoveAsync).WithSummary("Let go of it").Refuses(404);
    }

    private static async Task<Page<HoldEntry>> ListAsync(
        HttpContext http,
        IMetadataStore metadata,
        [Description("The repository")] string repository,
        [Description("Only holds behind this number")] long? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        var holds = await metadata.Retention.ListHoldsAsync(RepositoryParameter.Readable(http, repository), after ?? 0, page.Count + 1, http.RequestAborted);
        return page.Page([.. holds.Select(HoldEntry.Of)], "after", h => h.Id.ToString());
    }

    private static async Task<Created<HoldEntry>> AddAsync(HttpContext http, Holds holds, ImageFinder images, HoldWish wish)
    {
        var kind = wish.Kind switch
        {
            null or "hold" => HoldKind.Hold,
            "deployed" => HoldKind.Deployed,
            _ => throw new OciException(AccountError.Invalid, "'kind' is hold or deployed"),
        };
        // What is mistyped shall not look as if it were held.
        if (string.IsNullOrWhiteSpace(wish.Image)) throw new OciException(AccountError.Invalid, "'image' names what is held: repository:tag or repository@digest");
        var image = await images.FindAsync(http, wish.Image);
        var hold = await holds.AddAsync(http, image.Repository, image.Tag, image.Tag is null ? image.Digest : null, kind, wish.Reason, wish.Days);
        return TypedResults.Created($"/api/v1/holds/{hold.Id}", HoldEntry.Of(hold));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, Holds holds, long id)
    {
        await holds.RemoveAsync(http, id);
        return TypedResults.NoContent();
    }
}
