using System.Security.Cryptography;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Rescue;

/// <summary>
/// Writes the journal, every second and once more when the server stops. What a rebuild can miss is what was pushed within that second. Of several servers one writes: a segment that came late
/// would stand behind the newer ones it was merged with.
/// </summary>
internal sealed partial class JournalWorker(IMetadataStore metadata, IObjectStore objects, StoreHealth health, ServerOptions options, TimeProvider time, ILogger<JournalWorker> logger) : BackgroundService
{
    private const string LeaseName = "journal";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>Less than the ten seconds after which those who run containers kill what does not stop.</summary>
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(6);

    private readonly JournalWriter _writer = new(metadata, objects);
    private readonly string _holder = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly QuietThread _thread = new("journal");
    private long? _heldAt;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!health.IsSound) return;
        await FlushForTheLastTimeAsync(cancellationToken);
        // The next one need not wait until it ends.
        if (_heldAt is not null) await metadata.Leases.ReleaseAsync(LeaseName, _holder, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _thread.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!health.IsSound) return;
        try
        {
            while (true) await Task.Delay(await FlushAsync(stoppingToken) ? Interval : Rest, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task FlushForTheLastTimeAsync(CancellationToken cancellationToken)
    {
        using var tooLong = new CancellationTokenSource(LastFlush, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, cancellationToken);
        try
        {
            await FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (tooLong.IsCancellationRequested)
        {
            // What is left waits in the database for the next start, or for another server.
        }
    }

    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await HoldsAsync(cancellationToken)) await _thread.RunAsync(() => _writer.FlushAsync(cancellationToken), cancellationToken);
            return true;
        }
        catch (ObjectDisposedException)
        {
            // A start that failed takes the services apart without stopping them first.
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(e);
            return false;
        }
    }

    /// <summary>True when this server is the one that writes. The embedded database belongs to one server.</summary>
    private async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        if (Database.IsEmbedded(options)) return true;
        if (_heldAt is { } held && time.GetElapsedTime(held) < Lease / 3) return true;
        var now = time.GetTimestamp();
        var holds = await metadata.Leases.TryHoldAsync(LeaseName, _holder, Lease, cancellationToken);
        _heldAt = holds ? now : null;
        return holds;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the journal cannot be written; until it can, what is pushed is in the database only")]
    private partial void LogFault(Exception exception);
}
