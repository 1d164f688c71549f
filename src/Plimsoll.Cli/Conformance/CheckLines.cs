using System.Diagnostics;
using Plimsoll.Client.Conformance;

namespace Plimsoll.Cli.Conformance;

/// <summary>Shows on standard error how far the checks are, a line in a second at most.</summary>
internal sealed class CheckLines(TextWriter error, int all) : IProgress<CheckResult>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _last = Stopwatch.GetTimestamp();
    private int _done;

    public void Report(CheckResult value)
    {
        _done++;
        if (Stopwatch.GetElapsedTime(_last) < Interval) return;
        _last = Stopwatch.GetTimestamp();
        error.WriteLine($"{_done} of {all} checks: {value.Check.Area}");
    }
}
