using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata;

/// <summary>What immutable tags forbid. Nobody is exempt: the rule has to go first, and that is an event of its own.</summary>
internal static class TagImmutability
{
    /// <summary>Refuses to point tags at another manifest. The same one again is no move, and a new tag may be set.</summary>
    /// <param name="book">The rules about immutable tags of the repository.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="present">Tags that are there, and what they point at.</param>
    /// <param name="to">What they are to point at.</param>
    /// <exception cref="OciException">DENIED.</exception>
    public static void RequireMovable(this RuleBook book, RepositoryName repository, IEnumerable<(Tag Tag, Digest Digest)> present, Digest to)
    {
        foreach (var (tag, digest) in present)
        {
            if (digest != to && book.HolderOf(repository, tag) is { } rule) throw RuleRefusal.Moving(tag, to, digest, rule);
        }
    }

    /// <summary>Refuses to delete tags.</summary>
    /// <exception cref="OciException">DENIED.</exception>
    public static void RequireRemovable(this RuleBook book, RepositoryName repository, IEnumerable<Tag> tags)
    {
        foreach (var tag in tags)
        {
            if (book.HolderOf(repository, tag) is { } rule) throw RuleRefusal.Deleting(tag, rule);
        }
    }
}
