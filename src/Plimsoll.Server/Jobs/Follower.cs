using System.Security.Cryptography;
using Plimsoll.Core.Errors;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>Follows what changes, batch by batch, at one server at a time: a lease says which. A batch that fails is logged and taken again after a while, by this server or another.</summary>
/// <param name="work">What it does, as the log says it.</param>
/// <param name="leaseName">Name of the lease.</param>
/// <param name="rest">How long to wait when nothing is left to do.</param>
/// <param name="leases">Where leases are held.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where faults are told.</param>
/// <param name="thread">Where it runs; null for the pool, beside requests, which is for what somebody waits for.</param>
internal abstract partial class Follower(string work, string leaseName, TimeSpan rest, ILeaseStore leases, TimeProvider time, ILogger logger, QuietThread? thread = null) : BackgroundService
{
    /// <summary>How long a lease holds that is not held again.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(30);

    private readonly string _holder = $"{Environment.MachineName}:{Environment.ProcessId}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
    private bool _isHeld;
    private string? _refusal;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Does one batch of what waits; false when nothing does, or another server has the lease.</summary>
    public abstract Task<bool> StepAsync(CancellationToken stopping);

    /// <summary>Gives the lease back, so that whoever is started next need not wait for its end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_isHeld) return;
        _isHeld = false;
        try
        {
            await leases.ReleaseAsync(leaseName, _holder, cancellationToken);
        }
        catch (Exception e) when (e is ObjectDisposedException || cancellationToken.IsCancellationRequested)
        {
            // The database was closed first, or there is no time left; the lease ends by itself.
        }
    }

    /// <summary>Takes the lease, or holds it longer; false when another server has it.</summary>
    protected async Task<bool> TryHoldAsync(CancellationToken stopping) => _isHeld = await leases.TryHoldAsync(leaseName, _holder, Lease, stopping);

    /// <summary>Waits when nothing is left to do.</summary>
    protected virtual Task RestAsync(TimeSpan atMost, CancellationToken stopping) => Task.Delay(atMost, time, stopping);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => thread is null ? FollowAsync(stoppingToken) : thread.RunAsync(() => FollowAsync(stoppingToken), CancellationToken.None);

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var isFaulty = false;
            try
            {
                var isMore = await StepAsync(stoppingToken);
                _refusal = null;
                if (isMore) continue;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                // A start that failed takes the services apart without stopping them first.
                return;
            }
            catch (OciException e) when (e.Error.Status == StatusCodes.Status503ServiceUnavailable)
            {
                // Something is not available, and the words say what: they are said once, however long that lasts.
                if (_refusal != e.Message) LogWaits(work, e.Message);
                _refusal = e.Message;
                isFaulty = true;
            }
            catch (Exception e)
            {
                LogFault(e, work);
                isFaulty = true;
            }
            await (isFaulty ? Task.Delay(RestAfterFault, time, stoppingToken) : RestAsync(rest, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} waits: {Reason}")]
    private partial void LogWaits(string work, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} was interrupted and goes on in half a minute")]
    private partial void LogFault(Exception exception, string work);
}
