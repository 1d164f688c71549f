using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>A version of Semantic Versioning 2.0.0 in the text that it was read from. What follows <c>+</c> is no part of the order.</summary>
internal readonly ref struct SemanticVersion
{
    private const byte Prereleased = 1, Released = 2;
    private const byte NoMore = 1, Number = 2, Word = 3;

    private SemanticVersion(ReadOnlySpan<char> major, ReadOnlySpan<char> minor, ReadOnlySpan<char> patch, ReadOnlySpan<char> prerelease)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
    }

    /// <summary>Digits, without leading zeros.</summary>
    public ReadOnlySpan<char> Major { get; }

    public ReadOnlySpan<char> Minor { get; }

    public ReadOnlySpan<char> Patch { get; }

    /// <summary>Without the hyphen; empty for a release.</summary>
    public ReadOnlySpan<char> Prerelease { get; }

    /// <summary>Reads <c>1.2.3-pre+build</c>; with <paramref name="mayBeShort"/> also <c>1</c> and <c>1.2</c>, which then end there.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, bool mayBeShort, out SemanticVersion version)
    {
        version = default;
        ReadOnlySpan<char> minor = "0", patch = "0";
        if (!TryTakeNumber(ref text, out var major)) return false;
        var isShort = text.IsEmpty;
        if (!isShort && (!TryTakeDot(ref text) || !TryTakeNumber(ref text, out minor))) return false;
        isShort = isShort || text.IsEmpty;
        if (isShort ? !mayBeShort : !TryTakeDot(ref text) || !TryTakeNumber(ref text, out patch)) return false;
        var build = text.IndexOf('+');
        if (build >= 0 && !AreIdentifiers(text[(build + 1)..], mayHaveLeadingZeros: true)) return false;
        if (build >= 0) text = text[..build];
        if (!text.IsEmpty && (text[0] != '-' || !AreIdentifiers(text[1..], mayHaveLeadingZeros: false))) return false;
        version = new SemanticVersion(major, minor, patch, text.IsEmpty ? default : text[1..]);
        return true;
    }

    public int OrderTo(in SemanticVersion other)
    {
        var order = CompareNumbers(other);
        return order != 0 ? order : ComparePrereleases(Prerelease, other.Prerelease);
    }

    /// <summary>Orders by the three numbers alone.</summary>
    public int CompareNumbers(in SemanticVersion other)
    {
        var order = CompareCanonical(Major, other.Major);
        if (order == 0) order = CompareCanonical(Minor, other.Minor);
        return order != 0 ? order : CompareCanonical(Patch, other.Patch);
    }

    public void WriteSortKey(IBufferWriter<byte> destination)
    {
        SortKey.WriteNumber(destination, Major);
        SortKey.WriteNumber(destination, Minor);
        SortKey.WriteNumber(destination, Patch);
        SortKey.WriteByte(destination, Prerelease.IsEmpty ? Released : Prereleased);
        var rest = Prerelease;
        while (!rest.IsEmpty)
        {
            var identifier = TakeIdentifier(ref rest);
            var isNumber = Digits.IsNumber(identifier);
            SortKey.WriteByte(destination, isNumber ? Number : Word);
            if (isNumber) SortKey.WriteNumber(destination, identifier);
            else SortKey.WriteText(destination, identifier);
        }
        if (!Prerelease.IsEmpty) SortKey.WriteByte(destination, NoMore);
    }

    private static int ComparePrereleases(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty || right.IsEmpty) return left.IsEmpty.CompareTo(right.IsEmpty);
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var a = TakeIdentifier(ref left);
            var b = TakeIdentifier(ref right);
            var isNumber = Digits.IsNumber(a);
            if (isNumber != Digits.IsNumber(b)) return isNumber ? -1 : 1;
            var order = isNumber ? CompareCanonical(a, b) : a.SequenceCompareTo(b);
            if (order != 0) return order;
        }
        return right.IsEmpty.CompareTo(left.IsEmpty);
    }

    private static int CompareCanonical(ReadOnlySpan<char> left, ReadOnlySpan<char> right) => left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);

    private static ReadOnlySpan<char> TakeIdentifier(scoped ref ReadOnlySpan<char> rest)
    {
        var dot = rest.IndexOf('.');
        var identifier = dot < 0 ? rest : rest[..dot];
        rest = dot < 0 ? default : rest[(dot + 1)..];
        return identifier;
    }

    private static bool TryTakeNumber(scoped ref ReadOnlySpan<char> text, out ReadOnlySpan<char> number)
    {
        var digits = Digits.CountAtStart(text);
        number = text[..digits];
        text = text[digits..];
        return digits == 1 || (digits > 1 && number[0] != '0');
    }

    private static bool TryTakeDot(scoped ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '.') return false;
        text = text[1..];
        return true;
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool mayHaveLeadingZeros)
    {
        foreach (var range in text.Split('.'))
        {
            var identifier = text[range];
            if (identifier.IsEmpty) return false;
            foreach (var c in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }
            if (!mayHaveLeadingZeros && identifier.Length > 1 && identifier[0] == '0' && Digits.IsNumber(identifier)) return false;
        }
        return true;
    }
}
