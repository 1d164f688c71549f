using System.Globalization;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>Lists candidates whose grace has passed, oldest first, along an index.</summary>
internal static class DueCandidates
{
    public static Task<List<CollectionCandidate>> ListAsync(PostgresSession session, CandidateKind kind, DateTimeOffset before, CollectionCandidate? after, int limit) =>
        kind == CandidateKind.Pin ? ListPinsAsync(session, before, after, limit) : ListQueueAsync(session, kind, before, after, limit);

    private static Task<List<CollectionCandidate>> ListQueueAsync(PostgresSession session, CandidateKind kind, DateTimeOffset before, CollectionCandidate? after, int limit) => session.AllAsync("""
        SELECT repository_id, subject, review_after FROM gc_queue
        WHERE kind = $1 AND review_after <= $2 AND (review_after, repository_id, subject) > ($3, $4, $5)
        ORDER BY review_after, repository_id, subject LIMIT $6
        """,
        row => new CollectionCandidate(kind, row.GetInt64(0), row.GetString(1), row.GetTime(2)),
        CandidateKinds.NameOf(kind), before, after?.Since.ToUnixTimeMilliseconds() ?? 0, after?.RepositoryId ?? -1, after?.Subject ?? "", limit);

    private static Task<List<CollectionCandidate>> ListPinsAsync(PostgresSession session, DateTimeOffset before, CollectionCandidate? after, int limit) => session.AllAsync("""
        SELECT repository_id, blob_id, pinned_until FROM repo_blobs
        WHERE pinned_until > 0 AND pinned_until <= $1 AND (pinned_until, repository_id, blob_id) > ($2, $3, $4)
        ORDER BY pinned_until, repository_id, blob_id LIMIT $5
        """,
        static row => new CollectionCandidate(CandidateKind.Pin, row.GetInt64(0), row.GetInt64(1).ToString(CultureInfo.InvariantCulture), row.GetTime(2)),
        before, after?.Since.ToUnixTimeMilliseconds() ?? 0, after?.RepositoryId ?? -1, after is null ? -1 : long.Parse(after.Subject, CultureInfo.InvariantCulture), limit);
}
