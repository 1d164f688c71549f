using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>Entries of the journal out of rows.</summary>
internal static class JournalRows
{
    private const string Blobs = "SELECT b.digest, b.size, b.storage_key, i.content FROM blobs b LEFT JOIN inline_blobs i ON i.blob_id = b.id WHERE b.id > 2 AND b.state < 2";

    private const string Manifests = """
        SELECT r.name, m.digest, m.media_type, m.pushed_at, c.content
        FROM manifests m JOIN manifest_contents c ON c.manifest_id = m.id JOIN repositories r ON r.id = m.repository_id
        """;

    private const string Moves = "SELECT m.id, r.name, m.tag, m.digest, m.previous, m.at, m.actor FROM tag_moves m JOIN repositories r ON r.id = m.repository_id";

    /// <summary>What a change is about, as it is now.</summary>
    public static JournalEntry? Read(SqliteSession session, string kind, long repository, string subject) => kind switch
    {
        "blob" => (JournalEntry?)session.First(Blobs + " AND b.digest = ?1", static row => Blob(row), subject) ?? new JournalEntry.BlobGone(Digest.Parse(subject)),
        "manifest" => (JournalEntry?)session.First(Manifests + " WHERE m.repository_id = ?1 AND m.digest = ?2", static row => Manifest(row), repository, subject)
            ?? new JournalEntry.ManifestGone(Name(session, repository), Digest.Parse(subject)),
        _ => session.First(Moves + " WHERE m.id = ?1", static row => Move(row), long.Parse(subject, CultureInfo.InvariantCulture)),
    };

    public static IEnumerable<JournalEntry> All(SqliteSession session) =>
        session.Stream<JournalEntry>(Blobs + " ORDER BY b.id", static row => Blob(row))
            .Concat(session.Stream<JournalEntry>(Manifests + " ORDER BY m.id", static row => Manifest(row)))
            .Concat(session.Stream<JournalEntry>(Moves + " ORDER BY m.id", static row => Move(row)));

    private static JournalEntry.Blob Blob(SqliteRow row) =>
        new(row.GetDigest(0), row.GetInt64(1), row.IsNull(2) ? new BlobLocation.Inline(row.GetBytes(3)) : new BlobLocation.Stored(StorageKey.Parse(row.GetString(2))));

    private static JournalEntry.Manifest Manifest(SqliteRow row) =>
        new(RepositoryName.Parse(row.GetString(0)), row.GetDigest(1), row.GetString(2), row.GetTime(3), row.GetBytes(4));

    private static JournalEntry.Move Move(SqliteRow row) => new(new TagMoveRecord(row.GetInt64(0), RepositoryName.Parse(row.GetString(1)),
        new TagMove(Tag.Parse(row.GetString(2)), row.GetDigestOrNull(3), row.GetDigestOrNull(4), row.GetTime(5), row.GetString(6))));

    private static RepositoryName Name(SqliteSession session, long repository) =>
        RepositoryName.Parse(session.First("SELECT name FROM repositories WHERE id = ?1", static row => row.GetString(0), repository)!);
}
