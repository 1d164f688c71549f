using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>Whether what a distribution says is meant for a package at all: others build packages of the same names.</summary>
internal static class Provenance
{
    /// <summary>What builders other than the distribution leave in versions of Debian packages, and who they are.</summary>
    private static readonly (string Mark, string Builder)[] ForeignMarks =
    [
        ("+deb.sury", "deb.sury.org"), ("~deb.sury", "deb.sury.org"), (".pgdg", "apt.postgresql.org"), ("~pgdg", "apt.postgresql.org"), ("nodesource", "NodeSource"), ("~ppa", "a personal archive"), ("+ppa", "a personal archive"),
        ("ubuntu.ppa", "a personal archive"), ("~bpo-ppa", "a personal archive"),
    ];

    /// <summary>Builds of one package that are mended apart from each other (Oracle).</summary>
    private static readonly string[] Flavours = ["ksplice", "fips"];

    /// <summary>Why statements of the distribution are not meant for the package; null where they are, or nothing tells.</summary>
    public static string? ForeignTo(Component component)
    {
        if (component.Type != "deb" || PackageNamespace.Parse(component.Namespace).Distribution is not { } distribution) return null;
        foreach (var (mark, builder) in ForeignMarks)
        {
            if (component.Version.Contains(mark, StringComparison.OrdinalIgnoreCase)) return $"is a foreign package, built by {builder} and not by {distribution}";
        }
        return null;
    }

    /// <summary>Whether a range is for the flavour of the package: what mends another one says nothing of it.</summary>
    public static bool IsSameFlavour(Component component, AffectedRange range) =>
        component.Type != "rpm" || range.Events.All(point => point.Version == "0" || FlavourOf(point.Version) == FlavourOf(component.Version));

    private static string? FlavourOf(string version) => Array.Find(Flavours, flavour => version.Contains(flavour, StringComparison.OrdinalIgnoreCase));
}
