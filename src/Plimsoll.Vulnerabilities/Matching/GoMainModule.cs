using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>
/// The application itself in a program of Go. Its version is that of a working tree: <c>(devel)</c>, or a pseudo-version made of the last tag that the builder happened to have, which has no place among
/// published versions (anchore/grype#1894). Its commit is told; it decides only where a record names that very commit.
/// </summary>
internal static partial class GoMainModule
{
    /// <summary>Whether the version of a component may not be held against published ones.</summary>
    public static bool IsUnpublished(Component component) =>
        component.Type == "golang" && component.Property(ComponentProperties.Main) == "true" && (PseudoVersion().IsMatch(component.Version) || component.Version.Contains("+dirty", StringComparison.Ordinal));

    /// <summary>Whether a range ends or begins with a version that was published.</summary>
    public static bool HasTags(AffectedRange range) => range.Events.Any(point => point.Version is not ("0" or "*") && !PseudoVersion().IsMatch(point.Version));

    /// <summary>What a record says of the commit; null where it does not name it.</summary>
    public static bool? IsAffected(Component component, AffectedPackage affected)
    {
        if (component.Property(ComponentProperties.Revision) is not { Length: >= 40 } revision) return null;
        foreach (var point in affected.Ranges.Where(range => range.Scheme == RangeScheme.Git).SelectMany(range => range.Events).Where(point => point.Version == revision))
            return point.Kind is RangeEventKind.Introduced or RangeEventKind.LastAffected;
        return null;
    }

    /// <summary>https://go.dev/ref/mod#pseudo-versions: a time and the beginning of a commit at the end.</summary>
    [GeneratedRegex(@"[-.][0-9]{14}-[0-9a-f]{12}(\+[0-9a-z.]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex PseudoVersion();
}
