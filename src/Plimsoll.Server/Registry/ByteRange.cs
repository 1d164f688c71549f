namespace Plimsoll.Server.Registry;

/// <summary>A part of a blob: first byte and length.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct ByteRange(long Start, long Length)
{
    public long End => Start + Length - 1;
}

/// <summary>What a Range header asks for (RFC 9110, section 14.2).</summary>
internal abstract record RangeRequest
{
    private const int MaxParts = 16;

    private RangeRequest() { }

    /// <summary>The whole content: no header, another unit, or a syntax that the RFC says to ignore.</summary>
    public sealed record Whole : RangeRequest;

    /// <summary>One or more parts that exist.</summary>
    public sealed record Parts(IReadOnlyList<ByteRange> Ranges) : RangeRequest;

    /// <summary>Nothing of what was asked exists.</summary>
    public sealed record Unsatisfiable : RangeRequest;

    /// <summary>
    /// Reads the header. Stricter than the RFC in one point: a range that ends before it starts is unsatisfiable instead of ignored, because
    /// a client that asked for a part and gets the whole of a large blob is worse off than one that gets an error.
    /// </summary>
    public static RangeRequest Parse(string? header, long size)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase)) return new Whole();
        var ranges = new List<ByteRange>();
        var count = 0;
        foreach (var part in header.AsSpan(6).Split(','))
        {
            var text = header.AsSpan(6)[part].Trim();
            if (text.IsEmpty) continue;
            if (++count > MaxParts) return new Whole();
            if (!TryParse(text, size, out var range)) return new Whole();
            if (range is { } known) ranges.Add(known);
        }
        if (count == 0) return new Whole();
        return ranges.Count == 0 ? new Unsatisfiable() : new Parts(Coalesce(ranges));
    }

    /// <summary>False for a syntax error; a null range for one that lies outside.</summary>
    private static bool TryParse(ReadOnlySpan<char> text, long size, out ByteRange? range)
    {
        range = null;
        var dash = text.IndexOf('-');
        if (dash < 0) return false;
        var from = text[..dash];
        var to = text[(dash + 1)..];
        if (from.IsEmpty)
        {
            if (!TryNumber(to, out var suffix)) return false;
            if (suffix > 0 && size > 0) range = new ByteRange(Math.Max(0, size - suffix), Math.Min(size, suffix));
            return true;
        }
        if (!TryNumber(from, out var start)) return false;
        var end = size - 1;
        if (!to.IsEmpty)
        {
            if (!TryNumber(to, out var last)) return false;
            end = Math.Min(end, last);
        }
        if (start <= end) range = new ByteRange(start, end - start + 1);
        return true;
    }

    /// <summary>Digits only; a number too large for any blob reads as the largest one.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9')) return false;
        if (!long.TryParse(text, out value)) value = long.MaxValue;
        return true;
    }

    /// <summary>Joins parts that overlap or touch, so that nobody is sent the same bytes many times over (RFC 9110, section 17.15).</summary>
    private static List<ByteRange> Coalesce(List<ByteRange> ranges)
    {
        ranges.Sort((a, b) => a.Start.CompareTo(b.Start));
        var joined = new List<ByteRange> { ranges[0] };
        foreach (var range in ranges.Skip(1))
        {
            var last = joined[^1];
            if (range.Start <= last.End + 1) joined[^1] = last with { Length = Math.Max(last.End, range.End) - last.Start + 1 };
            else joined.Add(range);
        }
        return joined;
    }
}
