using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Semantic Versioning 2.0.0 as it is written, for the ecosystems that keep to it; a leading <c>v</c> is read over.</summary>
internal class SemanticScheme : VersionScheme
{
    /// <inheritdoc/>
    public override string Name => "semver";

    /// <inheritdoc/>
    public sealed override bool IsValid(ReadOnlySpan<char> version) => TryParse(version, out _) && IsClean(version);

    /// <inheritdoc/>
    public sealed override bool TryCompare(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out int order)
    {
        order = 0;
        if (!TryParse(left, out var a) || !TryParse(right, out var b)) return false;
        order = a.OrderTo(b);
        return true;
    }

    /// <inheritdoc/>
    public sealed override bool TryWriteSortKey(ReadOnlySpan<char> version, IBufferWriter<byte> destination)
    {
        if (!TryParse(version, out var parsed)) return false;
        parsed.WriteSortKey(destination);
        return true;
    }

    /// <inheritdoc/>
    public override RangeAnswer Satisfies(ReadOnlySpan<char> range, ReadOnlySpan<char> version, bool includePrereleases) => Comparators.Satisfies(this, range, version);

    /// <summary>Takes a version apart as the package manager does.</summary>
    public virtual bool TryParse(ReadOnlySpan<char> text, out SemanticVersion version) => SemanticVersion.TryParse(text.StartsWith('v') ? text[1..] : text, mayBeShort: false, out version);

    /// <summary>Whether the package manager takes what could be parsed.</summary>
    protected virtual bool IsClean(ReadOnlySpan<char> text) => true;
}
