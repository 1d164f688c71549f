using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Adds packages whose names come from files that anybody may have written.</summary>
internal static class PackageNames
{
    private const int LongestName = 512;
    private const int LongestVersion = 256;
    private const int LongestText = 4096;

    /// <summary>
    /// Adds a package with its package URL. One whose name or version can be none is a problem of the file and left out; false only when no room is left.
    /// </summary>
    /// <param name="report">Takes it.</param>
    /// <param name="package">The package; its URL is made here.</param>
    /// <param name="purlNamespace">Namespace of the package URL.</param>
    /// <param name="purlName">Name of the package URL; that of the package when it is null.</param>
    /// <param name="qualifiers">Qualifiers of the package URL.</param>
    public static bool TryAdd(this FileReport report, PackageRecord package, string? purlNamespace, string? purlName = null, IEnumerable<KeyValuePair<string, string?>>? qualifiers = null)
    {
        if (!IsSane(package.Name, LongestName))
        {
            report.Problem($"'{Shown(package.Name)}' is not the name of a package");
            return true;
        }
        if (!IsSane(package.Version, LongestVersion))
        {
            report.Problem($"'{Shown(package.Version)}' is not a version of {package.Name}");
            return true;
        }
        if (PurlOf(package, purlNamespace, purlName ?? package.Name, qualifiers) is not { } purl)
        {
            report.Problem($"'{Shown(package.Name)}' is not the name of a package of type {package.Type}");
            return true;
        }
        return report.TryAdd(package with
        {
            Purl = purl,
            Licence = package.Licence?.Trim() is { Length: > 0 } licence ? Cut(licence) : null,
            Integrity = package.Integrity is { Length: > 0 and <= LongestText } integrity ? integrity : null,
            Properties = package.Properties?.Count > 0 ? package.Properties : null,
        });
    }

    /// <summary>Properties without those that are missing or too long to be true; null when none is left.</summary>
    public static IReadOnlyDictionary<string, string>? Properties(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        SortedList<string, string>? properties = null;
        foreach (var (name, value) in values)
        {
            if (value is { Length: > 0 and <= LongestText }) (properties ??= new SortedList<string, string>(StringComparer.Ordinal))[name] = value;
        }
        return properties;
    }

    /// <summary>The package URL; null where the type does not allow the name.</summary>
    private static string? PurlOf(PackageRecord package, string? purlNamespace, string name, IEnumerable<KeyValuePair<string, string?>>? qualifiers)
    {
        try
        {
            return Purl.Build(package.Type, purlNamespace, name, package.Version, qualifiers).ToString();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsSane(string text, int longest)
    {
        if (text.Length == 0 || text.Length > longest || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return false;
        foreach (var c in text)
        {
            if (c is < ' ' or '\x7f') return false;
        }
        return true;
    }

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
