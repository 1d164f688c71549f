using System.Numerics;
using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Metadata;

/// <summary>A set of row numbers, a bit each: of a million images 125 kB, whoever counts them.</summary>
internal sealed class NumberSet
{
    private ulong[] _bits = new ulong[64];

    /// <summary>How many are in it.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a number; false when it was in it.</summary>
    public bool Add(long number)
    {
        var place = checked((int)(number >> 6));
        if (place >= _bits.Length) Array.Resize(ref _bits, Math.Max(place + 1, 2 * _bits.Length));
        var bit = 1UL << (int)(number & 63);
        if ((_bits[place] & bit) != 0) return false;
        _bits[place] |= bit;
        Count++;
        return true;
    }

    /// <summary>Adds numbers.</summary>
    public void AddRange(IEnumerable<long> numbers)
    {
        foreach (var number in numbers) Add(number);
    }

    /// <summary>The bits, from the lowest of each byte: number N is bit N % 8 of byte N / 8, as <c>get_bit</c> of PostgreSQL counts. As few bytes as the highest number needs, rounded to eight.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes(_bits.AsSpan(0, Array.FindLastIndex(_bits, word => word != 0) + 1)).ToArray();

    /// <summary>Whether a number is in it.</summary>
    public bool Contains(long number) => number >> 6 is var place && place < _bits.Length && (_bits[place] & (1UL << (int)(number & 63))) != 0;

    /// <summary>The numbers above one, ascending.</summary>
    public IEnumerable<long> After(long number)
    {
        var first = number + 1;
        for (var place = (int)(first >> 6); place < _bits.Length; place++)
        {
            var bits = _bits[place];
            if (place == first >> 6) bits &= ulong.MaxValue << (int)(first & 63);
            for (; bits != 0; bits &= bits - 1) yield return ((long)place << 6) + BitOperations.TrailingZeroCount(bits);
        }
    }
}
