using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>The text of a licence as the runs of three words that it consists of.</summary>
/// <param name="Id">The licence.</param>
/// <param name="Runs">The runs, each once.</param>
/// <param name="Counts">How often it has each.</param>
/// <param name="Length">How many there are, with those that repeat.</param>
internal sealed record Template(string Id, int[] Runs, int[] Counts, int Length);

/// <summary>Tells in which templates a run of three words stands. It is made when the first text is to be recognised, which takes some milliseconds.</summary>
internal sealed class TemplateIndex
{
    /// <summary>Words of a run: fewer tell licences apart less well, more are lost with each word that somebody changes.</summary>
    public const int RunLength = 3;

    /// <summary>Titles are not always there, so they do not count.</summary>
    private const int MaxTitle = 100;

    private readonly Dictionary<uint, int> _numbers = new(150_000);
    private readonly List<Template> _templates = [];
    private readonly int[] _firstTemplate;
    private readonly int[] _templatesOfRuns;

    public TemplateIndex(IEnumerable<(string Id, string Text)> texts)
    {
        var words = new TextWords();
        var counts = new int[1 << 18];
        foreach (var (id, text) in texts)
        {
            words.Read(Encoding.UTF8.GetBytes(WithoutTitle(text)));
            var (runs, total) = (new List<int>(), Math.Max(0, words.Hashes.Length - RunLength + 1));
            for (var i = 0; i < total; i++)
            {
                var hash = RunAt(words.Hashes, i);
                if (!_numbers.TryGetValue(hash, out var run)) _numbers.Add(hash, run = _numbers.Count);
                if (run >= counts.Length) Array.Resize(ref counts, counts.Length * 2);
                if (counts[run]++ == 0) runs.Add(run);
            }
            _templates.Add(new Template(id, [.. runs], [.. runs.Select(run => counts[run])], total));
            foreach (var run in runs) counts[run] = 0;
        }
        _firstTemplate = new int[_numbers.Count + 1];
        foreach (var run in _templates.SelectMany(template => template.Runs)) _firstTemplate[run + 1]++;
        for (var i = 1; i < _firstTemplate.Length; i++) _firstTemplate[i] += _firstTemplate[i - 1];
        _templatesOfRuns = new int[_firstTemplate[^1]];
        var filled = _firstTemplate.AsSpan(0, _numbers.Count).ToArray();
        for (var i = 0; i < _templates.Count; i++)
        {
            foreach (var run in _templates[i].Runs) _templatesOfRuns[filled[run]++] = i;
        }
    }

    /// <summary>The templates.</summary>
    public IReadOnlyList<Template> Templates => _templates;

    /// <summary>How many different runs there are.</summary>
    public int Runs => _numbers.Count;

    /// <summary>The number of the run that begins at a word; -1 when no template has it.</summary>
    public int Find(ReadOnlySpan<uint> words, int at) => _numbers.TryGetValue(RunAt(words, at), out var run) ? run : -1;

    /// <summary>The templates that have a run.</summary>
    public ReadOnlySpan<int> TemplatesOf(int run) => _templatesOfRuns.AsSpan(_firstTemplate[run].._firstTemplate[run + 1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RunAt(ReadOnlySpan<uint> words, int at) =>
        (words[at] * 0x9E3779B1) ^ (BitOperations.RotateLeft(words[at + 1], 11) * 0x85EBCA6B) ^ (BitOperations.RotateLeft(words[at + 2], 19) * 0xC2B2AE35);

    private static string WithoutTitle(string text) => text.IndexOf("\n\n", StringComparison.Ordinal) is var end and > 0 and < MaxTitle ? text[end..] : text;
}
