using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>A record of OSV (https://ossf.github.io/osv-schema/) in a file of its own, as OSV.dev, GitHub, Go and many others publish them; or a list of such records.</summary>
internal sealed class OsvFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "OSV";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Root switch
    {
        JsonTokenType.StartObject => file.Keys.Have("id") && (file.Keys.Have("schema_version") || file.Keys.Have("affected") || file.Keys.Have("modified")),
        JsonTokenType.StartArray => file.StartHas("\"schema_version\"") && file.StartHas("\"id\""),
        _ => false,
    };

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        if (file.Keys.Root == JsonTokenType.StartObject)
        {
            yield return ReadOne(file.Path, file.ReadRecord(limits), limits, file.Stem);
            yield break;
        }
        using var members = new JsonMembers(file.Open(), limits.MaxRecordBytes);
        foreach (var (_, value) in members.Read()) yield return ReadOne(file.Path, value, limits, null);
    }

    private static FeedItem ReadOne(string path, ReadOnlyMemory<byte> json, FeedLimits limits, string? name)
    {
        string? id = null, source = null;
        try
        {
            using var document = JsonText.Parse(json);
            id = document.RootElement.Text("id");
            source = OsvSources.Of(id ?? "", document.RootElement);
            return new AdvisoryItem(path, OsvRecord.Read(document.RootElement, source, limits));
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception) || exception is InvalidOperationException)
        {
            return new FeedProblem(path, source, id ?? name, FeedFiles.Sentence(exception));
        }
    }
}
