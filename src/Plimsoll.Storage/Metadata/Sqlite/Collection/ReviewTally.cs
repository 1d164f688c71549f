using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Collection;

/// <summary>Counts what a review comes to.</summary>
internal sealed class ReviewTally(SqliteSession session)
{
    private readonly Dictionary<long, RepositoryName> _names = [];
    private readonly HashSet<RepositoryName> _changed = [];
    private readonly Dictionary<KeptReason, int> _kept = [];
    private int _left;
    private int _condemned;
    private long _condemnedBytes;

    public int Manifests { get; private set; }

    public void Keep(KeptReason reason) => _kept[reason] = _kept.GetValueOrDefault(reason) + 1;

    public void AddManifest(RepositoryName repository)
    {
        Manifests++;
        _changed.Add(repository);
    }

    public void AddLeft(RepositoryName repository)
    {
        _left++;
        _changed.Add(repository);
    }

    public void AddCondemned(long size)
    {
        _condemned++;
        _condemnedBytes += size;
    }

    public RepositoryName NameOf(long repository)
    {
        if (_names.TryGetValue(repository, out var known)) return known;
        return _names[repository] = RepositoryName.Parse(session.First("SELECT name FROM repositories WHERE id = ?1", static row => row.GetString(0), repository)!);
    }

    public CollectionReview ToReview() =>
        new() { Manifests = Manifests, Left = _left, Condemned = _condemned, CondemnedBytes = _condemnedBytes, Changed = _changed, Kept = _kept };
}
