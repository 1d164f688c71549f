using System.Text;

namespace Plimsoll.Core.Facts;

/// <summary>
/// The functions that a program has of one module, as a Bloom filter: ten bits each. What it does not have is not in the program; what it has may be, but for one in a hundred. So a mistake
/// leaves a finding, and never takes one away.
/// </summary>
public sealed class SymbolFilter
{
    /// <summary>The property of a package that holds the text.</summary>
    public const string Property = "symbols";

    private const int BitsEach = 10;
    private const int Hashes = 5;
    private const int MaxBytes = 64 << 10;

    private readonly byte[] _bits;

    private SymbolFilter(byte[] bits) => _bits = bits;

    /// <summary>The filter of some names, as text; null where they are too many.</summary>
    public static string? Write(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var size = Math.Max(8, ((names.Count * BitsEach) + 7) / 8);
        if (size > MaxBytes) return null;
        var filter = new SymbolFilter(new byte[size]);
        foreach (var name in names)
        {
            foreach (var bit in filter.BitsOf(name)) filter._bits[bit >> 3] |= (byte)(1 << (int)(bit & 7));
        }
        return Convert.ToBase64String(filter._bits);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null for anything else.</summary>
    public static SymbolFilter? Read(string? text)
    {
        if (text is not { Length: > 0 and <= 2 * MaxBytes }) return null;
        var bits = new byte[text.Length];
        return Convert.TryFromBase64String(text, bits, out var length) && length > 0 ? new SymbolFilter(bits[..length]) : null;
    }

    /// <summary>False when a name is certainly not among them.</summary>
    public bool MayHave(string name) => BitsOf(name).All(bit => (_bits[bit >> 3] & (1 << (int)(bit & 7))) != 0);

    private IEnumerable<long> BitsOf(string name)
    {
        // FNV-1a, then SplitMix64 for a second one: two hashes make as many as are needed (Kirsch, Mitzenmacher 2006).
        var first = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes(name)) first = (first ^ value) * 1099511628211UL;
        var second = first + 0x9E3779B97F4A7C15UL;
        second = (second ^ (second >> 30)) * 0xBF58476D1CE4E5B9UL;
        second = ((second ^ (second >> 27)) * 0x94D049BB133111EBUL) | 1;
        for (var i = 0; i < Hashes; i++) yield return (long)((first + ((ulong)i * second)) % ((ulong)_bits.Length * 8));
    }
}
