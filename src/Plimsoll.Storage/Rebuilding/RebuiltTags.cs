using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Rebuilding;

/// <summary>Where tags point: the last move of each says it. One that would point at a manifest that is not there is taken away, with a move that says so.</summary>
internal sealed class RebuiltTags
{
    private readonly Dictionary<(RepositoryName Repository, Tag Tag), TagMoveRecord> _last = [];
    private long _highest;

    /// <summary>Tags that point at something.</summary>
    public IEnumerable<TagMoveRecord> Pointing => _last.Values.Where(m => m.Move.Digest is not null);

    /// <summary>Moves that had to be added.</summary>
    public List<TagMoveRecord> Added { get; } = [];

    public void Take(TagMoveRecord move)
    {
        var tag = (move.Repository, move.Move.Tag);
        if (!_last.TryGetValue(tag, out var known) || known.Id < move.Id) _last[tag] = move;
        _highest = Math.Max(_highest, move.Id);
    }

    public void Settle(Func<RepositoryName, Digest, bool> hasManifest, DateTimeOffset now)
    {
        foreach (var (tag, move) in _last.ToList())
        {
            if (move.Move.Digest is not { } digest || hasManifest(tag.Repository, digest)) continue;
            var removal = new TagMoveRecord(++_highest, tag.Repository, new TagMove(tag.Tag, null, digest, now, "rebuild"));
            _last[tag] = removal;
            Added.Add(removal);
        }
    }
}
