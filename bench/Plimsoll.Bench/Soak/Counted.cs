namespace Plimsoll.Bench.Soak;

/// <summary>Names of what is counted: the words of the report.</summary>
internal static class Counted
{
    public const string Requests = "requests";
    public const string Images = "images pushed";
    public const string Blobs = "blobs pushed";
    public const string BlobsThere = "blobs that were there";
    public const string Mounts = "blobs mounted";
    public const string Resumes = "uploads gone on with after a break";
    public const string Deletes = "tags and manifests deleted";
    public const string Pulls = "images pulled and hashed meanwhile";
    public const string Retries = "requests repeated after a broken connection";
    public const string Unavailable = "503 with Retry-After";
    public const string Late = "blob unknown after its grace (the client was too slow)";

    // What must be zero.
    public const string BlobUnknown = "blob unknown";
    public const string Lost = "lost";
    public const string Damaged = "wrong bytes";
    public const string ServerError = "5xx that nobody can act on";
    public const string Unexpected = "unexpected answers";

    public static IReadOnlyList<string> Normal { get; } = [Requests, Images, Blobs, BlobsThere, Mounts, Resumes, Deletes, Pulls, Retries, Unavailable, Late];

    public static IReadOnlyList<string> Forbidden { get; } = [BlobUnknown, Lost, Damaged, ServerError, Unexpected];
}
