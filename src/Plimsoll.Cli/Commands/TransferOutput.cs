using System.Diagnostics;
using System.Text;
using Plimsoll.Cli.Inspect;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Cli.Commands;

/// <summary>Shows on standard error how far a long piece of work is: one line in a second at most, so that it can go into a log as well.</summary>
internal sealed class TransferOutput(TextWriter error) : IProgress<TransferProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _last;

    public void Report(TransferProgress value)
    {
        lock (_lock)
        {
            if (_last != 0 && Stopwatch.GetElapsedTime(_last) < Interval) return;
            _last = Stopwatch.GetTimestamp();
            error.WriteLine(value.Blobs == 0 ? $"{value.Step} ..." : $"{value.Step}: {value.Blobs} done, {ByteSize.Of(value.Bytes)} copied");
        }
    }

    /// <summary>Blobs that could not be copied, one a line.</summary>
    public static string Problems(IReadOnlyList<TransferProblem> problems)
    {
        const int MaxLines = 20;
        var text = new StringBuilder();
        foreach (var problem in problems.Take(MaxLines)) text.Append("  ").Append(problem.Problem).Append(' ').Append(problem.Digest).AppendLine(problem.IsKept ? ", whole in the backup" : "");
        if (problems.Count > MaxLines) text.AppendLine($"  and {problems.Count - MaxLines} more");
        return text.ToString();
    }
}
