using System.Collections.Concurrent;

namespace Plimsoll.Bench.Soak;

/// <summary>What all clients of a part saw.</summary>
internal sealed class SoakTally
{
    private const int MostFaults = 50;
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly ConcurrentQueue<string> _faults = new();

    /// <summary>What must not happen, with what is needed to look for the cause.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Count(string what, long by = 1) => _counts.AddOrUpdate(what, by, (_, count) => count + by);

    /// <summary>Counts something that must not happen.</summary>
    public void Fault(string what, string description)
    {
        Count(what);
        if (_faults.Count < MostFaults) _faults.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {what}: {description}");
    }
}
