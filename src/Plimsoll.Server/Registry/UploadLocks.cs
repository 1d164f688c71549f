using System.Collections.Concurrent;

namespace Plimsoll.Server.Registry;

/// <summary>One writer a session within this process. Between processes the compare-and-swap on the session's offset decides.</summary>
internal sealed class UploadLocks
{
    private readonly ConcurrentDictionary<string, byte> _held = new();

    /// <summary>The lock, or null when somebody holds it.</summary>
    public Guard? TryEnter(string id) => _held.TryAdd(id, 0) ? new Guard(_held, id) : null;

    /// <summary>Holds the lock until it is disposed.</summary>
    internal sealed class Guard(ConcurrentDictionary<string, byte> held, string id) : IDisposable
    {
        public void Dispose() => held.TryRemove(id, out _);
    }
}
