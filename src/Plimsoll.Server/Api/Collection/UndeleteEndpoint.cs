using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;

namespace Plimsoll.Server.Api.Collection;

/// <summary><c>/api/v1/undelete</c>: brings tags and manifests back, for those who may delete them.</summary>
internal static class UndeleteEndpoint
{
    public static void MapUndelete(this IEndpointRouteBuilder api) => api.MapPost("/undelete", RunAsync)
        .WithTags("Collection").WithSummary("Bring a deleted tag or manifest back, with all that it needs and what refers to it").Refuses(404, 409);

    private static async Task<Ok<UndeleteEntry>> RunAsync(HttpContext http, ImageFinder finder, Undelete undelete, UndeleteWish wish)
    {
        var (repository, tag, digest) = await finder.ParseAsync(http, wish.Reference ?? "");
        var restored = await undelete.RunAsync(http, repository, tag, digest);
        return TypedResults.Ok(new UndeleteEntry(repository.Value, restored.Digest.Value, [.. restored.Manifests.Select(m => m.Value)], [.. restored.Tags.Select(t => t.Value)]));
    }
}
