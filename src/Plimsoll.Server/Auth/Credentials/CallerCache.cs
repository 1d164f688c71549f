using System.Collections.Concurrent;
using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>Credentials that were found genuine a short while ago, so that a request costs one hash and one look-up. Bounded.</summary>
internal sealed class CallerCache
{
    public const int Capacity = 10_000;

    private readonly ConcurrentDictionary<CredentialKey, Entry> _entries = new();
    private int _count;

    public Entry? Find(CredentialKey key) => _entries.GetValueOrDefault(key);

    public void Store(CredentialKey key, Entry entry, DateTimeOffset now)
    {
        if (Volatile.Read(ref _count) >= Capacity) MakeRoom(now);
        if (_entries.TryAdd(key, entry)) Interlocked.Increment(ref _count);
        else _entries[key] = entry;
    }

    public void Remove(CredentialKey key)
    {
        if (_entries.TryRemove(key, out _)) Interlocked.Decrement(ref _count);
    }

    /// <summary>Drops what expired, or everything when nothing did: every entry can be made again.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, entry) in _entries)
        {
            if (entry.Proof.ExpiresAt <= now) Remove(key);
        }
        if (Volatile.Read(ref _count) < Capacity) return;
        foreach (var key in _entries.Keys) Remove(key);
    }

    internal sealed record Entry(Proof Proof, DirectorySnapshot Snapshot, IdentityCaller Caller);
}
