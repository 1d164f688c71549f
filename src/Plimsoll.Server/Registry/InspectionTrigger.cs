using Plimsoll.Core.Manifests;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Registry;

/// <summary>Decides what is opened after a push, and tells the workers that something waits.</summary>
internal sealed class InspectionTrigger(ServerOptions options, int scannerVersion) : IDisposable
{
    private readonly SemaphoreSlim _waiting = new(0);

    /// <summary>The scanner that shall open this manifest; null for an index, whose children are opened, and where inspection is off.</summary>
    public int? VersionFor(Manifest manifest) => options.Inspection.Enabled && !manifest.IsIndex ? scannerVersion : null;

    /// <summary>Wakes a worker.</summary>
    public void Wake()
    {
        if (_waiting.CurrentCount == 0) _waiting.Release();
    }

    /// <summary>Waits until something may be there, at most for the given time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _waiting.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();
}
