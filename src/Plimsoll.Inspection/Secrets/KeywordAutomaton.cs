using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Plimsoll.Inspection.Secrets;

/// <summary>
/// Finds any of many words in one pass over bytes, letters in either case (A. Aho, M. Corasick, "Efficient string matching", 1975). All failures are
/// worked into one table, so each byte costs two look-ups, however many words there are. Each of them waits for the one before, so where nothing of a word is pending
/// a look at the next three bytes, which waits for nothing, tells whether a word may start there at all; at every other byte, because each word is noted as it looks from its start and from beside it.
/// </summary>
internal sealed class KeywordAutomaton
{
    /// <summary>Classes of bytes; those in no word are one. A power of two.</summary>
    private const int Width = 64;

    /// <summary>Bytes of a start that is looked up.</summary>
    private const int Start = 3;

    private const int StartBits = 14;

    /// <summary>Letters in either case are one here, and some other bytes with them.</summary>
    private const uint Folded = 0x202020;

    /// <summary>Whether a word may start at three bytes, or beside them, by a hash of them: a bit for each value that the lowest bits of the byte behind them may have.</summary>
    private readonly byte[] _starts = new byte[1 << StartBits];

    /// <summary>How many bytes of a word are pending in the first states, which are those of fewer than <see cref="Start"/> bytes, none of which ended a word.</summary>
    private readonly byte[] _pending;

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
        _lengths = new int[words.Count];
        for (var i = 0; i < words.Count; i++)
        {
            _lengths[i] = words[i].Length;
            Longest = Math.Max(Longest, _lengths[i]);
        }
        Classify(words);
        foreach (var word in words) Mark(word);
        var (next, ending, pending) = Link(words);
        // States in which words end are the last, those in which little is pending the first, so that one comparison tells them.
        var order = new List<int>(pending.Length);
        Take(state => ending[state] is null && pending[state] < Start);
        _pending = [.. order.ConvertAll(state => pending[state])];
        Take(state => ending[state] is null && pending[state] >= Start);
        _firstFinal = order.Count;
        Take(state => ending[state] is not null);
        var place = new ushort[order.Count];
        for (var i = 0; i < order.Count; i++) place[order[i]] = (ushort)i;
        _next = new ushort[order.Count * Width];
        for (var i = 0; i < order.Count; i++)
        {
            var row = next.AsSpan(order[i] * Width, Width);
            for (var c = 0; c < Width; c++) _next[(i * Width) + c] = place[row[c]];
        }
        _ending = new int[order.Count - _firstFinal][];
        for (var i = _firstFinal; i < order.Count; i++) _ending[i - _firstFinal] = ending[order[i]]!;

        void Take(Predicate<int> isNext)
        {
            for (var state = 0; state < pending.Length; state++)
            {
                if (isNext(state)) order.Add(state);
            }
        }
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
    public bool Find(ReadOnlySpan<byte> bytes, ref int at, ref int state)
    {
        ref var text = ref MemoryMarshal.GetReference(bytes);
        ref var classes = ref MemoryMarshal.GetArrayDataReference(_classes);
        ref var next = ref MemoryMarshal.GetArrayDataReference(_next);
        var (current, first, i) = (state, _firstFinal, at);
        while (i < bytes.Length)
        {
            var sure = i + 1;
            if (current < _pending.Length && _pending[current] <= i)
            {
                // What is pending is looked at again, as the start of a word; the bytes of one that may be are taken whatever they lead to, one more because it may start at the second.
                i = Skip(bytes, i - _pending[current]);
                (current, sure) = (0, Math.Min(i + Start + 1, bytes.Length));
            }
            while (i < sure)
            {
                current = Unsafe.Add(ref next, (current * Width) + Unsafe.Add(ref classes, Unsafe.Add(ref text, i++)));
                if (current < first) continue;
                (at, state) = (i, current);
                return true;
            }
        }
        (at, state) = (i, current);
        return false;
    }

    private static uint Hash(uint start) => ((start & 0xffffff) | Folded) * 0x9E3779B1 >> (32 - StartBits);

