using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Core;

/// <summary>A tag, such as <c>3.2</c>. One that exists follows the distribution-spec: <c>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}</c>.</summary>
public readonly record struct Tag : IComparable<Tag>
{
    private readonly string? _value;

    private Tag(string value) => _value = value;

    /// <summary>The tag.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A default Tag has no value.");

    /// <summary>Reads a tag.</summary>
    /// <exception cref="FormatException">The text breaks the grammar.</exception>
    public static Tag Parse(string text) =>
        TryParse(text, out var tag) ? tag : throw new FormatException("A tag starts with a letter, a digit or '_', goes on with these, '.' or '-', and has at most 128 characters.");

    /// <summary>Reads a tag; false when the text breaks the grammar.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Tag tag)
    {
        tag = default;
        if (text is null || text.Length is 0 or > 128 || text[0] is '.' or '-') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')) return false;
        }
        tag = new Tag(text);
        return true;
    }

    /// <summary>
    /// The tag under which clients without the referrers API keep the list of referrers of a subject (distribution-spec, "Referrers Tag Schema"):
    /// the algorithm cut to 32 characters, a dash, the hexadecimal part cut to 64.
    /// </summary>
    public static Tag ReferrersFallbackOf(Digest subject) => new(subject.Value[..6] + "-" + subject.Hex[..64]);

    /// <summary>
    /// The start of the hexadecimal digest that a referrers fallback tag names, or false when the tag is none. For SHA-512 the tag holds only the first half.
    /// </summary>
    public bool TryGetFallbackSubject(out DigestAlgorithm algorithm, [NotNullWhen(true)] out string? hexPrefix)
    {
        algorithm = default;
        hexPrefix = null;
        if (_value is not { Length: 71 } value || value[6] != '-' || !Digest.TryParseAlgorithm(value[..6], out algorithm)) return false;
        for (var i = 7; i < value.Length; i++)
        {
            if (!char.IsAsciiHexDigitLower(value[i])) return false;
        }
        hexPrefix = value[7..];
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Tag other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "(no tag)";

#pragma warning disable CS1591
    public static bool operator <(Tag left, Tag right) => left.CompareTo(right) < 0;
    public static bool operator >(Tag left, Tag right) => left.CompareTo(right) > 0;
    public static bool operator <=(Tag left, Tag right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Tag left, Tag right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591
}
