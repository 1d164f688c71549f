namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>
/// Versions of Go modules as golang.org/x/mod/semver orders them: with a leading <c>v</c>, which advisories leave out and which is therefore not asked for where versions are compared; pseudo-versions are
/// prereleases, <c>+incompatible</c> changes nothing.
/// </summary>
internal sealed class GoScheme : SemanticScheme
{
    /// <inheritdoc/>
    public override string Name => "go";

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<char> text, out SemanticVersion version) => SemanticVersion.TryParse(text.StartsWith('v') ? text[1..] : text, mayBeShort: true, out version);

    /// <inheritdoc/>
    protected override bool IsClean(ReadOnlySpan<char> text) => text[0] == 'v';
}
