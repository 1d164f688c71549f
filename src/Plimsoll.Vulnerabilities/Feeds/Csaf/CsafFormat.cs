using System.Text.Json;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds.Vex;

namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>
/// CSAF 2.0 (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html). Documents of distributors whose products are known become advisories; those of everybody else are kept as VEX documents,
/// because only who judges an image knows which of its parts their products are.
/// </summary>
internal sealed class CsafFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "CSAF";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Have("document") && file.StartHas("\"csaf_version\"", FeedFile.StartSize);

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        var json = file.ReadRecord(limits);
        using var parsed = JsonText.Parse(json);
        var root = parsed.RootElement;
        var (document, id) = (root.Get("document"), root.Get("document").Get("tracking").Text("id"));
        if (CsafVendor.Of(document) is not { } vendor)
        {
            yield return new VexItem(file.Path, Kept(root, document, json, file.Path));
            yield break;
        }
        foreach (var item in Records(file.Path, root, id, vendor, limits)) yield return item;
    }

    private static List<FeedItem> Records(string path, JsonElement root, string? id, CsafVendor vendor, FeedLimits limits)
    {
        try
        {
            return [.. new CsafDocument(root, vendor, limits).Advisories().Select(advisory => new AdvisoryItem(path, advisory))];
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception) || exception is InvalidOperationException)
        {
            return [new FeedProblem(path, vendor.Source, id, FeedFiles.Sentence(exception))];
        }
    }

    private static VexDocument Kept(JsonElement root, JsonElement document, ReadOnlyMemory<byte> json, string path) => VexDocuments.Keep(
        "csaf", document.Get("tracking").Text("id"), document.Get("publisher").Text("name"), document.Get("tracking").Text("version"), document.Get("tracking").Time("current_release_date"),
        root.Items("vulnerabilities").Count(), json, path);
}
