using System.Xml.Linq;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Xml;

/// <summary>
/// OVAL definitions of distributors that publish their advisories in no better form: Photon, Azure Linux, Oracle, SUSE. Only what they all say is read, that a package is earlier than a version;
/// everything else is for the evaluator of OVAL. The file is read twice, because definitions come before what they refer to.
/// </summary>
internal sealed class OvalFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "OVAL";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.StartHas("oval_definitions");

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        var tests = OvalTests.Read(file.Open(), limits);
        var count = 0;
        foreach (var definition in FeedXml.Elements(file.Open(), limits, name => name == "definition"))
        {
            cancellation.ThrowIfCancellationRequested();
            if (definition.Value("class") is not ("patch" or "vulnerability")) continue;
            if (OvalVendor.Of(definition.Value("id") ?? "") is not { } vendor) continue;
            count++;
            yield return Item(file, definition, vendor, tests, limits);
        }
        // Checks of configurations, and definitions for no release that is known, are no advisories.
        if (count == 0) yield return new SkippedFile(file.Path);
    }

    private static FeedItem Item(FeedFile file, XElement definition, OvalVendor vendor, OvalTests tests, FeedLimits limits)
    {
        var (id, metadata) = (definition.Value("id"), definition.Child("metadata"));
        var title = metadata.Child("title").Text() ?? "";
        try
        {
            var references = metadata.Children("reference").ToArray();
            var cves = references.Select(reference => reference.Value("ref_id") ?? "").Append(title).Concat(metadata.Inside("cve").Select(cve => cve.Text() ?? "")).SelectMany(FeedText.Cves);
            // "ELSA-2007-0057:  Moderate: …", "DSA-5380-1 xorg-server", "CVE-2024-24258 affecting package …"
            var name = title.Split([' ', ':'], 2)[0] is { Length: > 4 } word && word.Contains('-', StringComparison.Ordinal) && char.IsAsciiDigit(word[^1]) ? word : FeedText.Name(id, "identifier", limits);
            if (title.StartsWith("PHSA", StringComparison.Ordinal)) name = title.Split(' ')[0];
            return new AdvisoryItem(file.Path, new Advisory
            {
                Source = vendor.Source,
                Id = FeedText.Name(name, "identifier", limits),
                // One CVE has a definition for each package in some of the feeds, and each release has a document of its own.
                Part = $"{id} {file.Name}",
                Upstream = FeedText.Names(cves, name, limits),
                Published = FeedText.Time(metadata.Inside("issued").FirstOrDefault().Value("date") ?? metadata.Child("advisory_date").Text()),
                Modified = FeedText.Time(metadata.Inside("updated").FirstOrDefault().Value("date")),
                Summary = FeedText.Cut(title, 500),
                Details = FeedText.Cut(metadata.Child("description").Text()),
                Severities = metadata.Inside("severity").FirstOrDefault().Text() is { Length: <= 40 } severity ? [new() { Origin = vendor.Source, Word = severity }] : [],
                References = [.. references.Where(reference => reference.Value("ref_url") is not null).Select(reference => new AdvisoryReference(reference.Value("source"), FeedText.Cut(reference.Value("ref_url"), 2000)!)).Take(200)],
                Affected = new OvalCriteria(vendor, tests, metadata, file.Name, limits).Read(definition),
            });
        }
        catch (FeedFormatException exception)
        {
            return new FeedProblem(file.Path, vendor.Source, id, exception.Message);
        }
    }
}
