using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// The events of one write. While it folds, requests for the same content by the same principal from the same address with the same client and outcome become one event
/// that says how many they were: a machine that asks ten thousand times a second is one fact, and must not fill the disk with it. Refusals and changes are never folded.
/// </summary>
/// <param name="rows">Events that one write may hold.</param>
/// <param name="requests">Requests that they may stand for.</param>
internal sealed class AuditBatch(int rows, int requests)
{
    private readonly List<AuditEvent> _events = new(rows);
    private readonly List<int> _counts = new(rows);
    private readonly Dictionary<AuditEvent, int> _places = new(SamePull.Comparer);
    private bool _fold;
    private int _requests;

    /// <summary>Whether another event finds room.</summary>
    public bool HasRoom => _events.Count < rows && _requests < requests;

    /// <summary>Starts anew.</summary>
    public void Begin(bool fold)
    {
        _events.Clear();
        _counts.Clear();
        _places.Clear();
        _requests = 0;
        _fold = fold;
    }

    /// <summary>Adds an event, or counts it with one that is there.</summary>
    public void Add(AuditEvent audit)
    {
        _requests++;
        if (_fold && audit is { Action: "pull" or "resolve", Outcome: "ok" })
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, audit, out var known);
            if (known)
            {
                _counts[place] += audit.Count;
                return;
            }
            place = _events.Count;
        }
        _events.Add(audit);
        _counts.Add(audit.Count);
    }

    /// <summary>What to write; valid until the next <see cref="Begin"/>.</summary>
    public IReadOnlyList<AuditEvent> Take()
    {
        for (var i = 0; i < _events.Count; i++)
        {
            if (_events[i].Count != _counts[i]) _events[i] = _events[i] with { Count = _counts[i] };
        }
        return _events;
    }

    /// <summary>Equal in everything but id, time and request id.</summary>
    private sealed class SamePull : IEqualityComparer<AuditEvent>
    {
        public static SamePull Comparer { get; } = new();

        public bool Equals(AuditEvent? x, AuditEvent? y) => ReferenceEquals(x, y) || (x is not null && y is not null
            && x.Digest == y.Digest && x.Principal == y.Principal && x.Address == y.Address && x.UserAgent == y.UserAgent && x.Action == y.Action && x.AuthKind == y.AuthKind
            && x.Repository == y.Repository && x.Reference == y.Reference && x.Outcome == y.Outcome && x.MediaType == y.MediaType && x.Bytes == y.Bytes && x.Detail == y.Detail);

        public int GetHashCode(AuditEvent audit) => HashCode.Combine(audit.Digest, audit.Principal, audit.Address, audit.Action);
    }
}
