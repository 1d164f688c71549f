using System.Text;
using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Ecosystems.VersionStrings;

/// <summary>How a well-known program or library tells its version.</summary>
/// <param name="Product">What it is.</param>
/// <param name="Files">Names of the files, without version and <c>.so</c>.</param>
/// <param name="Anchor">Text that stands near the version. <c>{v}</c> is the version in the name of the file.</param>
/// <param name="Pattern">Expression for the version, its first group, and what is around it. <c>\0</c> is the end of a text; <c>{v}</c> as above.</param>
internal sealed record VersionRule(string Product, string[] Files, string Anchor, string Pattern)
{
    /// <summary>Bytes in front of the anchor that the expression may look at.</summary>
    public const int Before = 64;

    /// <summary>Bytes from the anchor on that it may look at.</summary>
    public const int After = 128;

    private const string Placeholder = "{v}";

    private readonly byte[]? _anchor = Anchor.Contains(Placeholder, StringComparison.Ordinal) ? null : Encoding.Latin1.GetBytes(Anchor);
    private Regex? _pattern;

    /// <summary>What to look for in a file with a version in its name.</summary>
    public byte[] AnchorIn(string nameVersion) => _anchor ?? Encoding.Latin1.GetBytes(Anchor.Replace(Placeholder, nameVersion, StringComparison.Ordinal));

    /// <summary>The version in some text around the anchor; null when there is none.</summary>
    public string? VersionIn(string text, string nameVersion)
    {
        // Most rules never meet their anchor, so an expression is made when it is needed. The text is short: nothing can take long.
        var pattern = _anchor is null ? Compile(Pattern.Replace(Placeholder, Regex.Escape(nameVersion), StringComparison.Ordinal)) : _pattern ??= Compile(Pattern);
        return pattern.Match(text) is { Success: true } match ? match.Groups[1].Value : null;
    }

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant);
}
