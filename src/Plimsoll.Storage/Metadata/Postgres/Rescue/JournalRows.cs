using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rescue;

/// <summary>Entries of the journal out of rows.</summary>
internal static class JournalRows
{
    private const string Blobs = "SELECT b.id, b.digest, b.size, b.storage_key, i.content FROM blobs b LEFT JOIN inline_blobs i ON i.blob_id = b.id WHERE b.id > 2 AND b.state < 2";

    private const string Manifests = """
        SELECT m.id, r.name, m.digest, m.media_type, m.pushed_at, c.content
        FROM manifests m JOIN manifest_contents c ON c.manifest_id = m.id JOIN repositories r ON r.id = m.repository_id
        """;

    private const string Moves = "SELECT m.id, r.name, m.tag, m.digest, m.previous, m.at, m.actor FROM tag_moves m JOIN repositories r ON r.id = m.repository_id";

    /// <summary>What a change is about, as it is now.</summary>
    public static async Task<JournalEntry?> ReadAsync(PostgresSession session, string kind, long repository, string subject) => kind switch
    {
        "blob" => (JournalEntry?)await session.FirstAsync(Blobs + " AND b.digest = $1", static row => Blob(row), subject) ?? new JournalEntry.BlobGone(Digest.Parse(subject)),
        "manifest" => (JournalEntry?)await session.FirstAsync(Manifests + " WHERE m.repository_id = $1 AND m.digest = $2", static row => Manifest(row), repository, subject)
            ?? new JournalEntry.ManifestGone(await NameAsync(session, repository), Digest.Parse(subject)),
        _ => await session.FirstAsync(Moves + " WHERE m.id = $1", static row => Move(row), long.Parse(subject, CultureInfo.InvariantCulture)),
    };

    public static Task<List<(long Id, JournalEntry Entry)>> BlobsAsync(PostgresSession session, long after, int limit) =>
        session.AllAsync(Blobs + " AND b.id > $1 ORDER BY b.id LIMIT $2", static row => (row.GetInt64(0), (JournalEntry)Blob(row)), after, (long)limit);

    public static Task<List<(long Id, JournalEntry Entry)>> ManifestsAsync(PostgresSession session, long after, int limit) =>
        session.AllAsync(Manifests + " WHERE m.id > $1 ORDER BY m.id LIMIT $2", static row => (row.GetInt64(0), (JournalEntry)Manifest(row)), after, (long)limit);

    public static Task<List<(long Id, JournalEntry Entry)>> MovesAsync(PostgresSession session, long after, int limit) =>
        session.AllAsync(Moves + " WHERE m.id > $1 ORDER BY m.id LIMIT $2", static row => (row.GetInt64(0), (JournalEntry)Move(row)), after, (long)limit);

    private static JournalEntry.Blob Blob(PostgresRow row) =>
        new(row.GetDigest(1), row.GetInt64(2), row.GetKeyOrNull(3) is { } key ? new BlobLocation.Stored(key) : new BlobLocation.Inline(row.GetBytes(4)));

    private static JournalEntry.Manifest Manifest(PostgresRow row) =>
        new(RepositoryName.Parse(row.GetString(1)), row.GetDigest(2), row.GetString(3), row.GetTime(4), row.GetBytes(5));

    private static JournalEntry.Move Move(PostgresRow row) => new(new TagMoveRecord(row.GetInt64(0), RepositoryName.Parse(row.GetString(1)),
        new TagMove(Tag.Parse(row.GetString(2)), row.GetDigestOrNull(3), row.GetDigestOrNull(4), row.GetTime(5), row.GetString(6))));

    private static async Task<RepositoryName> NameAsync(PostgresSession session, long repository) =>
        RepositoryName.Parse((await session.FirstAsync("SELECT name FROM repositories WHERE id = $1", static row => row.GetString(0), repository))!);
}
