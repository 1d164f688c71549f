using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Health;

/// <summary>For supervisors: is the process alive, and can it serve?</summary>
internal static class HealthEndpoints
{
    /// <summary>A supervisor that gets no answer for longer than this gives up by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Text("live\n")).ExcludeFromDescription();
        endpoints.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    /// <summary>Ready means that the database answers.</summary>
    private static async Task<IResult> ReadyAsync(IMetadataStore metadata, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await metadata.Manifests.ListRepositoriesAsync(null, 1, patience.Token);
            return Results.Text("ready\n");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            loggers.CreateLogger(typeof(HealthEndpoints)).LogNotReady(e);
            return Results.Text("not ready: the database does not answer\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

/// <summary>Log messages of the health checks.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "not ready: the database does not answer")]
    public static partial void LogNotReady(this ILogger logger, Exception exception);
}
