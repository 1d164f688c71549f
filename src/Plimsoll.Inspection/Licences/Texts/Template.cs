namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>The text of a licence as the runs of three words that it consists of. They are worked out when the licence is first thought of.</summary>
internal sealed class Template(string id, ReadOnlyMemory<byte> text)
{
    private readonly Lazy<CountedRuns> _runs = new(() => Read(text));

    /// <summary>The licence.</summary>
    public string Id { get; } = id;

    /// <summary>How many runs there are, with those that repeat.</summary>
    public int Length => _runs.Value.Length;

    /// <summary>The runs, each once.</summary>
    public RunTable Runs => _runs.Value.Table;

    /// <summary>How often it has each, by number.</summary>
    public ReadOnlySpan<int> Counts => _runs.Value.Counts;

    private static CountedRuns Read(ReadOnlyMemory<byte> text)
    {
        var words = new TextWords();
        words.Read(text.Span);
        var (table, counts) = (new RunTable(words.Runs), new int[words.Runs]);
        for (var i = 0; i < words.Runs; i++) counts[table.Add(words.RunAt(i))]++;
        return new CountedRuns(table, counts, words.Runs);
    }

    private sealed record CountedRuns(RunTable Table, int[] Counts, int Length);
}
