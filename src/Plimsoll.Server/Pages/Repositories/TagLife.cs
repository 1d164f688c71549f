using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Repositories;

/// <summary>A time during which a tag pointed at one digest.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null for still.</param>
/// <param name="Actor">Who pointed it there.</param>
internal sealed record TagPeriod(Digest Digest, DateTimeOffset From, DateTimeOffset? To, string Actor);

/// <summary>The periods of one tag, oldest first.</summary>
internal sealed record TagLife(Tag Tag, IReadOnlyList<TagPeriod> Periods)
{
    /// <summary>The lives of the tags that moved last.</summary>
    /// <param name="moves">Moves, newest first.</param>
    /// <param name="max">At most so many tags.</param>
    public static IReadOnlyList<TagLife> Of(IReadOnlyList<TagMove> moves, int max) =>
        [.. moves.GroupBy(m => m.Tag).Take(max).Select(tag => new TagLife(tag.Key, PeriodsOf([.. tag.Reverse()])))];

    private static List<TagPeriod> PeriodsOf(IReadOnlyList<TagMove> moves)
    {
        var periods = new List<TagPeriod>();
        for (var i = 0; i < moves.Count; i++)
        {
            if (moves[i].Digest is { } digest) periods.Add(new TagPeriod(digest, moves[i].At, i + 1 < moves.Count ? moves[i + 1].At : null, moves[i].Actor));
        }
        return periods;
    }
}
