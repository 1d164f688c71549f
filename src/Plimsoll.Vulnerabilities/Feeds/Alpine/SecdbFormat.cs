using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds.Alpine;

/// <summary>
/// Alpine's secdb (https://secdb.alpinelinux.org) and what has its shape: one repository a document, or many by their names. A record is one identifier in one package of one repository.
/// Only fixes are told: a package that is not listed may be affected all the same.
/// </summary>
internal sealed class SecdbFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "Alpine secdb";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Root == JsonTokenType.StartObject
        ? file.Keys.Have("packages") && file.StartHas("\"apkurl\"", FeedFile.StartSize) || file.StartHas("\"distroversion\"") && file.StartHas("\"packages\"")
        : Path.GetExtension(file.Name) is ".yaml" or ".yml" && file.StartHas("packages:") && (file.StartHas("apkurl:") || file.StartHas("distroversion:"));

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        if (file.Keys.Root != JsonTokenType.StartObject) return SecdbRepository.Read(file.Path, YamlText.ToJson(file.Open(), limits), limits);
        return file.Keys.Have("packages") ? SecdbRepository.Read(file.Path, file.ReadRecord(limits), limits) : ReadMany(file, limits, cancellation);
    }

    private static IEnumerable<FeedItem> ReadMany(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var members = new JsonMembers(file.Open(), limits.MaxRecordBytes);
        foreach (var (_, value) in members.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var item in SecdbRepository.Read(file.Path, value, limits)) yield return item;
        }
    }
}
