using System.Diagnostics;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Measuring;

/// <summary>How many workers repeat an operation and for how long: both ends are always set.</summary>
/// <param name="Warmup">Seconds of the same work before the clock starts.</param>
/// <param name="Count">Operations of all workers together, at most.</param>
internal sealed record Load(int Workers, double Seconds, double Warmup, long Count)
{
    private long _next;

    /// <summary>A closed loop: each worker sends its next request when it has the answer to the last.</summary>
    /// <param name="open">Makes a worker's operation from the worker's number; called before the clock starts. The operation gets its serial number and gives the bytes it moved.</param>
    public Sample Run(string workload, bool byBytes, Target target, int round, Func<int, Worker> open)
    {
        Worker[] workers = [.. Enumerable.Range(0, Workers).Select(open)];
        try
        {
            if (Warmup > 0) Repeat(workers, Warmup, long.MaxValue);
            ProcessUsage.ResetPeak(target.Pids);
            GC.Collect();
            var before = ProcessUsage.Of(target.Pids);
            double machine = ProcessUsage.MachineSeconds(), client = Environment.CpuUsage.TotalTime.TotalSeconds;
            long started = Stopwatch.GetTimestamp();
            var tallies = Repeat(workers, Seconds, Count);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            client = Environment.CpuUsage.TotalTime.TotalSeconds - client;
            machine = ProcessUsage.MachineSeconds() - machine;
            var during = ProcessUsage.Of(target.Pids);
            Settle.Processes(target.Pids);
            var after = ProcessUsage.Of(target.Pids);

            List<long> latencies = [.. tallies.SelectMany(tally => tally.Latencies).Order()];
            return new Sample(
                workload, target.Label, round, byBytes, latencies.Count, tallies.Sum(tally => tally.Bytes), seconds,
                Sample.Percentile(latencies, 0.5), Sample.Percentile(latencies, 0.99),
                after.CpuSeconds - before.CpuSeconds, client, Math.Max(0, machine - client - (during.CpuSeconds - before.CpuSeconds)), ProcessUsage.Of(target.OwnPids).PeakMegabytes,
                tallies.Sum(tally => tally.Errors), tallies.FirstOrDefault(tally => tally.FirstError is not null)?.FirstError);
        }
        finally
        {
            foreach (var worker in workers) worker.Close();
        }
    }

    private Tally[] Repeat(Worker[] workers, double seconds, long count)
    {
        var tallies = new Tally[workers.Length];
        _next = 0;
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        Thread[] threads = [.. workers.Select((worker, number) => new Thread(() => Repeat(worker, tallies[number] = new Tally(), end, count)))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return tallies;
    }

    private void Repeat(Worker worker, Tally tally, long end, long count)
    {
        for (long now = Stopwatch.GetTimestamp(); now < end && !tally.GivesUp; now = Stopwatch.GetTimestamp())
        {
            long serial = Interlocked.Increment(ref _next) - 1;
            if (serial >= count) return;
            try
            {
                long bytes = worker.Operation(serial);
                tally.Latencies.Add(Stopwatch.GetTimestamp() - (worker.AnsweredAfter?.Invoke() ?? now));
                tally.Bytes += bytes;
            }
            catch (Exception error) when (error is BenchException or IOException or System.Net.Sockets.SocketException)
            {
                tally.Fail(error);
                worker.Reset();
            }
        }
    }
}
