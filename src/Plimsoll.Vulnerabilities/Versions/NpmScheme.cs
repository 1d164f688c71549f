namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Versions of npm packages as node-semver takes and orders them: Semantic Versioning with limits, and ranges of its own (<see cref="NpmRange"/>).</summary>
internal sealed class NpmScheme : SemanticScheme
{
    private const int MaxLength = 256;

    /// <summary>Number.MAX_SAFE_INTEGER, beyond which numbers of JavaScript have gaps.</summary>
    private const string Largest = "9007199254740991";

    /// <inheritdoc/>
    public override string Name => "npm";

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<char> text, out SemanticVersion version)
    {
        version = default;
        if (text.Length > MaxLength) return false;
        text = text.Trim();
        return SemanticVersion.TryParse(text.StartsWith('v') ? text[1..] : text, mayBeShort: false, out version)
            && Digits.Compare(version.Major, Largest) <= 0 && Digits.Compare(version.Minor, Largest) <= 0 && Digits.Compare(version.Patch, Largest) <= 0;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases)
    {
        if (!TryParse(version, out var parsed) || NpmRange.TryParse(range, includePrereleases) is not { } alternatives) return RangeAnswer.Unreadable;
        return alternatives.Contains(parsed) ? RangeAnswer.Yes : RangeAnswer.No;
    }
}
