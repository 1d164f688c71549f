using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Versions of RPM packages, <c>[epoch:]version[-release]</c>, as rpmverCmp and rpmvercmp of rpm order them: a missing epoch is 0, a missing release comes before every release. Separators
/// only separate; numbers come after words, <c>~</c> before the end, <c>^</c> after the end and before everything else.
/// </summary>
internal sealed class RpmScheme : VersionScheme
{
    private const byte Tilde = 1, End = 2, Caret = 3, Word = 4, Number = 5;
    private const byte NoRelease = 1, Release = 2;

    /// <inheritdoc/>
    public override string Name => "rpm";

    /// <inheritdoc/>
    public override bool IsValid(ReadOnlySpan<char> version) => version.Length > 0 && !version.ContainsAnyInRange('\0', ' ');

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!IsValid(left) || !IsValid(right)) return false;
        Split(left, out var leftEpoch, out var leftVersion, out var leftRelease, out var leftIsReleased);
        Split(right, out var rightEpoch, out var rightVersion, out var rightRelease, out var rightIsReleased);
        order = Digits.Compare(leftEpoch, rightEpoch);
        if (order == 0) order = ComparePart(leftVersion, rightVersion);
        if (order == 0) order = leftIsReleased.CompareTo(rightIsReleased);
        if (order == 0) order = ComparePart(leftRelease, rightRelease);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!IsValid(version)) return false;
        Split(version, out var epoch, out var upstream, out var release, out var isReleased);
        SortKey.WriteNumber(destination, epoch);
        WritePart(upstream, destination);
        SortKey.WriteByte(destination, isReleased ? Release : NoRelease);
        if (isReleased) WritePart(release, destination);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => Comparators.Satisfies(this, range, version);

    /// <summary>An epoch is digits before a colon; whatever else stands before one belongs to the version.</summary>
    private static void Split(ReadOnlySpan<char> text, out ReadOnlySpan<char> epoch, out ReadOnlySpan<char> version, out ReadOnlySpan<char> release, out bool isReleased)
    {
        var digits = Digits.CountAtStart(text);
        epoch = default;
        version = text;
        if (digits < text.Length && text[digits] == ':')
        {
            epoch = text[..digits];
            version = text[(digits + 1)..];
        }
        var hyphen = version.LastIndexOf('-');
        isReleased = hyphen >= 0;
        release = isReleased ? version[(hyphen + 1)..] : default;
        if (isReleased) version = version[..hyphen];
    }

    private static int ComparePart(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (true)
        {
            var a = Next(ref left, out var leftText);
            var b = Next(ref right, out var rightText);
            if (a != b) return a - b;
            if (a == End) return 0;
            var order = a switch
            {
                Number => Digits.Compare(leftText, rightText),
                Word => leftText.SequenceCompareTo(rightText),
                _ => 0,
            };
            if (order != 0) return order;
        }
    }

    private static void WritePart(ReadOnlySpan<char> part, IBufferWriter<byte> destination)
    {
        byte kind;
        do
        {
            kind = Next(ref part, out var text);
            SortKey.WriteByte(destination, kind);
            if (kind == Number) SortKey.WriteNumber(destination, text);
            if (kind == Word) SortKey.WriteText(destination, text);
        }
        while (kind != End);
    }

    /// <summary>What comes next after separators; the kinds are in the order of versions.</summary>
    private static byte Next(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < rest.Length && !char.IsAsciiLetterOrDigit(rest[start]) && rest[start] is not ('~' or '^')) start++;
        text = default;
        if (start == rest.Length)
        {
            rest = default;
            return End;
        }
        var first = rest[start];
        var end = start + 1;
        byte kind;
        if (first is '~' or '^')
        {
            kind = first == '~' ? Tilde : Caret;
        }
        else if (char.IsAsciiDigit(first))
        {
            while (end < rest.Length && char.IsAsciiDigit(rest[end])) end++;
            kind = Number;
        }
        else
        {
            while (end < rest.Length && char.IsAsciiLetter(rest[end])) end++;
            kind = Word;
        }
        text = rest[start..end];
        rest = rest[end..];
        return kind;
    }
}