    /// <summary>The next place before which no word starts. The last bytes of a text may always be one.</summary>
    private int Skip(ReadOnlySpan<byte> bytes, int from)
    {
        ref var text = ref MemoryMarshal.GetReference(bytes);
        ref var starts = ref MemoryMarshal.GetArrayDataReference(_starts);
        var (at, end) = (from, bytes.Length - Start);
        for (; at < end; at += 2)
        {
            var next = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at));
            if (((Unsafe.Add(ref starts, Hash(next)) >> (int)((next >> 24) & 7)) & 1) != 0) break;
        }
        // The bytes here may be the second to the fourth of a word.
        return Math.Max(from, Math.Min(at, bytes.Length) - 1);
    }

    /// <summary>Gives each letter that is in a word, in either case, a class.</summary>
    private void Classify(IReadOnlyList<string> words)
    {
        var classes = 1;
        foreach (var word in words)
        {
            foreach (var c in word)
            {
                var lower = char.ToLowerInvariant(c);
                if (lower <= 0x7f && _classes[lower] > 0) continue;
                if (classes == Width || lower > 0x7f) throw new ArgumentException("The words have more different characters than the table can hold.", nameof(words));
                _classes[lower] = _classes[char.ToUpperInvariant(c)] = (byte)classes++;
            }
        }
    }

    /// <summary>Notes how a word looks from its start, and from the byte behind that or, where this would leave too little of it, from the byte before.</summary>
    private void Mark(string word)
    {
        Mark(word, 0);
        Mark(word, word.Length > Start ? 1 : -1);
    }

    /// <summary>Notes the bytes of a word from one of them on; where it has none, there may be any.</summary>
    private void Mark(string word, int from)
    {
        uint known = 0, free = 0;
        for (var i = 0; i < Start; i++)
        {
            if (At(from + i) is { } c) known |= (uint)c << (8 * i);
            else free |= 0xffu << (8 * i);
        }
        // In either case a letter has the same lowest bits.
        var behind = At(from + Start) is { } last ? (byte)(1 << (last & 7)) : byte.MaxValue;
        // All values of the free bits, from none to all of them.
        var rest = 0u;
        do
        {
            _starts[Hash(known | rest)] |= behind;
            rest = (rest - free) & free;
        }
        while (rest != 0);

        char? At(int i) => i >= 0 && i < word.Length ? word[i] : null;
    }

    /// <summary>
    /// The tree of the words, a row of <see cref="Width"/> for each state, with the failures of each state filled in breadth first; the words that end in each state, null where none does; how many bytes are
    /// pending in it. It is made by every program that looks at an image, so it is one table, of which only as much is touched as there are states.
    /// </summary>
    private (ushort[] Next, int[]?[] Ending, byte[] Pending) Link(IReadOnlyList<string> words)
    {
        var most = 1;
        foreach (var word in words) most += word.Length;
        var (next, own, count) = (new ushort[most * Width], new int[]?[most], 1);
        for (var word = 0; word < words.Count; word++)
        {
            var state = 0;
            foreach (var c in words[word])
            {
                ref var to = ref next[(state * Width) + _classes[c]];
                if (to == 0)
                {
                    if (count > ushort.MaxValue) throw new ArgumentException("The words are more than the table can hold.", nameof(words));
                    to = (ushort)count++;
                }
                state = to;
            }
            own[state] = [.. own[state] ?? [], word];
        }
        var (ending, failures, pending) = (own[..count], new ushort[count], new byte[count]);
        var states = new Queue<ushort>(count);
        foreach (var state in next.AsSpan(0, Width))
        {
            if (state == 0) continue;
            pending[state] = 1;
            states.Enqueue(state);
        }
        while (states.TryDequeue(out var state))
        {
            if (ending[failures[state]] is { } shorter) ending[state] = [.. ending[state] ?? [], .. shorter];
            var row = next.AsSpan(state * Width, Width);
            var fallen = next.AsSpan(failures[state] * Width, Width);
            for (var c = 0; c < Width; c++)
            {
                if (row[c] is var to and not 0)
                {
                    failures[to] = fallen[c];
                    // What ended a word was told, and is not to be looked at again.
                    pending[to] = (byte)(ending[state] is not null ? Start : Math.Min(pending[state] + 1, Start));
                    states.Enqueue(to);
                }
                else
                {
                    row[c] = fallen[c];
                }
            }
        }
        return (next, ending, pending);
    }
}
