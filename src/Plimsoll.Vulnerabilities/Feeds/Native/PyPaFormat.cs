using Plimsoll.Vulnerabilities.Feeds.Osv;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>PyPA's database: records of OSV written in YAML (https://github.com/pypa/advisory-database). Others that write OSV so are read as well.</summary>
internal sealed class PyPaFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "OSV in YAML";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => Path.GetExtension(file.Name) is ".yaml" or ".yml" && (file.StartHas("\nid: ") || file.Start.Span.StartsWith("id: "u8)) && file.StartHas("affected:", FeedFile.StartSize);

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var document = JsonText.Parse(YamlText.ToJson(file.Open(), limits));
        var id = document.RootElement.Text("id");
        yield return NativeRecord.Read(file, OsvSources.Of(id ?? "", document.RootElement), id, () => OsvRecord.Read(document.RootElement, OsvSources.Of(id ?? "", document.RootElement), limits));
    }
}
