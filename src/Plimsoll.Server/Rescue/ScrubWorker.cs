using System.Security.Cryptography;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Scrubbing;

namespace Plimsoll.Server.Rescue;

/// <summary>
/// Runs one scrub at a time: the one that a restart interrupted, the one that was asked for, or the one that is due by the settings.
/// </summary>
internal sealed partial class ScrubWorker(IMetadataStore metadata, IBlobStore blobs, ServerOptions options, TimeProvider time, ILogger<ScrubWorker> logger) : BackgroundService
{
    private const string LeaseName = "scrub";
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly string _holder = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _begin = new(1, 1);
    private volatile ScrubNotes? _current;
    private PeerRegistry? _peer;

    /// <summary>What runs or ran last, or null.</summary>
    public async Task<ScrubNotes?> ReadAsync(CancellationToken cancellationToken) => _current ?? await Scrub.ReadNotesAsync(metadata, cancellationToken);

    /// <summary>Begins a scrub that was asked for.</summary>
    /// <exception cref="OciException">One runs already, or the other registry's address cannot be used.</exception>
    public async Task<ScrubNotes> StartAsync(ScrubRequest request, string? user, string? password, CancellationToken cancellationToken)
    {
        await _begin.WaitAsync(cancellationToken);
        try
        {
            if (await ReadAsync(cancellationToken) is { FinishedAt: null }) throw new OciException(RescueError.Running, "a scrub runs already; GET /api/v1/scrub shows how far it is");
            _peer?.Dispose();
            _peer = request.RepairFrom is { } address ? new PeerRegistry(address, user, password) : null;
            var notes = await Scrub.BeginAsync(metadata, request with { Rate = request.Rate ?? options.Scrub.Rate }, time, cancellationToken);
            if (_wake.CurrentCount == 0) _wake.Release();
            return notes;
        }
        catch (FormatException e)
        {
            throw new OciException(RescueError.Invalid, e.Message);
        }
        finally
        {
            _begin.Release();
        }
    }

    public override void Dispose()
    {
        _peer?.Dispose();
        _wake.Dispose();
        _begin.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RunOrLogAsync(stoppingToken);
                await _wake.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException || stoppingToken.IsCancellationRequested)
        {
            // The server stops, or its start failed.
        }
    }

    private async Task RunOrLogAsync(CancellationToken stopping)
    {
        try
        {
            if (await NextAsync(stopping) is not { } notes) return;
            if (!await metadata.Leases.TryHoldAsync(LeaseName, _holder, Lease, stopping)) return;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var renewing = RenewAsync(ended.Token);
            try
            {
                notes = await new Scrub(metadata, blobs, _peer, time).RunAsync(notes, new Reporter(this), stopping);
            }
            finally
            {
                await ended.CancelAsync();
                await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await metadata.Leases.ReleaseAsync(LeaseName, _holder, CancellationToken.None);
                // From here on the database knows it best: another server may run the next one.
                _current = null;
            }
            if (notes.IsClean) LogClean(notes.Blobs, notes.Bytes, notes.Orphans);
            else LogFound(notes.Missing, notes.Damaged, notes.Unreadable, notes.Repaired);
        }
        catch (Exception e) when (e is not ObjectDisposedException && !stopping.IsCancellationRequested)
        {
            LogFault(e);
        }
    }

    /// <summary>Says that this server is still at it; one that died is followed by another after the lease.</summary>
    private async Task RenewAsync(CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay(Lease / 5, time, ended);
            await metadata.Leases.TryHoldAsync(LeaseName, _holder, Lease, ended);
        }
    }

    /// <summary>What has to be done now; null when nothing has.</summary>
    private async Task<ScrubNotes?> NextAsync(CancellationToken stopping)
    {
        var last = await Scrub.ReadNotesAsync(metadata, stopping);
        if (last is { FinishedAt: null }) return last;
        if (options.Scrub.Days == 0) return null;
        // The first scrub of a store is due a whole interval after it was seen first, not in the rush of its first start.
        if (last is null)
        {
            await metadata.Scrub.SaveProgressAsync(System.Text.Json.JsonSerializer.Serialize(
                new ScrubNotes { Request = new ScrubRequest(), StartedAt = time.GetUtcNow(), FinishedAt = time.GetUtcNow(), Phase = "done" }, System.Text.Json.JsonSerializerOptions.Web), stopping);
            return null;
        }
        return time.GetUtcNow() - last.StartedAt < TimeSpan.FromDays(options.Scrub.Days) ? null : await Scrub.BeginAsync(metadata, new ScrubRequest { Rate = options.Scrub.Rate }, time, stopping);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "scrub: {Blobs} blobs with {Bytes} bytes are as they were pushed, {Orphans} orphans")]
    private partial void LogClean(long blobs, long bytes, long orphans);

    [LoggerMessage(Level = LogLevel.Error, Message = "scrub: {Missing} blobs are missing, {Damaged} damaged, {Unreadable} could not be read; {Repaired} were repaired. See /api/v1/scrub")]
    private partial void LogFound(long missing, long damaged, long unreadable, long repaired);

    [LoggerMessage(Level = LogLevel.Error, Message = "the scrub was interrupted and goes on in a minute")]
    private partial void LogFault(Exception exception);

    private sealed class Reporter(ScrubWorker worker) : IProgress<ScrubNotes>
    {
        public void Report(ScrubNotes value) => worker._current = value;
    }
}
