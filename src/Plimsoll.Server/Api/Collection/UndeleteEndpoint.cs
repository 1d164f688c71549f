using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Collection;

/// <summary><c>/api/v1/undelete</c>: brings tags and manifests back, for those who may delete them.</summary>
internal static class UndeleteEndpoint
{
    private static readonly OciError Conflict = new("CONFLICT", "the change does not fit what is there", 409);

    public static void MapUndelete(this IEndpointRouteBuilder api) => api.MapPost("/undelete", RunAsync)
        .WithTags("Collection").WithSummary("Bring a deleted tag or manifest back, with all that it needs and what refers to it").Refuses(404, 409);

    private static async Task<Ok<UndeleteEntry>> RunAsync(
        HttpContext http, ImageFinder finder, IMetadataStore metadata, AuditTrail audit, UndeleteWish wish)
    {
        var (repository, tag, digest) = await finder.ParseAsync(http, wish.Reference ?? "");
        http.Require(Permission.Delete, repository);
        DeletedReference reference = digest is { } known ? new DeletedReference.ByDigest(known) : new DeletedReference.ByTag(tag ?? Tag.Parse("latest"));
        var named = digest?.Value ?? (tag ?? Tag.Parse("latest")).Value;
        var record = audit.Describe(http, http.Caller(), "undelete", "ok", repository, named);
        var result = await metadata.Collection.UndeleteAsync(repository, reference, http.Caller().Name, record, CancellationToken.None);
        return result switch
        {
            UndeleteResult.Restored(var restored, var manifests, var tags) =>
                TypedResults.Ok(new UndeleteEntry(repository.Value, restored.Value, [.. manifests.Select(m => m.Value)], [.. tags.Select(t => t.Value)])),
            UndeleteResult.TagExists(var present) => throw new OciException(Conflict, $"{repository}:{named} is there, and points at {present}"),
            UndeleteResult.Incomplete(var missing) =>
                throw new OciException(OciError.ManifestUnknown, $"{repository} cannot have {named} back: {string.Join(", ", missing.Take(10))} is gone for good; push it again"),
            _ => throw new OciException(OciError.ManifestUnknown, $"nothing of the name {named} was deleted from {repository} lately enough to come back"),
        };
    }
}
