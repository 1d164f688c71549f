using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Lists moves of tags, newest first. Each of the three questions has an index that ends in the id.</summary>
internal static class TagMoveRows
{
    private const string Columns = "SELECT " + ContentColumns.OfMove + " FROM tag_moves m JOIN repositories r ON r.id = m.repository_id WHERE m.id < $1";
    private const string InRepository = " AND m.repository_id = (SELECT id FROM repositories WHERE name = $3)";
    private const string Order = " ORDER BY m.id DESC LIMIT $2";

    public static Task<List<TagMoveRecord>> ListAsync(PostgresSession session, RepositoryName? repository, Tag? tag, long? before, int limit)
    {
        if (repository is null && tag is not null) throw new ArgumentException("a tag belongs to a repository", nameof(tag));
        var below = before ?? long.MaxValue;
        var most = Math.Max(limit, 0);
        if (repository is not { } name) return session.AllAsync(Columns + Order, ContentColumns.MapMove, below, most);
        return tag is { } one
            ? session.AllAsync(Columns + InRepository + " AND m.tag = $4" + Order, ContentColumns.MapMove, below, most, name, one)
            : session.AllAsync(Columns + InRepository + Order, ContentColumns.MapMove, below, most, name);
    }
}
