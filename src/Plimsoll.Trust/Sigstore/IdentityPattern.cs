using System.Text.RegularExpressions;

namespace Plimsoll.Trust.Sigstore;

/// <summary>A text that must be met exactly, or a regular expression that must match the whole of it.</summary>
public sealed record IdentityPattern
{
    private readonly Regex? _expression;

    private IdentityPattern(string text, Regex? expression)
    {
        Text = text;
        _expression = expression;
    }

    /// <summary>The text or the expression as it was given.</summary>
    public string Text { get; }

    /// <summary>Exactly this text.</summary>
    /// <exception cref="FormatException">It is empty.</exception>
    public static IdentityPattern Exactly(string text) => text.Length > 0 ? new(text, null) : throw new FormatException("an identity or issuer must not be empty");

    /// <summary>A regular expression for the whole text: <c>.*</c> must be written where anything may stand.</summary>
    /// <exception cref="FormatException">It is empty or no regular expression.</exception>
    public static IdentityPattern Matching(string expression)
    {
        if (expression.Length == 0) throw new FormatException("a regular expression for an identity must not be empty");
        try
        {
            // Alone first: what is balanced only between our parentheses would get out of the anchors.
            _ = new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));
            return new(expression, new Regex($@"\A(?:{expression})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1)));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{expression}' is no regular expression: {e.Message}", e);
        }
    }

    /// <summary>Whether a text is meant.</summary>
    public bool Matches(string text) => _expression is null ? text == Text : _expression.IsMatch(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
