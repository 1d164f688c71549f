namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>A version of NuGet in the text that it was read from: one to four numbers, labels after a hyphen. What follows <c>+</c> is no part of the order.</summary>
internal ref struct NuGetVersion
{
    public int Major { get; private set; }

    public int Minor { get; private set; }

    public int Patch { get; private set; }

    public int Revision { get; private set; }

    /// <summary>Labels between dots; empty for a release.</summary>
    public ReadOnlySpan<char> Labels { get; private set; }

    /// <summary>As NuGetVersion.TryParse reads it, which wants less than Semantic Versioning.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NuGetVersion version)
    {
        version = default;
        text = text.Trim();
        var end = text.IndexOfAny('-', '+') is var sign and >= 0 ? sign : text.Length;
        if (!version.ReadNumbers(text[..end])) return false;
        text = text[end..];
        if (text.IsEmpty) return true;
        var plus = text.IndexOf('+');
        if (plus >= 0 && !AreLabels(text[(plus + 1)..], mayHaveLeadingZeros: true)) return false;
        if (text[0] != '-') return true;
        version.Labels = plus < 0 ? text[1..] : text[1..plus];
        return AreLabels(version.Labels, mayHaveLeadingZeros: false);
    }

    public readonly int OrderTo(in NuGetVersion other)
    {
        var order = Major.CompareTo(other.Major);
        if (order == 0) order = Minor.CompareTo(other.Minor);
        if (order == 0) order = Patch.CompareTo(other.Patch);
        if (order == 0) order = Revision.CompareTo(other.Revision);
        return order != 0 ? order : CompareLabels(Labels, other.Labels);
    }

    /// <summary>Whether a label counts as a number: also a negative one does, and none that is larger than an int.</summary>
    public static bool IsNumber(ReadOnlySpan<char> label, out int number) => int.TryParse(label, out number);

    public static ReadOnlySpan<char> TakeLabel(scoped ref ReadOnlySpan<char> rest)
    {
        var dot = rest.IndexOf('.');
        var label = dot < 0 ? rest : rest[..dot];
        rest = dot < 0 ? default : rest[(dot + 1)..];
        return label;
    }

    private static int CompareLabels(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty || right.IsEmpty) return left.IsEmpty.CompareTo(right.IsEmpty);
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var a = TakeLabel(ref left);
            var b = TakeLabel(ref right);
            var isNumber = IsNumber(a, out var leftNumber);
            if (isNumber != IsNumber(b, out var rightNumber)) return isNumber ? -1 : 1;
            var order = isNumber ? leftNumber.CompareTo(rightNumber) : a.CompareTo(b, StringComparison.OrdinalIgnoreCase);
            if (order != 0) return order;
        }
        return right.IsEmpty.CompareTo(left.IsEmpty);
    }

    private bool ReadNumbers(ReadOnlySpan<char> text)
    {
        Span<int> numbers = [0, 0, 0, 0];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            // Spaces around a number are read over, as NuGet does.
            if (count == 4 || !TryReadNumber(text[range].Trim(), out numbers[count++])) return false;
        }
        (Major, Minor, Patch, Revision) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return Digits.IsNumber(text) && int.TryParse(text.TrimStart('0') is { IsEmpty: false } digits ? digits : "0", out number);
    }

    private static bool AreLabels(ReadOnlySpan<char> text, bool mayHaveLeadingZeros)
    {
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.IsEmpty) return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }
            if (!mayHaveLeadingZeros && label.Length > 1 && label[0] == '0' && Digits.IsNumber(label)) return false;
        }
        return true;
    }
}
