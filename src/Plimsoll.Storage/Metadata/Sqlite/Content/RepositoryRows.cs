using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of repositories, with the counts that lists show.</summary>
internal static class RepositoryRows
{
    public static long? Find(SqliteSession session, RepositoryName name) => session.Number("SELECT id FROM repositories WHERE name = ?1", name);

    public static RepositoryName NameOf(SqliteSession session, long repository) =>
        RepositoryName.Parse(session.First("SELECT name FROM repositories WHERE id = ?1", static row => row.GetString(0), repository)!);

    public static long FindOrAdd(SqliteSession session, RepositoryName name, DateTimeOffset now) =>
        Find(session, name) ?? session.Insert("INSERT INTO repositories(name, created_at) VALUES(?1, ?2)", name, now);

    /// <summary>Keeps the counts that lists show.</summary>
    public static void Count(SqliteSession session, long repository, int tags, int manifests)
    {
        if (tags != 0 || manifests != 0)
            session.Execute("UPDATE repositories SET tag_count = tag_count + ?2, manifest_count = manifest_count + ?3 WHERE id = ?1", repository, tags, manifests);
    }

    /// <summary>The same for a push.</summary>
    public static void CountPush(SqliteSession session, long repository, int tags, int manifests, DateTimeOffset at) => session.Execute(
        "UPDATE repositories SET tag_count = tag_count + ?2, manifest_count = manifest_count + ?3, last_push_at = ?4 WHERE id = ?1", repository, tags, manifests, at);
}
