namespace Plimsoll.Server.Jobs;

/// <summary>Removes again and again what is over. A sweep that fails is logged, and the next one tries again.</summary>
internal abstract partial class Sweeper(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>The clock that says what is over.</summary>
    protected TimeProvider Time => time;

    /// <summary>Removes everything that is over; how many that were.</summary>
    public abstract Task<int> SweepAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do await SweepOrLogAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task SweepOrLogAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await SweepAsync(stoppingToken) is var count and > 0) LogSwept(GetType().Name, count);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(GetType().Name, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Sweeper} removed {Count}")]
    private partial void LogSwept(string sweeper, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sweeper} failed")]
    private partial void LogFault(string sweeper, Exception exception);
}
