namespace Plimsoll.Core.Errors;

/// <summary>One kind of refusal: the code that clients act on, the text that people read, and the status that carries it.</summary>
/// <param name="Code">Code of the distribution-spec ("Error Codes"), which are all that it allows; faults of the server (5xx) alone have one of ours.</param>
/// <param name="Message">What is wrong, when the place of the error has nothing better to say.</param>
/// <param name="Status">HTTP status.</param>
public sealed record OciError(string Code, string Message, int Status)
{
    /// <summary>The blob is not in this repository.</summary>
    public static readonly OciError BlobUnknown = new("BLOB_UNKNOWN", "blob unknown to registry", 404);

    /// <summary>The upload cannot go on.</summary>
    public static readonly OciError BlobUploadInvalid = new("BLOB_UPLOAD_INVALID", "blob upload invalid", 400);

    /// <summary>A chunk does not start where the upload stands; the answer carries Range and Location.</summary>
    public static readonly OciError ChunkOutOfOrder = new("BLOB_UPLOAD_INVALID", "the chunk does not start where the upload stands", 416);

    /// <summary>There is no such upload, or it ended.</summary>
    public static readonly OciError BlobUploadUnknown = new("BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", 404);

    /// <summary>A digest is malformed, of an unknown algorithm, or not that of the content.</summary>
    public static readonly OciError DigestInvalid = new("DIGEST_INVALID", "provided digest did not match uploaded content", 400);

    /// <summary>A manifest refers to content that the repository does not have.</summary>
    public static readonly OciError ManifestBlobUnknown = new("MANIFEST_BLOB_UNKNOWN", "manifest references a manifest or blob unknown to registry", 404);

    /// <summary>The manifest is malformed.</summary>
    public static readonly OciError ManifestInvalid = new("MANIFEST_INVALID", "manifest invalid", 400);

    /// <summary>There is no such manifest.</summary>
    public static readonly OciError ManifestUnknown = new("MANIFEST_UNKNOWN", "manifest unknown to registry", 404);

    /// <summary>The repository name breaks the grammar.</summary>
    public static readonly OciError NameInvalid = new("NAME_INVALID", "invalid repository name", 400);

    /// <summary>There is no such repository, as far as the caller may know.</summary>
    public static readonly OciError NameUnknown = new("NAME_UNKNOWN", "repository name not known to registry", 404);

    /// <summary>A length is missing or does not fit.</summary>
    public static readonly OciError SizeInvalid = new("SIZE_INVALID", "provided length did not match content length", 400);

    /// <summary>The body is larger than what is accepted.</summary>
    public static readonly OciError TooLarge = new("SIZE_INVALID", "the content is larger than this registry accepts", 413);

    /// <summary>The tag breaks the grammar.</summary>
    public static readonly OciError TagInvalid = new("MANIFEST_INVALID", "invalid tag name", 400);

    /// <summary>The page size of a listing is not a number. The spec has no code for it and allows none beside its own.</summary>
    public static readonly OciError PageInvalid = new("UNSUPPORTED", "invalid number of results requested", 400);

    /// <summary>A query parameter that can have only one value is given several, and readers disagree on which counts.</summary>
    public static readonly OciError ParameterRepeated = new("UNSUPPORTED", "a query parameter is given more than once", 400);

    /// <summary>Other content of the repository needs what shall be deleted.</summary>
    public static readonly OciError Referenced = new("DENIED", "other content of the repository needs this", 405);

    /// <summary>The requested range lies outside the content. The spec has no code for it and allows none beside its own.</summary>
    public static readonly OciError RangeInvalid = new("SIZE_INVALID", "the requested range cannot be satisfied", 416);

    /// <summary>Nobody is logged in, or the credential is not valid.</summary>
    public static readonly OciError Unauthorized = new("UNAUTHORIZED", "authentication required", 401);

    /// <summary>The caller is known and may not do this.</summary>
    public static readonly OciError Denied = new("DENIED", "requested access to the resource is denied", 403);

    /// <summary>The operation does not exist here.</summary>
    public static readonly OciError Unsupported = new("UNSUPPORTED", "the operation is unsupported", 405);

    /// <summary>No such path.</summary>
    public static readonly OciError PathUnknown = new("NAME_UNKNOWN", "no such path in the registry API", 404);

    /// <summary>Too many requests; the answer carries Retry-After.</summary>
    public static readonly OciError TooManyRequests = new("TOOMANYREQUESTS", "too many requests", 429);

    /// <summary>More tags in one request than are accepted (distribution-spec development branch, "Pushing Manifests with multiple tags").</summary>
    public static readonly OciError TooManyTags = new("MANIFEST_INVALID", "too many tags in one request", 414);

    /// <summary>The database or the blob store does not answer at present; the answer carries Retry-After.</summary>
    public static readonly OciError Unavailable = new("UNAVAILABLE", "the storage of the registry is not available", 503);

    /// <summary>Nothing can be changed at the moment; the answer carries Retry-After.</summary>
    public static readonly OciError ReadOnly = new("READ_ONLY", "nothing can be changed here at the moment", 503);

    /// <summary>The bytes of a blob are known to be lost or changed.</summary>
    public static readonly OciError BlobDamaged = new("BLOB_DAMAGED", "the stored bytes are damaged", 500);

    /// <summary>A fault of the server; the message carries the id under which it was logged.</summary>
    public static readonly OciError Unknown = new("UNKNOWN", "internal error", 500);

    /// <summary>Every entry, for the documentation page and its test.</summary>
    public static IReadOnlyList<OciError> All { get; } =
    [
        BlobUnknown, BlobUploadInvalid, ChunkOutOfOrder, BlobUploadUnknown, DigestInvalid, ManifestBlobUnknown, ManifestInvalid, ManifestUnknown, NameInvalid, NameUnknown,
        SizeInvalid, TooLarge, TagInvalid, PageInvalid, ParameterRepeated, Referenced, RangeInvalid, Unauthorized, Denied, Unsupported, PathUnknown, TooManyRequests, TooManyTags, Unavailable, ReadOnly, BlobDamaged, Unknown,
    ];
}
