using System.Xml.Linq;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Xml;

/// <summary>The errata of a yum repository, <c>updateinfo.xml</c>: Amazon, Rocky, Oracle, SUSE, Fedora.</summary>
internal sealed class UpdateInfoFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "updateinfo.xml";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.StartHas("<updates") && (file.StartHas("<update ") || file.StartHas("<updates/>") || file.StartHas("<updates>"));

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        foreach (var update in FeedXml.Elements(file.Open(), limits, name => name == "update"))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Item(file, update, limits);
        }
    }

    private static FeedItem Item(FeedFile file, XElement update, FeedLimits limits)
    {
        var id = update.Child("id").Text();
        var vendor = UpdateInfoVendor.Of(id ?? "", update);
        try
        {
            return new AdvisoryItem(file.Path, Record(FeedText.Name(id, "identifier", limits), vendor, update, limits));
        }
        catch (FeedFormatException exception)
        {
            return new FeedProblem(file.Path, vendor.Source, id, exception.Message);
        }
    }

    private static Advisory Record(string id, UpdateInfoVendor vendor, XElement update, FeedLimits limits)
    {
        var references = update.Child("references").Children("reference").ToArray();
        var cves = references.Where(reference => reference.Value("type") == "cve").Select(reference => reference.Value("id") ?? reference.Value("title") ?? "");
        return new Advisory
        {
            Source = vendor.Source,
            Id = id,
            Upstream = FeedText.Names(cves.SelectMany(FeedText.Cves), id, limits),
            Published = FeedText.Time(update.Child("issued").Value("date")),
            Modified = FeedText.Time(update.Child("updated").Value("date")),
            Summary = FeedText.Cut(update.Child("title").Text(), 500),
            Details = FeedText.Cut(update.Child("description").Text()),
            Severities = update.Child("severity").Text() is { Length: <= 40 } word ? [new() { Origin = vendor.Source, Word = word }] : [],
            References = [.. references.Where(reference => reference.Value("href") is not null).Select(reference => new AdvisoryReference(reference.Value("type"), FeedText.Cut(reference.Value("href"), 2000)!)).Take(200)],
            Affected = [.. Statements(vendor, update, limits)],
        };
    }

    private static List<AffectedPackage> Statements(UpdateInfoVendor vendor, XElement update, FeedLimits limits)
    {
        var merged = new Dictionary<(string Name, string Version, string? Module), SortedSet<string>>();
        foreach (var collection in update.Child("pkglist").Children("collection"))
        {
            var module = collection.Child("module") is { } label ? RpmModule.Label($"{label.Value("name")}:{label.Value("stream")}") : null;
            foreach (var package in collection.Children("package"))
            {
                if (package.Value("arch") == "src") continue;
                var version = $"{package.Value("version")}-{package.Value("release")}";
                if (package.Value("epoch") is { } epoch and not "0") version = $"{epoch}:{version}";
                var key = (FeedText.Name(package.Value("name"), "name of a package", limits), FeedText.Version(version, limits), module);
                if (!merged.TryGetValue(key, out var architectures)) merged.Add(key, architectures = new(StringComparer.Ordinal));
                if (package.Value("arch") is { } architecture) architectures.Add(architecture);
                if (merged.Count > limits.MaxAffected) throw new FeedFormatException($"The record names more than {limits.MaxAffected} packages.");
            }
        }
        return [.. merged.Select(pair => new AffectedPackage
        {
            Namespace = vendor.Namespace(pair.Key.Version),
            Name = pair.Key.Name,
            Level = PackageLevel.Binary,
            Status = AffectedStatus.Fixed,
            Module = pair.Key.Module,
            Architectures = [.. pair.Value],
            Ranges = [AffectedRange.From("0", pair.Key.Version)],
        })];
    }
}
