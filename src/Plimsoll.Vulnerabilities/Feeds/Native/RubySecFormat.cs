using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>RubySec's database (https://github.com/rubysec/ruby-advisory-db): a gem or an implementation of Ruby a file, with requirements of what is patched and unaffected.</summary>
internal sealed class RubySecFormat : IFeedFormat
{
    private const string Source = "RubySec";

    /// <inheritdoc/>
    public string Name => Source;

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => Path.GetExtension(file.Name) is ".yaml" or ".yml" && (file.StartHas("\ngem:") || file.Start.Span.StartsWith("gem:"u8) || file.StartHas("\nengine:")) && file.StartHas("\ntitle:", FeedFile.StartSize);

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var document = JsonText.Parse(YamlText.ToJson(file.Open(), limits));
        var root = document.RootElement;
        yield return NativeRecord.Read(file, Source, null, () => Record(file, root, limits));
    }

    private static Advisory Record(FeedFile file, JsonElement root, FeedLimits limits)
    {
        var (gem, engine) = (root.Text("gem"), root.Text("engine"));
        var name = FeedText.Name(gem ?? engine, "name of the gem", limits);
        var aliases = new List<string>();
        if (root.Text("cve") is { } cve) aliases.Add($"CVE-{cve}");
        if (root.Text("ghsa") is { } ghsa) aliases.Add($"GHSA-{ghsa}");
        if (root.Text("osvdb") is { } osvdb) aliases.Add($"OSVDB-{osvdb}");
        var ranges = new List<AffectedRange> { AffectedRange.All };
        ranges.AddRange(root.Texts("patched_versions").Select(text => AffectedRange.Native(FeedText.Version(text, limits with { MaxVersionLength = 2000 }), RangeMeaning.Mended)));
        ranges.AddRange(root.Texts("unaffected_versions").Select(text => AffectedRange.Native(FeedText.Version(text, limits with { MaxVersionLength = 2000 }), RangeMeaning.Unaffected)));
        var id = $"RUBYSEC-{name}-{Path.GetFileNameWithoutExtension(file.Path.Split('!')[^1])}";
        return new Advisory
        {
            Source = Source,
            Id = FeedText.Name(id, "identifier", limits),
            Aliases = FeedText.Names(aliases, id, limits),
            Related = FeedText.Names(root.Get("related").Texts("cve").Select(text => $"CVE-{text}").Concat(root.Get("related").Texts("ghsa").Select(text => $"GHSA-{text}")), id, limits),
            Published = root.Time("date"),
            Summary = FeedText.Cut(root.Text("title"), 500),
            Details = FeedText.Cut(root.Text("description")),
            Severities = [.. Scores(root)],
            References = root.Text("url") is { } url ? [new("WEB", FeedText.Cut(url, 2000)!)] : [],
            Affected = [new() { Namespace = gem is null ? "ruby-engine" : "gem", Name = name, Ranges = ranges }],
        };
    }

    private static IEnumerable<AdvisorySeverity> Scores(JsonElement root)
    {
        if (root.Number("cvss_v4") is { } four) yield return new() { Origin = Source, Scale = SeverityScale.CvssV4, Score = four };
        if (root.Number("cvss_v3") is { } three) yield return new() { Origin = Source, Scale = SeverityScale.CvssV3, Score = three };
        if (root.Number("cvss_v2") is { } two) yield return new() { Origin = Source, Scale = SeverityScale.CvssV2, Score = two };
    }
}
