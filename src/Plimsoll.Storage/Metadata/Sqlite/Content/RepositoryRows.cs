using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of repositories, with the counts that lists show.</summary>
internal static class RepositoryRows
{
    public static long? Find(SqliteSession session, RepositoryName name) => session.Number("SELECT id FROM repositories WHERE name = ?1", name);

    public static long FindOrAdd(SqliteSession session, RepositoryName name, DateTimeOffset now) =>
        Find(session, name) ?? session.Number("INSERT INTO repositories(name, created_at) VALUES(?1, ?2) RETURNING id", name, now)!.Value;

    public static void CountTags(SqliteSession session, long repository, int added) =>
        session.Execute("UPDATE repositories SET tag_count = tag_count + ?2 WHERE id = ?1", repository, added);

    public static void CountManifests(SqliteSession session, long repository, int added) =>
        session.Execute("UPDATE repositories SET manifest_count = manifest_count + ?2 WHERE id = ?1", repository, added);

    public static void Pushed(SqliteSession session, long repository, DateTimeOffset at) =>
        session.Execute("UPDATE repositories SET last_push_at = ?2 WHERE id = ?1", repository, at);
}
