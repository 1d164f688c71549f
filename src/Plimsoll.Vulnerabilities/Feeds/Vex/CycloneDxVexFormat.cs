namespace Plimsoll.Vulnerabilities.Feeds.Vex;

/// <summary>CycloneDX documents with vulnerabilities (https://cyclonedx.org/docs/1.6/json/#vulnerabilities).</summary>
internal sealed class CycloneDxVexFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "CycloneDX VEX";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Have("bomFormat");

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        var json = file.ReadRecord(limits);
        using var document = JsonText.Parse(json);
        var (root, metadata) = (document.RootElement, document.RootElement.Get("metadata"));
        var statements = root.Items("vulnerabilities").Count();
        if (statements == 0) throw new FeedFormatException("The document is a bill of materials without vulnerabilities.") { Record = root.Text("serialNumber") };
        var author = metadata.Get("supplier").Text("name") ?? metadata.Items("authors").FirstOrDefault().Text("name");
        yield return new VexItem(file.Path, VexDocuments.Keep("cyclonedx", root.Text("serialNumber"), author, root.Text("version"), metadata.Time("timestamp"), statements, json, file.Path));
    }
}
