using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Rules;

/// <summary>Rows of holds.</summary>
internal static class HoldRows
{
    private const string Select = "SELECT " + HoldColumns.All + " FROM holds WHERE ";

    /// <summary>Holds of one repository or of all that have not ended.</summary>
    public static Task<List<HoldRecord>> ListAsync(PostgresSession session, RepositoryName? repository, long after, int limit, DateTimeOffset now) => repository is { } name
        ? session.AllAsync(Select + "repository = $1 AND id > $2 AND (expires_at IS NULL OR expires_at > $3) ORDER BY id LIMIT $4", HoldColumns.Map, name, after, now, Math.Max(limit, 0))
        : session.AllAsync(Select + "id > $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY id LIMIT $3", HoldColumns.Map, after, now, Math.Max(limit, 0));

    public static Task<HoldRecord?> FindAsync(PostgresSession session, long id) => session.FirstAsync(Select + "id = $1", HoldColumns.Map, id);

    /// <summary>Those of the tags that somebody holds, or what they point at.</summary>
    public static async Task<HashSet<Tag>> HeldAsync(PostgresSession session, RepositoryName repository, IReadOnlyDictionary<Tag, Digest> tags, DateTimeOffset now) => (await session.AllAsync("""
        SELECT t.tag FROM unnest($2, $3) AS t(tag, digest) WHERE EXISTS(
          SELECT 1 FROM holds h WHERE h.repository = $1 AND (h.tag = t.tag OR h.digest = t.digest) AND (h.expires_at IS NULL OR h.expires_at > $4))
        """, static row => Tag.Parse(row.GetString(0)), repository, tags.Keys.Select(static t => t.Value).ToArray(), tags.Values.Select(static d => d.Value).ToArray(), now)).ToHashSet();

    public static async Task<long> AddAsync(PostgresSession session, HoldRecord hold) => (await session.NumberAsync("""
        INSERT INTO holds(repository, tag, digest, kind, reason, created_at, created_by, expires_at) VALUES($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
        """, hold.Repository, hold.Tag?.Value, hold.Digest, HoldColumns.NameOf(hold.Kind), hold.Reason, hold.CreatedAt, hold.CreatedBy, hold.ExpiresAt))!.Value;

    public static async Task<bool> RemoveAsync(PostgresSession session, long id) => await session.ExecuteAsync("DELETE FROM holds WHERE id = $1", id) > 0;
}
