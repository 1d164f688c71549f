using System.Buffers;
using System.Runtime.CompilerServices;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>
/// Recognises the texts of licences. The runs of three words of a text are looked up in an index of templates; of each template that could be meant, the stretch of the text that has the most
/// of it is measured by what both have in common (Dice); the best one takes its stretch, and the rest is looked at again. So a BSD licence of three clauses is not taken for one of two,
/// and a file with five licences has five. One instance serves one thread.
/// </summary>
internal sealed class TextMatcher
{
    /// <summary>Longest text that is looked at, in bytes; of a longer one the start.</summary>
    public const int MaxLength = 512 << 10;

    /// <summary>Below this a text is another one. Names of holders inside the texts make up to a tenth of a short licence.</summary>
    private const double LeastScore = 0.87;

    /// <summary>The same for texts so short that few words make another licence of them.</summary>
    private const double LeastShortScore = 0.92;

    private const int Short = 70;
    private const int MostCandidates = 32;
    private const int MostMatches = 24;

    private static readonly Lazy<TemplateIndex> Shared = new(() => new TemplateIndex(LicenceTemplates.All()));

    private readonly TemplateIndex _index = Shared.Value;
    private readonly TextWords _words = new();
    private readonly int[] _seen;
    private readonly int[] _wanted;
    private readonly int[] _common;
    private int _stamp;

    public TextMatcher() => (_seen, _wanted, _common) = (new int[_index.Runs], new int[_index.Runs], new int[_index.Templates.Count]);

    /// <summary>Looks for licences in a text.</summary>
    public TextFinding Find(ReadOnlySpan<byte> text)
    {
        _words.Read(text[..Math.Min(text.Length, MaxLength)]);
        var count = Math.Max(0, _words.Hashes.Length - TemplateIndex.RunLength + 1);
        var runs = ArrayPool<int>.Shared.Rent(Math.Max(1, count));
        try
        {
            var candidates = Candidates(runs.AsSpan(0, count));
            var (matches, explained) = candidates.Count == 0 ? ([], 0) : Take(candidates, runs.AsSpan(0, count), text.Length);
            return new TextFinding(matches, _words.Hashes.Length, explained);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(runs);
        }
    }

    /// <summary>Looks up each run, and counts for every template how many of its runs the text has, each once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<Template> Candidates(Span<int> runs)
    {
        Array.Clear(_common);
        _stamp++;
        var words = _words.Hashes;
        for (var i = 0; i < runs.Length; i++)
        {
            var run = runs[i] = _index.Find(words, i);
            if (run < 0 || _seen[run] == _stamp) continue;
            _seen[run] = _stamp;
            foreach (var template in _index.TemplatesOf(run)) _common[template]++;
        }
        return [.. _index.Templates
            .Select((template, i) => (template, Share: _common[i] / (double)template.Runs.Length))
            .Where(candidate => candidate.Share >= LeastScore - 0.1)
            .OrderByDescending(candidate => candidate.Share).ThenByDescending(candidate => candidate.template.Length).Take(MostCandidates).Select(candidate => candidate.template)];
    }

    private (List<TextMatch> Matches, int Explained) Take(List<Template> candidates, Span<int> runs, int length)
    {
        var matches = new List<TextMatch>();
        var explained = 0;
        while (matches.Count < MostMatches)
        {
            (Template? Template, Stretch Stretch) best = default;
            var bestWeight = 0.0;
            for (var i = candidates.Count - 1; i >= 0; i--)
            {
                var stretch = Best(candidates[i], runs);
                if (stretch.Score < (candidates[i].Length < Short ? LeastShortScore : LeastScore))
                {
                    candidates.RemoveAt(i);
                    continue;
                }
                // A text that has more of another one in it is the other one, unless it fits much worse.
                var weight = stretch.Common * Math.Pow(stretch.Score, 8);
                if (weight <= bestWeight) continue;
                (best, bestWeight) = ((candidates[i], stretch), weight);
            }
            if (best.Template is not { } template) break;
            var (start, end) = (best.Stretch.Start, best.Stretch.End);
            runs[start..end].Fill(-1);
            explained += Math.Min(end - start + TemplateIndex.RunLength - 1, _words.Hashes.Length - start);
            var lastWord = Math.Min(end + TemplateIndex.RunLength - 1, _words.Starts.Length);
            matches.Add(new TextMatch(template.Id, best.Stretch.Score, _words.Starts[start], lastWord < _words.Starts.Length ? _words.Starts[lastWord] : length));
        }
        matches.Sort((a, b) => a.Start.CompareTo(b.Start));
        return (matches, Math.Min(explained, _words.Hashes.Length));
    }

    /// <summary>The stretch of the text, about as long as the template, that has the most of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Stretch Best(Template template, ReadOnlySpan<int> runs)
    {
        var width = template.Length + (template.Length / 8) + 8;
        for (var i = 0; i < template.Runs.Length; i++) _wanted[template.Runs[i]] = template.Counts[i];
        var (common, best, bestEnd) = (0, 0, 0);
        for (var i = 0; i < runs.Length; i++)
        {
            if (i >= width && runs[i - width] is >= 0 and var left && ++_wanted[left] > 0) common--;
            if (runs[i] is >= 0 and var run && --_wanted[run] >= 0) common++;
            if (common <= best) continue;
            (best, bestEnd) = (common, i + 1);
        }
        for (var i = Math.Max(0, runs.Length - width); i < runs.Length; i++)
        {
            if (runs[i] >= 0) _wanted[runs[i]] = 0;
        }
        var stretch = best == 0 ? default : Measure(template, runs, Math.Max(0, bestEnd - width), bestEnd, best);
        foreach (var run in template.Runs) _wanted[run] = 0;
        return stretch;
    }

    /// <summary>Leaves out what the stretch begins and ends with that is not of the template.</summary>
    private Stretch Measure(Template template, ReadOnlySpan<int> runs, int start, int end, int common)
    {
        _stamp++;
        foreach (var run in template.Runs) _seen[run] = _stamp;
        while (start < end && (runs[start] < 0 || _seen[runs[start]] != _stamp)) start++;
        while (end > start && (runs[end - 1] < 0 || _seen[runs[end - 1]] != _stamp)) end--;
        return new Stretch(start, end, common, 2.0 * common / (template.Length + end - start));
    }

    private readonly record struct Stretch(int Start, int End, int Common, double Score);
}
