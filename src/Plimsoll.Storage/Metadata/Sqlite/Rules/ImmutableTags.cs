using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Holds immutable tags, inside the transaction that would change them. Nobody is exempt: the rule has to go first, and that is an event of its own.</summary>
internal static class ImmutableTags
{
    /// <summary>Refuses to point a tag at another manifest. The same one again is no move, and a new tag may be set.</summary>
    /// <exception cref="OciException">DENIED.</exception>
    public static void RequireMovable(SqliteSession session, RepositoryName name, long? repository, IReadOnlyList<Tag> tags, Digest digest)
    {
        if (tags.Count == 0 || repository is null || Book(session, name) is not { } book) return;
        foreach (var tag in tags)
        {
            if (TagRows.Find(session, repository.Value, tag) is { } present && present != digest && book.HolderOf(name, tag) is { } rule)
                throw RuleRefusal.Moving(tag, digest, present, rule);
        }
    }

    /// <summary>Refuses to delete tags.</summary>
    /// <exception cref="OciException">DENIED.</exception>
    public static void RequireRemovable(SqliteSession session, RepositoryName name, params ReadOnlySpan<Tag> tags)
    {
        if (tags.Length == 0 || Book(session, name) is not { } book) return;
        foreach (var tag in tags)
        {
            if (book.HolderOf(name, tag) is { } rule) throw RuleRefusal.Deleting(tag, rule);
        }
    }

    /// <summary>The rules about immutable tags of the repository; null when there are none.</summary>
    public static RuleBook? Book(SqliteSession session, RepositoryName name) =>
        RuleRows.For(session, RuleKind.Immutability, name) is { Count: > 0 } rules ? new RuleBook(rules) : null;
}
