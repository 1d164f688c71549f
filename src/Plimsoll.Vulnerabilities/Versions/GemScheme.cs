using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Versions of RubyGems as Gem::Version takes and orders them: a letter anywhere makes a prerelease, zeros at the end mean nothing.</summary>
internal sealed class GemScheme : VersionScheme
{
    /// <inheritdoc/>
    public override string Name => "gem";

    /// <summary>The pattern of Gem::Version: numbers, then parts of letters and digits after dots, then one hyphen with such parts. Nothing at all is "0".</summary>
    public override bool IsValid(ReadOnlySpan<char> version)
    {
        version = version.Trim();
        if (version.IsEmpty) return true;
        if (!char.IsAsciiDigit(version[0])) return false;
        var hyphen = version.IndexOf('-');
        var main = hyphen < 0 ? version : version[..hyphen];
        var first = Digits.CountAtStart(main);
        if (first < main.Length && (main[first] != '.' || !AreParts(main[(first + 1)..], mayHaveHyphens: false))) return false;
        return hyphen < 0 || AreParts(version[(hyphen + 1)..], mayHaveHyphens: true);
    }

    /// <inheritdoc/>
    public override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!IsValid(left) || !IsValid(right)) return false;
        order = CompareSegments(left, right);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!IsValid(version)) return false;
        var segments = new GemSegments(version.Trim());
        do
        {
            segments.MoveNext();
            SortKey.WriteByte(destination, (byte)segments.Current);
            if (segments.Current == GemSegments.Kind.Word)
            {
                SortKey.WriteLength(destination, segments.Zeros);
                SortKey.WriteText(destination, segments.Text);
            }
            else if (segments.Current == GemSegments.Kind.Number)
            {
                SortKey.WriteFewerLater(destination, segments.Zeros);
                SortKey.WriteNumber(destination, segments.Text);
            }
        }
        while (segments.Current != GemSegments.Kind.End);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => GemRequirement.Satisfies(this, range, version);

    private static int CompareSegments(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var a = new GemSegments(left.Trim());
        var b = new GemSegments(right.Trim());
        do
        {
            a.MoveNext();
            b.MoveNext();
            if (a.Current != b.Current) return (int)a.Current - (int)b.Current;
            if (a.Zeros != b.Zeros) return a.Current == GemSegments.Kind.Word ? a.Zeros - b.Zeros : b.Zeros - a.Zeros;
            var order = a.Current == GemSegments.Kind.Number && a.Text.Length != b.Text.Length ? a.Text.Length - b.Text.Length : a.Text.SequenceCompareTo(b.Text);
            if (order != 0) return order;
        }
        while (a.Current != GemSegments.Kind.End);
        return 0;
    }

    private static bool AreParts(ReadOnlySpan<char> text, bool mayHaveHyphens)
    {
        foreach (var range in text.Split('.'))
        {
            if (text[range].IsEmpty) return false;
            foreach (var c in text[range])
            {
                if (!char.IsAsciiLetterOrDigit(c) && !(mayHaveHyphens && c == '-')) return false;
            }
        }
        return true;
    }
}
