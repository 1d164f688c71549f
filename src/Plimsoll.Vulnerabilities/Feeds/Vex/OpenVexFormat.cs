using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds.Vex;

/// <summary>OpenVEX documents (https://github.com/openvex/spec).</summary>
internal sealed class OpenVexFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "OpenVEX";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Have("@context") && (file.Keys.Have("statements") || file.StartHas("openvex.dev/ns"));

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        var json = file.ReadRecord(limits);
        using var document = JsonText.Parse(json);
        var root = document.RootElement;
        if (root.Get("statements").ValueKind != JsonValueKind.Array) throw new FeedFormatException("The document has no statements.") { Record = root.Text("@id") };
        var time = root.Time("last_updated") ?? root.Time("timestamp");
        yield return new VexItem(file.Path, VexDocuments.Keep("openvex", root.Text("@id"), root.Text("author"), root.Text("version"), time, root.Items("statements").Count(), json, file.Path));
    }
}
