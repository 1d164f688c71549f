using Plimsoll.Core.Errors;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Rescue;

/// <summary>
/// Refuses requests that would change something while the store must stay as it is, and knows how many are still under way. The reason is kept in the database, so that a
/// restart does not open the gate. What the server records about reading, and logins, go on.
/// </summary>
internal sealed class WriteGate(IMetadataStore metadata)
{
    private const int RetryAfter = 60;

    private readonly Lock _lock = new();
    private string? _reason;
    private int _running;

    /// <summary>Why changes are refused; null when they are not.</summary>
    public string? Reason
    {
        get
        {
            lock (_lock) return _reason;
        }
    }

    /// <summary>Changing requests that are under way.</summary>
    public int Running
    {
        get
        {
            lock (_lock) return _running;
        }
    }

    /// <summary>Takes over what the database says; before the server listens.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var state = await metadata.State.ReadAsync(cancellationToken);
        lock (_lock) _reason = state.ReadOnly;
    }

    /// <summary>Closes the gate, or opens it with null.</summary>
    public async Task SetAsync(string? reason, CancellationToken cancellationToken)
    {
        await metadata.State.SetReadOnlyAsync(reason, cancellationToken);
        lock (_lock) _reason = reason;
    }

    /// <summary>Lets a request through; a changing one counts until what is returned is disposed.</summary>
    /// <exception cref="OciException">READ_ONLY: the gate is closed.</exception>
    public Passage Enter(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method)) return default;
        lock (_lock)
        {
            if (_reason is { } reason) throw new OciException(OciError.ReadOnly, $"nothing can be changed here now: {reason}") { RetryAfterSeconds = RetryAfter };
            _running++;
        }
        return new Passage(this);
    }

    /// <summary>A request that may change something.</summary>
    internal readonly struct Passage(WriteGate gate) : IDisposable
    {
        private readonly WriteGate? _gate = gate;

        public void Dispose()
        {
            if (_gate is null) return;
            lock (_gate._lock) _gate._running--;
        }
    }
}
