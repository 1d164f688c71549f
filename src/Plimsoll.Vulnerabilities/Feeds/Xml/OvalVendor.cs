using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Xml;

/// <summary>Whose OVAL it is, by the namespace of its identifiers.</summary>
/// <param name="Source">Name of the database.</param>
/// <param name="Type">Type of packages.</param>
/// <param name="Distribution">As in os-release.</param>
internal sealed partial record OvalVendor(string Source, string Type, string Distribution)
{
    /// <summary>The vendor of a definition; null for one whose releases are not known.</summary>
    public static OvalVendor? Of(string id) => id.Split(':') is [_, var vendor, ..]
        ? vendor switch
        {
            "com.oracle.elsa" => new("Oracle", "rpm", "ol"),
            "com.vmware.phsa" => new("Photon", "rpm", "photon"),
            "com.microsoft.azurelinux" => new("Azure Linux", "rpm", "azurelinux"),
            "com.microsoft.cbl-mariner" => new("Azure Linux", "rpm", "mariner"),
            "org.opensuse.security" => new("SUSE", "rpm", "sles"),
            "com.redhat.rhsa" or "com.redhat.rhba" or "com.redhat.rhea" or "com.redhat.cve" or "com.redhat.unaffected" => new("Red Hat OVAL", "rpm", "rhel"),
            "org.debian" => new("Debian OVAL", "deb", "debian"),
            "com.ubuntu" => new("Ubuntu OVAL", "deb", "ubuntu"),
            "com.amazon" => new("Amazon", "rpm", "amzn"),
            _ => null,
        }
        : null;

    /// <summary>The namespaces of a definition: by its platforms, or where they have no number by the version of the package or the name of the file.</summary>
    public IEnumerable<string> Namespaces(IEnumerable<string> platforms, string? version, string file)
    {
        if (Distribution == "sles") return platforms.Select(SuseProducts.Namespace).Distinct(StringComparer.Ordinal);
        var numbers = platforms.Select(platform => NumberPattern().Match(platform)).Where(match => match.Success).Select(match => Number(match.Value)).Distinct(StringComparer.Ordinal).ToArray();
        if (numbers.Length == 0) numbers = [Number(TagPattern().Match(version ?? "") is { Success: true } tag ? tag.Groups["number"].Value : NumberPattern().Match(file) is { Success: true } named ? named.Value : "")];
        return numbers.Select(number => new PackageNamespace(Type, Distribution, number.Length == 0 ? null : number).ToString());
    }

    // Photon, Mariner and Azure Linux count 3.0 in os-release and 3 elsewhere.
    private string Number(string text) => Distribution is "photon" or "mariner" or "azurelinux" && text.Length > 0 && !text.Contains('.', StringComparison.Ordinal) ? $"{text}.0" : text;

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\.(cm|azl|ph)(?<number>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();
}
