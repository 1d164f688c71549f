using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Core.Rules;

/// <summary>A pattern over tags: <c>*</c> stands for any characters, none included, everything else for itself. Upper and lower case differ, as they do in tags.</summary>
public sealed class TagPattern
{
    private const int MaxLength = 128;

    private TagPattern(string value) => Value = value;

    /// <summary>What a pattern is, for people.</summary>
    public static string Grammar => "a tag pattern has letters, digits, '_', '.', '-' and '*', which stands for any characters, and at most 128 characters";

    /// <summary>The pattern as it was written.</summary>
    public string Value { get; }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static TagPattern Parse(string text) => TryParse(text, out var pattern) ? pattern : throw new FormatException(Grammar);

    /// <summary>Reads a pattern; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TagPattern? pattern)
    {
        pattern = null;
        if (text is null || text.Length is 0 or > MaxLength) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-' or '*')) return false;
        }
        pattern = new TagPattern(text);
        return true;
    }

    /// <summary>Does the pattern match the tag?</summary>
    public bool Matches(Tag tag) => Glob.Matches(Value, tag.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
