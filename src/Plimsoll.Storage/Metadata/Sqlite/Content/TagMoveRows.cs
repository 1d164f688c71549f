using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Lists moves of tags, newest first. Each of the three questions has an index that ends in the id.</summary>
internal static class TagMoveRows
{
    private const string Columns = "SELECT " + ContentColumns.OfMove + " FROM tag_moves m JOIN repositories r ON r.id = m.repository_id ";
    private const string Order = " ORDER BY m.id DESC LIMIT ?2";

    public static List<TagMoveRecord> List(SqliteSession session, RepositoryName? repository, Tag? tag, long? before, int limit)
    {
        var below = before ?? long.MaxValue;
        var most = Math.Max(limit, 0);
        if (repository is null && tag is not null) throw new ArgumentException("a tag belongs to a repository", nameof(tag));
        if (repository is not { } name) return session.All(Columns + "WHERE m.id < ?1" + Order, ContentColumns.MapMove, below, most);
        if (RepositoryRows.Find(session, name) is not { } id) return [];
        return tag is { } one
            ? session.All(Columns + "WHERE m.repository_id = ?3 AND m.tag = ?4 AND m.id < ?1" + Order, ContentColumns.MapMove, below, most, id, one)
            : session.All(Columns + "WHERE m.repository_id = ?3 AND m.id < ?1" + Order, ContentColumns.MapMove, below, most, id);
    }
}
