using System.Collections.Concurrent;

namespace Plimsoll.Storage.Metadata;

/// <summary>Locks within this process, for a database that one process has for itself.</summary>
internal sealed class ProcessUploadLocks : IUploadLocks
{
    private readonly ConcurrentDictionary<string, byte> _held = new();

    public ValueTask<IUploadLock?> TryEnterAsync(string id, CancellationToken cancellationToken) => new(_held.TryAdd(id, 0) ? new Held(_held, id) : null);

    private sealed class Held(ConcurrentDictionary<string, byte> held, string id) : IUploadLock
    {
        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync()
        {
            held.TryRemove(id, out _);
            return default;
        }
    }
}
