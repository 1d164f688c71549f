namespace Plimsoll.Bench;

/// <summary>A server answered otherwise than the workload needs, or the bench cannot run as asked.</summary>
internal sealed class BenchException(string message) : Exception(message);
