using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Collection;

/// <summary>A run of garbage collection.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="DryRun">True when nothing was changed.</param>
/// <param name="Outcome">completed, busy (another run is under way), paused (the clock was set back) or braked (too much to delete without confirmation).</param>
/// <param name="Reason">Why it did not complete, and what to do.</param>
/// <param name="Manifests">Manifests deleted.</param>
/// <param name="Blobs">Blobs deleted.</param>
/// <param name="FreedBytes">Their bytes.</param>
/// <param name="Left">Blobs that left a repository which does not need them.</param>
/// <param name="Uploads">Uploads that had expired.</param>
/// <param name="Keys">Objects of uploads that never became a blob.</param>
/// <param name="Failed">Objects that could not be deleted; the next run tries again.</param>
/// <param name="Kept">Candidates that stayed, by reason: tagged, listed, refers, young, needed, shared, unknown.</param>
internal sealed record CollectionRunEntry(
    DateTimeOffset StartedAt, DateTimeOffset EndedAt, bool DryRun, string Outcome, string? Reason, int Manifests, int Blobs, long FreedBytes, int Left, int Uploads, int Keys, int Failed,
    IReadOnlyDictionary<string, int> Kept)
{
    public static CollectionRunEntry Of(CollectionReport r) => new(
        r.StartedAt, r.EndedAt, r.DryRun, Word(r.Outcome), r.Reason, r.Manifests, r.Blobs, r.Bytes, r.Left, r.Uploads, r.Keys, r.Failed,
        r.Kept.OrderBy(k => k.Key).ToDictionary(k => Word(k.Key), k => k.Value));

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>What garbage collection goes by, how much there is, and what the latest runs came to.</summary>
/// <param name="Enabled">True when it runs in the background.</param>
/// <param name="GraceSeconds">How long everything is left alone after its last use.</param>
/// <param name="Untagged">keep or collect: what becomes of manifests that no tag leads to.</param>
/// <param name="Stored">How much is stored.</param>
/// <param name="Runs">The latest ten runs of all servers, newest first.</param>
internal sealed record CollectionEntry(bool Enabled, long GraceSeconds, string Untagged, StorageTotals Stored, IReadOnlyList<CollectionRunEntry> Runs);

/// <summary>What to bring back.</summary>
/// <param name="Reference">A deleted tag (<c>shop/api:1.2</c>) or manifest (<c>shop/api@sha256:…</c>).</param>
internal sealed record UndeleteWish(string? Reference);

/// <summary>What came back.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Digest">Digest of the manifest that was asked for.</param>
/// <param name="Manifests">Digests of all manifests that came back: it, its children, and what refers to them.</param>
/// <param name="Tags">Tags that point at it again.</param>
internal sealed record UndeleteEntry(string Repository, string Digest, IReadOnlyList<string> Manifests, IReadOnlyList<string> Tags);
