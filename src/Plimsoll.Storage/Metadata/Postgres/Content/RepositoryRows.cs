using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>
/// Rows of repositories, with the counts that lists show. A change takes its locks in this order: the row of the repository, blobs in order of digest, everything
/// else, quotas in order of number; who holds the row of the repository is alone in it.
/// </summary>
internal static class RepositoryRows
{
    public static Task<long?> FindAsync(PostgresSession session, RepositoryName name) => session.NumberAsync("SELECT id FROM repositories WHERE name = $1", name);

    /// <summary>The repository, for this change alone until it commits; null when there is none.</summary>
    public static Task<long?> LockAsync(PostgresSession session, RepositoryName name) =>
        session.NumberAsync("SELECT id FROM repositories WHERE name = $1 FOR NO KEY UPDATE", name);

    /// <summary>The names of repositories, which are for this change alone until it commits; in one order for all, so that nobody waits in a circle.</summary>
    public static async Task<Dictionary<long, RepositoryName>> LockAsync(PostgresSession session, IEnumerable<long> repositories) =>
        (await session.AllAsync("SELECT id, name FROM repositories WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE",
            static row => (Id: row.GetInt64(0), Name: RepositoryName.Parse(row.GetString(1))), repositories.ToArray())).ToDictionary(r => r.Id, r => r.Name);

    /// <summary>The repository, made where it is missing.</summary>
    public static async Task<long> FindOrAddAsync(PostgresSession session, RepositoryName name, DateTimeOffset now) =>
        await FindAsync(session, name) ?? await AddAsync(session, name, now, "SELECT id FROM repositories WHERE name = $1");

    /// <summary>The repository, made where it is missing, for this change alone until it commits.</summary>
    public static async Task<long> LockOrAddAsync(PostgresSession session, RepositoryName name, DateTimeOffset now) =>
        await LockAsync(session, name) ?? await AddAsync(session, name, now, "SELECT id FROM repositories WHERE name = $1 FOR NO KEY UPDATE");

    /// <summary>Says that the repository answers otherwise now, and keeps the counts.</summary>
    public static void Changed(PostgresSession session, long repository, int tags = 0, int manifests = 0) => session.Queue("""
        UPDATE repositories SET tag_count = tag_count + $2, manifest_count = manifest_count + $3, version = version + 1 WHERE id = $1
        """, repository, tags, manifests);

    /// <summary>The same for a push.</summary>
    public static void Pushed(PostgresSession session, long repository, int tags, int manifests, DateTimeOffset at) => session.Queue("""
        UPDATE repositories SET tag_count = tag_count + $2, manifest_count = manifest_count + $3, version = version + 1, last_push_at = $4 WHERE id = $1
        """, repository, tags, manifests, at);

    private static async Task<long> AddAsync(PostgresSession session, RepositoryName name, DateTimeOffset now, string find)
    {
        // Waits for another change that is just making it.
        var added = await session.NumberAsync("INSERT INTO repositories(name, created_at) VALUES($1, $2) ON CONFLICT DO NOTHING RETURNING id", name, now);
        if (added is not { } id) return (await session.NumberAsync(find, name))!.Value;
        await QuotaRows.EnrolAsync(session, id, name);
        return id;
    }
}
