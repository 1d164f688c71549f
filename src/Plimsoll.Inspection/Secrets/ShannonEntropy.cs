namespace Plimsoll.Inspection.Secrets;

/// <summary>How little of a text can be guessed from how often its characters occur (C. Shannon, "A mathematical theory of communication", 1948).</summary>
internal static class ShannonEntropy
{
    /// <summary>Bits a character: 0 for a repeated character, 4 for hexadecimal digits at random, at most 8.</summary>
    public static double Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return 0;
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var c in text) counts[c & 0xff]++;
        var sum = 0.0;
        foreach (var count in counts)
        {
            if (count > 0) sum -= count * Math.Log2((double)count / text.Length);
        }
        return sum / text.Length;
    }
}
