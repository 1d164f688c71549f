using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>
/// Recognises the texts of licences. Of each licence that could be meant, the stretch of the text that has the most of it is measured by what both have in common (Dice over runs of three words); the
/// best one takes its stretch, and the rest is looked at again. So a BSD licence of three clauses is not taken for one of two, and a file with five licences has five.
/// One instance serves one thread.
/// </summary>
internal sealed class TextMatcher
{
    /// <summary>Longest text that is looked at, in bytes; of a longer one the start.</summary>
    public const int MaxLength = 512 << 10;

    /// <summary>The least score that any template is taken with.</summary>
    private const double LeastScore = 0.87;

    private const int MostCandidates = 40;
    private const int MostMatches = 24;

    private static readonly Lazy<TemplateIndex> Index = new(() => new TemplateIndex(LicenceTemplates.All()));

    private readonly TextWords _words = new();
    private int[] _runs = [];
    private bool[] _isTaken = [];

    /// <summary>Looks for licences in a text.</summary>
    public TextFinding Find(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, MaxLength)];
        _words.Read(text);
        if (_runs.Length < _words.Runs) (_runs, _isTaken) = (new int[_words.Runs], new bool[_words.Runs]);
        Array.Clear(_isTaken, 0, _words.Runs);
        var candidates = Index.Value.Candidates(_words, LeastScore - 0.12, MostCandidates);
        var matches = new List<TextMatch>();
        var explained = 0;
        while (matches.Count < MostMatches && BestOf(candidates) is var (template, stretch))
        {
            Array.Fill(_isTaken, true, stretch.Start, stretch.End - stretch.Start);
            var lastWord = stretch.End + TextWords.RunLength - 1;
            explained += Math.Min(_words.Count, lastWord) - stretch.Start;
            matches.Add(new TextMatch(template.Id, stretch.Score, _words.StartOf(stretch.Start), lastWord < _words.Count ? _words.StartOf(lastWord) : text.Length));
        }
        matches.Sort((a, b) => a.Start.CompareTo(b.Start));
        return new TextFinding(matches, _words.Count, Math.Min(explained, _words.Count));
    }

    /// <summary>The candidate that has most of the text; those that have too little of themselves in it are dropped.</summary>
    private (Template Template, Stretch Stretch)? BestOf(List<Template> candidates)
    {
        (Template, Stretch)? best = null;
        var bestWeight = 0.0;
        for (var i = candidates.Count - 1; i >= 0; i--)
        {
            var stretch = Measure(candidates[i]);
            if (stretch.Score < LeastScoreOf(candidates[i].Length))
            {
                candidates.RemoveAt(i);
                continue;
            }
            // A text that has more of another one in it is the other one, unless it fits much worse.
            var weight = stretch.Common * Math.Pow(stretch.Score, 8);
            if (weight <= bestWeight) continue;
            (best, bestWeight) = ((candidates[i], stretch), weight);
        }
        return best;
    }

    /// <summary>
    /// Below this a text is another one. A few words make another licence of a short notice; in a clause or three the names of holders are up to a tenth;
    /// long licences are copied word by word, and one that differs in a twentieth was written anew.
    /// </summary>
    private static double LeastScoreOf(int length) => length switch { < 120 => 0.92, < 300 => LeastScore, < 600 => 0.92, _ => 0.96 };

    /// <summary>The stretch of the text, about as long as the template, that has the most of it.</summary>
    private Stretch Measure(Template template)
    {
        var count = _words.Runs;
        var width = template.Length + (template.Length / 8) + 8;
        var wanted = template.Counts.ToArray();
        var table = template.Runs;
        for (var i = 0; i < count; i++) _runs[i] = _isTaken[i] ? -1 : table.Find(_words.RunAt(i));
        var (common, best, end) = (0, 0, 0);
        for (var i = 0; i < count; i++)
        {
            if (i >= width && _runs[i - width] is >= 0 and var left && ++wanted[left] > 0) common--;
            if (_runs[i] is >= 0 and var run && --wanted[run] >= 0) common++;
            if (common > best) (best, end) = (common, i + 1);
        }
        if (best == 0) return default;
        var start = Math.Max(0, end - width);
        while (start < end && _runs[start] < 0) start++;
        return new Stretch(start, end, best, 2.0 * best / (template.Length + end - start));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Stretch(int Start, int End, int Common, double Score);
}
