using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>The events of what collection does by itself: action <c>collect</c> or <c>undelete</c>, principal <c>system</c>.</summary>
internal static class CollectionEvents
{
    /// <summary>A manifest was deleted.</summary>
    public static AuditEvent OfManifest(DateTimeOffset now, RepositoryName repository, Digest digest, string mediaType, long size, string detail) =>
        Of(now, "collect", digest) with { Repository = repository.Value, MediaType = mediaType, Bytes = size, Detail = detail };

    /// <summary>A blob left a repository, while another one keeps it.</summary>
    public static AuditEvent OfMembership(DateTimeOffset now, RepositoryName repository, Digest digest) =>
        Of(now, "collect", digest) with { Repository = repository.Value, Detail = "no manifest of the repository needs the blob" };

    /// <summary>The bytes of a blob are gone.</summary>
    public static AuditEvent OfBlob(DateTimeOffset now, Digest digest, long size) =>
        Of(now, "collect", digest) with { Bytes = size, Detail = "no repository has the blob" };

    /// <summary>A manifest came back because a push needs it.</summary>
    public static AuditEvent OfReturn(DateTimeOffset now, RepositoryName repository, Digest digest) =>
        Of(now, "undelete", digest) with { Repository = repository.Value, Detail = "an index that was pushed lists it" };

    private static AuditEvent Of(DateTimeOffset now, string action, Digest digest) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Action = action,
        Outcome = "ok",
        Principal = "system",
        AuthKind = "none",
        Digest = digest.Value,
    };
}
