using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rules;

/// <summary>Holds immutable tags, inside the transaction that would change them. The caller holds the repository, and rules cannot change while the transaction runs.</summary>
internal static class ImmutableTags
{
    /// <summary>Refuses to move tags that a rule holds. The rules are read only when something would move.</summary>
    /// <exception cref="OciException">DENIED.</exception>
    public static async Task RequireMovableAsync(PostgresSession session, RepositoryName name, IReadOnlyDictionary<Tag, Digest> present, Digest digest)
    {
        if (present.Values.All(d => d == digest) || await BookAsync(session, name) is not { } book) return;
        book.RequireMovable(name, present.Select(static p => (p.Key, p.Value)), digest);
    }

    /// <summary>Refuses to delete tags that a rule holds.</summary>
    /// <exception cref="OciException">DENIED.</exception>
    public static async Task RequireRemovableAsync(PostgresSession session, RepositoryName name, IReadOnlyList<Tag> tags)
    {
        if (tags.Count > 0 && await BookAsync(session, name) is { } book) book.RequireRemovable(name, tags);
    }

    /// <summary>The rules about immutable tags of the repository; null when there are none.</summary>
    public static async Task<RuleBook?> BookAsync(PostgresSession session, RepositoryName name) =>
        await RuleRows.ForAsync(session, RuleKind.Immutability, name) is { Count: > 0 } rules ? new RuleBook(rules) : null;
}
