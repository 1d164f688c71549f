using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Core;

/// <summary>
/// The name of a repository, such as <c>shop/api</c>. One that exists follows the grammar of the distribution-spec ("Pulling manifests"):
/// <c>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/…)*</c>, at most <see cref="MaxLength"/> characters.
/// </summary>
public readonly record struct RepositoryName : IComparable<RepositoryName>
{
    /// <summary>Longest accepted name. Many clients limit host and name together to 255 characters, so some room is left for the host.</summary>
    public const int MaxLength = 200;

    private readonly string? _value;

    private RepositoryName(string value) => _value = value;

    /// <summary>The name.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A default RepositoryName has no value.");

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">The text breaks the grammar.</exception>
    public static RepositoryName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException("A repository name has lower-case letters and digits, separated by '.', '_', '__', '-' or '/', and at most 200 characters.");

    /// <summary>Reads a name; false when the text breaks the grammar.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RepositoryName name)
    {
        name = default;
        if (text is null || text.Length is 0 or > MaxLength) return false;
        var i = 0;
        while (true)
        {
            if (!SkipAlphanumerics(text, ref i)) return false;
            if (i == text.Length) break;
            if (!SkipSeparator(text, ref i)) return false;
        }
        name = new RepositoryName(text);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(RepositoryName other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "(no repository)";

#pragma warning disable CS1591
    public static bool operator <(RepositoryName left, RepositoryName right) => left.CompareTo(right) < 0;
    public static bool operator >(RepositoryName left, RepositoryName right) => left.CompareTo(right) > 0;
    public static bool operator <=(RepositoryName left, RepositoryName right) => left.CompareTo(right) <= 0;
    public static bool operator >=(RepositoryName left, RepositoryName right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591

    private static bool SkipAlphanumerics(string text, ref int i)
    {
        var start = i;
        while (i < text.Length && (char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]))) i++;
        return i > start;
    }

    private static bool SkipSeparator(string text, ref int i)
    {
        switch (text[i])
        {
            case '/' or '.':
                i++;
                return true;
            case '_':
                i++;
                if (i < text.Length && text[i] == '_') i++;
                return true;
            case '-':
                while (i < text.Length && text[i] == '-') i++;
                return true;
            default:
                return false;
        }
    }
}
