using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Versions that programs print of themselves (<c>1.0.2zd</c>, <c>9.8p1</c>, <c>3.13.0rc2</c>): numbers and words take turns, whatever separates them. A word such as <c>rc</c> comes before the end, the end
/// before other words, these before numbers; <c>a</c>, <c>b</c> and <c>c</c> are such words only in front of a number, elsewhere they are patches.
/// </summary>
internal sealed class ProgramScheme : VersionScheme
{
    private const byte End = 8;
    private const byte Word = 9;
    private const byte Number = 10;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_+");

    /// <summary>Prereleases, the earliest first; those in one line are the same.</summary>
    private static readonly string[][] Before = [["dev"], ["alpha", "a"], ["beta", "b"], ["m", "milestone"], ["pre", "preview"], ["rc", "c", "cr"]];

    /// <inheritdoc/>
    public override string Name => "program";

    /// <inheritdoc/>
    public override bool IsValid(ReadOnlySpan<char> version) =>
        Start(version) is { Length: > 0 } text && char.IsAsciiDigit(text[0]) && text.IndexOfAnyExcept(Allowed) < 0;

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!IsValid(left) || !IsValid(right)) return false;
        left = Start(left);
        right = Start(right);
        while (order == 0)
        {
            var a = Take(ref left, out var rank);
            var b = Take(ref right, out var other);
            order = rank.CompareTo(other);
            if (order != 0 || rank == End) return true;
            if (rank == Number) order = Digits.Compare(a, b);
            else if (rank == Word) order = a.CompareTo(b, StringComparison.OrdinalIgnoreCase);
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!IsValid(version)) return false;
        var text = Start(version);
        byte rank;
        do
        {
            var token = Take(ref text, out rank);
            SortKey.WriteByte(destination, rank);
            if (rank == Number) SortKey.WriteNumber(destination, token);
            else if (rank == Word) SortKey.WriteLowerText(destination, token);
        }
        while (rank != End);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => Comparators.Satisfies(this, range, version);

    private static ReadOnlySpan<char> Start(ReadOnlySpan<char> version) => version.Length > 1 && version[0] is 'v' or 'V' ? version[1..] : version;

    /// <summary>Takes a number or a word from the front.</summary>
    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, out byte rank)
    {
        text = text.TrimStart(".-_+");
        if (text.Length == 0)
        {
            rank = End;
            return default;
        }
        var length = Digits.CountAtStart(text);
        rank = Number;
        if (length == 0)
        {
            while (length < text.Length && char.IsAsciiLetter(text[length])) length++;
            rank = RankOf(text[..length], length < text.Length && char.IsAsciiDigit(text[length]));
        }
        var token = text[..length];
        text = text[length..];
        return token;
    }

    private static byte RankOf(ReadOnlySpan<char> word, bool isNumbered)
    {
        for (byte rank = 0; rank < Before.Length; rank++)
        {
            foreach (var name in Before[rank])
            {
                if (word.Equals(name, StringComparison.OrdinalIgnoreCase) && (name.Length > 1 || isNumbered)) return rank;
            }
        }
        return Word;
    }
}
