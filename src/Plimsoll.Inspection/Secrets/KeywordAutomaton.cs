using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Secrets;

/// <summary>
/// Finds any of many words in one pass over bytes, letters in either case (A. Aho, M. Corasick, "Efficient string matching", 1975). All failures are
/// worked into one table, so each byte costs two look-ups, however many words there are.
/// </summary>
internal sealed class KeywordAutomaton
{
    /// <summary>Classes of bytes; those in no word are one. A power of two.</summary>
    private const int Width = 64;

    private readonly byte[] _classes = new byte[256];
    private readonly ushort[] _next;
    private readonly int _firstFinal;
    private readonly int[][] _ending;
    private readonly int[] _lengths;

    /// <summary>Makes an automaton.</summary>
    /// <param name="words">The words, ASCII.</param>
    /// <exception cref="ArgumentException">The words have more different characters, or are more and longer, than the table can hold.</exception>
    public KeywordAutomaton(IReadOnlyList<string> words)
    {
        _lengths = [.. words.Select(word => word.Length)];
        var classes = 1;
        foreach (var c in words.SelectMany(word => word).Select(char.ToLowerInvariant).Distinct().Order())
        {
            if (classes == Width || c > 0x7f) throw new ArgumentException("The words have more different characters than the table can hold.", nameof(words));
            _classes[c] = _classes[char.ToUpperInvariant(c)] = (byte)classes++;
        }
        var (next, ending) = Link(words);
        if (next.Count > ushort.MaxValue) throw new ArgumentException("The words are more than the table can hold.", nameof(words));
        // States in which words end are the last, so that one comparison tells them.
        var order = Enumerable.Range(0, next.Count).OrderBy(state => ending[state].Count > 0).ToArray();
        var place = new ushort[next.Count];
        for (var i = 0; i < order.Length; i++) place[order[i]] = (ushort)i;
        _firstFinal = ending.Count(ended => ended.Count == 0);
        _next = new ushort[next.Count * Width];
        for (var i = 0; i < order.Length; i++)
        {
            for (var c = 0; c < Width; c++) _next[(i * Width) + c] = place[next[order[i]][c]];
        }
        _ending = [.. order.Skip(_firstFinal).Select(state => ending[state].ToArray())];
        Longest = _lengths.DefaultIfEmpty(0).Max();
    }

    /// <summary>Characters of the longest word.</summary>
    public int Longest { get; }

    /// <summary>The words that end after the byte at which <see cref="Find"/> stopped, by their number.</summary>
    public ReadOnlySpan<int> Ending(int state) => _ending[state - _firstFinal];

    /// <summary>Characters of a word.</summary>
    public int LengthOf(int word) => _lengths[word];

    /// <summary>Goes on to the next byte after which words end.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="at">Where to go on; afterwards behind the byte.</param>
    /// <param name="state">0 at the start; kept between calls.</param>
    /// <returns>False when the text is at its end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Find(ReadOnlySpan<byte> bytes, ref int at, ref int state)
    {
        ref var text = ref MemoryMarshal.GetReference(bytes);
        ref var classes = ref MemoryMarshal.GetArrayDataReference(_classes);
        ref var next = ref MemoryMarshal.GetArrayDataReference(_next);
        var (current, first) = (state, _firstFinal);
        for (var i = at; i < bytes.Length; i++)
        {
            current = Unsafe.Add(ref next, (current * Width) + Unsafe.Add(ref classes, Unsafe.Add(ref text, i)));
            if (current < first) continue;
            (at, state) = (i + 1, current);
            return true;
        }
        (at, state) = (bytes.Length, current);
        return false;
    }

    /// <summary>The tree of the words, with the failures of each state filled in breadth first.</summary>
    private (List<int[]> Next, List<List<int>> Ending) Link(IReadOnlyList<string> words)
    {
        var (next, ending) = (new List<int[]> { new int[Width] }, new List<List<int>> { new() });
        for (var word = 0; word < words.Count; word++)
        {
            var state = 0;
            foreach (var c in words[word])
            {
                ref var to = ref next[state][_classes[c]];
                if (to == 0)
                {
                    to = next.Count;
                    next.Add(new int[Width]);
                    ending.Add([]);
                }
                state = to;
            }
            ending[state].Add(word);
        }
        var failures = new int[next.Count];
        var pending = new Queue<int>(next[0].Where(state => state != 0));
        while (pending.TryDequeue(out var state))
        {
            ending[state].AddRange(ending[failures[state]]);
            for (var c = 0; c < Width; c++)
            {
                var fallen = next[failures[state]][c];
                if (next[state][c] is var to and not 0)
                {
                    failures[to] = fallen;
                    pending.Enqueue(to);
                }
                else
                {
                    next[state][c] = fallen;
                }
            }
        }
        return (next, ending);
    }
}
