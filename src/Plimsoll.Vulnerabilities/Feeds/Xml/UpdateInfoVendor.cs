using System.Text.RegularExpressions;
using System.Xml.Linq;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Xml;

/// <summary>Whose erratum it is. The document does not tell the release in one place: it is in the name of the collection, or in the release of the packages (<c>.amzn2023</c>, <c>.el9_2</c>).</summary>
/// <param name="Source">Name of the database.</param>
/// <param name="Distribution">As in os-release.</param>
/// <param name="Release">As in os-release; null when only the packages tell.</param>
/// <param name="Channel">Topic of Amazon Linux 2, from which only who has enabled it gets packages.</param>
internal sealed partial record UpdateInfoVendor(string Source, string Distribution, string? Release, string? Channel)
{
    /// <summary>The vendor by the identifier of the record and the name of its collection.</summary>
    public static UpdateInfoVendor Of(string id, XElement update)
    {
        var collection = update.Child("pkglist").Child("collection").Child("name").Text() ?? "";
        if (id.StartsWith("ALAS", StringComparison.Ordinal)) return Amazon(id);
        if (id.StartsWith("ELSA", StringComparison.Ordinal) || id.StartsWith("ELBA", StringComparison.Ordinal)) return new("Oracle", "ol", null, null);
        if (id.StartsWith("RLSA", StringComparison.Ordinal) || id.StartsWith("RXSA", StringComparison.Ordinal)) return new("Rocky", "rocky", null, null);
        if (id.StartsWith("ALSA", StringComparison.Ordinal)) return new("AlmaLinux", "almalinux", null, null);
        if (id.StartsWith("RHSA", StringComparison.Ordinal)) return new("Red Hat", "rhel", null, null);
        if (id.StartsWith("FEDORA", StringComparison.Ordinal)) return new("Fedora", "fedora", FedoraPattern().Match(collection) is { Success: true } number ? number.Value : null, null);
        if (id.Contains("SUSE", StringComparison.OrdinalIgnoreCase))
        {
            var place = PackageNamespace.Parse(SuseProducts.Namespace(update.Child("release").Text() ?? collection));
            return new("SUSE", place.Distribution ?? "suse", place.Release, place.Channel);
        }
        return new(update.Value("from") is { Length: <= 60 } from ? from : "updateinfo", "unknown", null, null);
    }

    /// <summary>The namespace of a package with a version.</summary>
    public string Namespace(string version) => new PackageNamespace("rpm", Distribution, Release ?? Tagged(version), Channel).ToString();

    // ALAS-2018-939 is Amazon Linux 1 or 2 by its packages; ALAS2-…, ALAS2023-… say so; ALASKERNEL-5.10-2022-001 and ALAS2DOCKER-… are topics of 2.
    private static UpdateInfoVendor Amazon(string id)
    {
        var match = TopicPattern().Match(id);
        var topic = match.Groups["topic"].Value;
        var release = match.Groups["release"].Value;
        return new("Amazon", "amzn", release.Length > 0 ? release : topic.Length > 0 ? "2" : null, topic.Length > 0 ? topic.ToLowerInvariant() : null);
    }

    private static string? Tagged(string version)
    {
        var match = TagPattern().Match(version);
        if (!match.Success) return null;
        var number = match.Groups["number"].Value;
        return match.Groups["tag"].Value == "amzn" && number == "1" ? "2018.03" : number;
    }

    [GeneratedRegex(@"\.(?<tag>amzn|el|fc)(?<number>[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"^ALAS(?<release>2023|2022|2)?(?<topic>[A-Z][A-Z.]*(-[0-9]+(\.[0-9]+|[a-z.]+[0-9.]*))?)?-[0-9]{4}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex TopicPattern();

    [GeneratedRegex(@"[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex FedoraPattern();
}
