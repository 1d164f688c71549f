using System.Diagnostics;

namespace Plimsoll.Storage.Metadata;

/// <summary>Spans of changes to the database, for traces; nothing is made while nobody listens.</summary>
internal static class DatabaseSpans
{
    private static readonly ActivitySource Source = new("Plimsoll.Storage");

    /// <summary>True when somebody listens.</summary>
    public static bool AreWanted => Source.HasListeners();

    /// <summary>A change, from the queue to the acknowledgement. It belongs to the span that is current.</summary>
    public static async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        using var span = Source.StartActivity("database write", ActivityKind.Client);
        span?.SetTag("db.operation.name", "commit");
        try
        {
            return await write();
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }
}
