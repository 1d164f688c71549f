using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Collection;

/// <summary>Brings tags and manifests back, for those who may delete them.</summary>
internal sealed class Undelete(IMetadataStore metadata, AuditTrail audit)
{
    private static readonly OciError Conflict = new("CONFLICT", "the change does not fit what is there", 409);

    /// <summary>Brings back a manifest with the tags that it had, or a tag with the manifest that it pointed at; the tag is <c>latest</c> when nothing is named.</summary>
    /// <exception cref="OciException">DENIED, UNAUTHORIZED; MANIFEST_UNKNOWN when nothing of the kind can come back; CONFLICT when the tag is there.</exception>
    public async Task<UndeleteResult.Restored> RunAsync(HttpContext http, RepositoryName repository, Tag? tag, Digest? digest)
    {
        http.Require(Permission.Delete, repository);
        DeletedReference reference = digest is { } known ? new DeletedReference.ByDigest(known) : new DeletedReference.ByTag(tag ?? Tag.Parse("latest"));
        var named = digest?.Value ?? (tag ?? Tag.Parse("latest")).Value;
        var record = audit.Describe(http, http.Caller(), "undelete", "ok", repository, named);
        return await metadata.Collection.UndeleteAsync(repository, reference, http.Caller().Name, record, CancellationToken.None) switch
        {
            UndeleteResult.Restored restored => restored,
            UndeleteResult.TagExists(var present) => throw new OciException(Conflict, $"{repository}:{named} is there, and points at {present}"),
            UndeleteResult.Incomplete(var missing) =>
                throw new OciException(OciError.ManifestUnknown, $"{repository} cannot have {named} back: {string.Join(", ", missing.Take(10))} is gone for good; push it again"),
            _ => throw new OciException(OciError.ManifestUnknown, $"nothing of the name {named} was deleted from {repository} lately enough to come back"),
        };
    }
}
