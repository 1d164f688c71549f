using System.Diagnostics;
using System.Diagnostics.Metrics;
using Plimsoll.Server.Registry;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>Counts and times requests by what was asked for: a class of paths, never a path, so that strangers cannot make new labels.</summary>
internal sealed class RequestMetrics(Meter meter)
{
    private const int LargestStatus = 599;

    private static readonly string[] Statuses = [.. Enumerable.Range(0, LargestStatus + 1).Select(s => s.ToString())];

    private static readonly string[] Resources = [.. Enum.GetNames<RegistryResource>().Select(n => n == nameof(RegistryResource.None) ? "unknown" : n.ToLowerInvariant())];

    private readonly Counter<long> _requests = meter.CreateCounter<long>("plimsoll.http.requests", "{request}", "Requests answered, by class of path, method and status; 499 where the client went away first.");

    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "plimsoll.http.request.duration", "s", "Time from the head of a request to the end of its answer.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    /// <summary>The class of a path of the registry API.</summary>
    public static string ClassOf(RegistryResource resource) => Resources[(int)resource];

    /// <summary>The class of any other path.</summary>
    public static string ClassOf(string path) => path switch
    {
        _ when path.StartsWith("/api/", StringComparison.Ordinal) => "api",
        _ when path.StartsWith("/auth/", StringComparison.Ordinal) => "token",
        _ when path == "/health" || path.StartsWith("/health/", StringComparison.Ordinal) => "health",
        _ when path.StartsWith("/assets/", StringComparison.Ordinal) => "asset",
        _ when path.StartsWith("/trust/", StringComparison.Ordinal) => "trust",
        "/metrics" => "metrics",
        _ => "page",
    };

    /// <summary>Counts a request.</summary>
    /// <param name="path">The class of its path.</param>
    /// <param name="method">Its method; what HTTP does not know is <c>other</c>.</param>
    /// <param name="status">The status that was sent.</param>
    /// <param name="started">Timestamp of its begin.</param>
    public void Record(string path, string method, int status, long started)
    {
        var known = MethodOf(method);
        _requests.Add(1, new("route", path), new("method", known), new("status", Statuses[Math.Clamp(status, 0, LargestStatus)]));
        _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("route", path), new("method", known));
    }

    private static string MethodOf(string method) => method switch
    {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "PUT" => "PUT",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    };
}
