using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>Counts what a review comes to.</summary>
/// <param name="nameOf">The name of a repository with a number.</param>
internal sealed class ReviewTally(Func<long, RepositoryName> nameOf)
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
        return _names[repository] = nameOf(repository);
    }

    public CollectionReview ToReview() =>
        new() { Manifests = Manifests, Left = _left, Condemned = _condemned, CondemnedBytes = _condemnedBytes, Changed = _changed, Kept = _kept };
}
