using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Holds immutable tags, inside the transaction that would change them.</summary>
internal static class ImmutableTags
{
    /// <summary>Refuses to move tags that a rule holds.</summary>
    /// <exception cref="OciException">DENIED.</exception>
    public static void RequireMovable(SqliteSession session, RepositoryName name, long? repository, IReadOnlyList<Tag> tags, Digest digest)
    {
        if (tags.Count == 0 || repository is not { } id || Book(session, name) is not { } book) return;
        book.RequireMovable(name, tags.Select(tag => (Tag: tag, Digest: TagRows.Find(session, id, tag))).Where(static t => t.Digest is not null).Select(static t => (t.Tag, t.Digest!.Value)), digest);
    }

    /// <summary>Refuses to delete tags that a rule holds.</summary>
    /// <exception cref="OciException">DENIED.</exception>
    public static void RequireRemovable(SqliteSession session, RepositoryName name, IReadOnlyList<Tag> tags)
    {
        if (tags.Count > 0 && Book(session, name) is { } book) book.RequireRemovable(name, tags);
    }

    /// <summary>The rules about immutable tags of the repository; null when there are none.</summary>
    public static RuleBook? Book(SqliteSession session, RepositoryName name) =>
        RuleRows.For(session, RuleKind.Immutability, name) is { Count: > 0 } rules ? new RuleBook(rules) : null;
}
