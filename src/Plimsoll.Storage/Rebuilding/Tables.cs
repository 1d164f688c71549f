using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Rebuilding;

/// <summary>The columns of content that a rebuild fills, as migration 0001 describes them; whatever came later gets its defaults.</summary>
internal static class Tables
{
    public static readonly TableShape State = new("store_state", ["one", "store_id", "next_segment", "checkpoint", "entries", "read_only"]);
    public static readonly TableShape Repositories = new("repositories", ["id", "name", "created_at", "tag_count", "manifest_count", "last_push_at"]);
    public static readonly TableShape Blobs = new("blobs", ["id", "digest", "size", "storage_key", "state", "state_at"]);
    public static readonly TableShape InlineBlobs = new("inline_blobs", ["blob_id", "content"]);
    public static readonly TableShape Members = new("repo_blobs", ["repository_id", "blob_id", "pinned_until"]);
    public static readonly TableShape Manifests = new("manifests", ["id", "repository_id", "digest", "media_type", "artifact_type", "subject", "size", "pushed_at", "last_push_at"]);
    public static readonly TableShape Contents = new("manifest_contents", ["manifest_id", "content"]);
    public static readonly TableShape Annotations = new("manifest_annotations", ["manifest_id", "annotations"]);
    public static readonly TableShape Needs = new("manifest_blobs", ["manifest_id", "blob_id", "kind", "repository_id"]);
    public static readonly TableShape Children = new("manifest_children", ["manifest_id", "child", "repository_id"]);
    public static readonly TableShape Tags = new("tags", ["repository_id", "name", "digest", "updated_at"]);
    public static readonly TableShape Moves = new("tag_moves", ["id", "repository_id", "tag", "digest", "previous", "at", "actor"]);

    public static TableRow Row(this TableShape table, params object?[] values) => new(table, values);
}
