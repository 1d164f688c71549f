using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>
/// Bills of materials often leave the epoch out of versions of deb and rpm packages, where zero would be another version than the one that is installed (Anchore's <c>missing-epoch-strategy</c>). Where everything that is said of
/// the package in its release has one and the same epoch, it is assumed, and the evidence says so; else it is zero.
/// </summary>
internal static class MissingEpoch
{
    /// <summary>The component with the epoch that it must have, and words about that; the component itself where it is known, or cannot be told.</summary>
    public static (Component Component, string? Words) Assume(Component component, IReadOnlyList<AdvisoryStatement> statements)
    {
        if (component.Type is not ("deb" or "rpm") || component.Property(ComponentProperties.Epoch) != ComponentProperties.Unknown || EpochOf(component.Version) is not null) return (component, null);
        string?[] epochs = [.. statements.SelectMany(statement => statement.Affected.Ranges).SelectMany(range => range.Events).Where(point => point.Version is not ("0" or "*")).Select(point => EpochOf(point.Version)).Distinct()];
        if (epochs is not [{ } epoch] || epoch == "0") return (component, null);
        var assumed = component with { Version = $"{epoch}:{component.Version}", SourceVersion = component.SourceVersion is { } source && EpochOf(source) is null ? $"{epoch}:{source}" : component.SourceVersion };
        return (assumed, $"the document gives no epoch, and all versions that are told of {component.Name} have {epoch}, which is assumed");
    }

    private static string? EpochOf(string version) => version.IndexOf(':', StringComparison.Ordinal) is var end and > 0 && version.AsSpan(0, end).IndexOfAnyExceptInRange('0', '9') < 0 ? version[..end] : null;
}
