using System.Numerics;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>Numbers the runs of words that it knows; a hash table of nothing but numbers, because hundreds of thousands are looked up.</summary>
internal sealed class RunTable
{
    private readonly uint[] _keys;
    private readonly int[] _numbers;
    private readonly int _mask;

    /// <summary>Makes room.</summary>
    /// <param name="most">How many runs it will know at most.</param>
    public RunTable(int most)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, most * 2));
        (_keys, _numbers, _mask) = (new uint[size], new int[size], size - 1);
    }

    /// <summary>How many runs it knows.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a run; -1 for one that it does not know.</summary>
    public int Find(uint run) => _numbers[SlotOf(run)] - 1;

    /// <summary>The number of a run, which is the next one when it is new.</summary>
    public int Add(uint run)
    {
        var slot = SlotOf(run);
        if (_numbers[slot] == 0) (_keys[slot], _numbers[slot]) = (run, ++Count);
        return _numbers[slot] - 1;
    }

    private int SlotOf(uint run)
    {
        var slot = (int)(run ^ (run >> 15)) & _mask;
        while (_numbers[slot] != 0 && _keys[slot] != run) slot = (slot + 1) & _mask;
        return slot;
    }
}
