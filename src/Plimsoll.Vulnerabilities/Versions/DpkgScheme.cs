using System.Buffers;
using System.Buffers.Binary;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Versions of Debian packages, as dpkg orders them (deb-version(7)): epoch, upstream version, revision; within these what is no digit and what is one take turns.
/// <c>~</c> comes before the end, the end before letters, letters before everything else.
/// </summary>
internal sealed class DpkgScheme : VersionScheme
{
    /// <summary>Follows what is no digit: above <c>~</c>, below all else.</summary>
    private const byte End = 2;

    /// <inheritdoc/>
    public override string Name => "dpkg";

    /// <inheritdoc/>
    public override bool IsValid(ReadOnlySpan<char> version) => DpkgVersion.TryParse(version, out var parsed) && parsed.IsClean;

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!DpkgVersion.TryParse(left, out var a) || !DpkgVersion.TryParse(right, out var b)) return false;
        order = a.Epoch.CompareTo(b.Epoch);
        if (order == 0) order = ComparePart(a.Upstream, b.Upstream);
        if (order == 0) order = ComparePart(a.Revision, b.Revision);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!DpkgVersion.TryParse(version, out var parsed)) return false;
        BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(4), parsed.Epoch);
        destination.Advance(4);
        WritePart(parsed.Upstream, destination);
        WritePart(parsed.Revision, destination);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => Comparators.Satisfies(this, range, version);

    private static int ComparePart(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            while ((i < left.Length && !char.IsAsciiDigit(left[i])) || (j < right.Length && !char.IsAsciiDigit(right[j])))
            {
                var difference = (i < left.Length ? Rank(left[i]) : End) - (j < right.Length ? Rank(right[j]) : End);
                if (difference != 0) return difference;
                i++;
                j++;
            }
            var a = Digits.CountAtStart(left[i..]);
            var b = Digits.CountAtStart(right[j..]);
            var order = Digits.Compare(left.Slice(i, a), right.Slice(j, b));
            if (order != 0) return order;
            i += a;
            j += b;
        }
        return 0;
    }

    /// <summary>What is no digit up to <see cref="End"/>, a number, and so on; <see cref="End"/> at the end. Only at the start can there be nothing before a number, so no key is the start of another.</summary>
    private static void WritePart(ReadOnlySpan<char> part, IBufferWriter<byte> destination)
    {
        do
        {
            while (part.Length > 0 && !char.IsAsciiDigit(part[0]))
            {
                SortKey.WriteByte(destination, Rank(part[0]));
                part = part[1..];
            }
            SortKey.WriteByte(destination, End);
            var digits = Digits.CountAtStart(part);
            SortKey.WriteNumber(destination, part[..digits]);
            part = part[digits..];
        }
        while (part.Length > 0);
        SortKey.WriteByte(destination, End);
    }

    /// <summary>The weight of a character of ASCII; a digit ends what is no digit.</summary>
    private static byte Rank(char c) => c switch
    {
        '~' => 1,
        _ when char.IsAsciiDigit(c) => End,
        _ when char.IsAsciiLetter(c) => (byte)c,
        _ => (byte)(c + 128),
    };
}
