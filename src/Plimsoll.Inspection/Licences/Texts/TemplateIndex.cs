namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>
/// Tells which licences a text could be, by how the licences begin. It is made when the first text is to be recognised, which takes some milliseconds; what is in the rest of
/// the long ones only counts where they are thought of.
/// </summary>
internal sealed class TemplateIndex
{
    /// <summary>Runs of the beginning that count.</summary>
    private const int Beginning = 240;

    /// <summary>Titles are not always there, so they do not count.</summary>
    private const int MaxTitle = 100;

    /// <summary>Runs that the beginnings have, and how many of them differ: some more than there are. What is larger than need be costs time when it is first touched.</summary>
    private const int MostEntries = 46_000;

    private const int MostRuns = 16_000;

    private readonly List<Template> _templates = [];
    private readonly List<int> _lengths = [];
    private readonly RunTable _runs = new(MostRuns);

    /// <summary>The last entry of each run; entries begin with 1.</summary>
    private readonly ushort[] _last = new ushort[MostRuns];

    /// <summary>The template of an entry, and the entry of the same run before it, 0 for none.</summary>
    private readonly ushort[] _owners = new ushort[MostEntries], _before = new ushort[MostEntries];

    public TemplateIndex(IEnumerable<(string Id, ReadOnlyMemory<byte> Text)> texts)
    {
        var words = new TextWords();
        ushort entry = 0;
        foreach (var (id, text) in texts)
        {
            var body = WithoutTitle(text);
            words.Read(body.Span[..Math.Min(body.Length, Beginning * 16)], Beginning + TextWords.RunLength);
            var last = Math.Min(Beginning, words.Runs);
            for (var i = 0; i < last; i++)
            {
                ref var before = ref _last[_runs.Add(words.RunAt(i))];
                (_owners[++entry], _before[entry]) = ((ushort)_templates.Count, before);
                before = entry;
            }
            _templates.Add(new Template(id, body));
            _lengths.Add(last);
        }
    }

    /// <summary>The templates.</summary>
    public IReadOnlyList<Template> Templates => _templates;

    /// <summary>The templates whose beginning is in a text, best first. Of long ones half of it is enough: some begin with remarks that are left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="leastShare">How much of a short one has to be there.</param>
    /// <param name="most">How many at most.</param>
    public List<Template> Candidates(TextWords text, double leastShare, int most)
    {
        var common = new int[_templates.Count];
        var seen = new bool[_runs.Count];
        for (var i = 0; i < text.Runs; i++)
        {
            var run = _runs.Find(text.RunAt(i));
            if (run < 0 || seen[run]) continue;
            seen[run] = true;
            for (var entry = _last[run]; entry != 0; entry = _before[entry]) common[_owners[entry]]++;
        }
        var found = new List<Candidate>();
        for (var i = 0; i < common.Length; i++)
        {
            if (_lengths[i] > 0 && common[i] / (double)_lengths[i] is var share && share >= (_lengths[i] == Beginning ? 0.5 : leastShare)) found.Add(new Candidate(share, _templates[i]));
        }
        found.Sort((a, b) => b.Share.CompareTo(a.Share));
        return found.Take(most).Select(candidate => candidate.Template).ToList();
    }

    private sealed record Candidate(double Share, Template Template);

    private static ReadOnlyMemory<byte> WithoutTitle(ReadOnlyMemory<byte> text) => text.Span.IndexOf("\n\n"u8) is var end and > 0 and < MaxTitle ? text[end..] : text;
}
