using System.Text;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>RustSec's database (https://github.com/rustsec/advisory-db): Markdown that begins with a block of TOML.</summary>
internal sealed class RustSecFormat : IFeedFormat
{
    private const string Source = "RustSec";

    /// <inheritdoc/>
    public string Name => Source;

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Name.EndsWith(".md", StringComparison.Ordinal) && file.StartHas("```toml") && file.StartHas("[advisory]");

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(file.ReadRecord(limits).Span).ReplaceLineEndings("\n");
        var start = text.IndexOf("```toml\n", StringComparison.Ordinal) + 8;
        var end = text.IndexOf("\n```", start, StringComparison.Ordinal);
        if (start < 8 || end < 0) throw new FeedFormatException("The block of TOML has no end.");
        yield return NativeRecord.Read(file, Source, null, () => Record(TomlTables.Read(text[start..end]), text[(end + 4)..].Trim(), limits));
    }

    private static Advisory Record(TomlTables toml, string text, FeedLimits limits)
    {
        var id = FeedText.Name(toml.Text("advisory", "id"), "identifier", limits);
        var ranges = new List<AffectedRange> { AffectedRange.All };
        ranges.AddRange(toml.Texts("versions", "patched").Select(range => AffectedRange.Native(FeedText.Version(range, limits), RangeMeaning.Mended)));
        ranges.AddRange(toml.Texts("versions", "unaffected").Select(range => AffectedRange.Native(FeedText.Version(range, limits), RangeMeaning.Unaffected)));
        var vector = toml.Text("advisory", "cvss");
        return new Advisory
        {
            Source = Source,
            Id = id,
            Aliases = FeedText.Names(toml.Texts("advisory", "aliases"), id, limits),
            Related = FeedText.Names(toml.Texts("advisory", "related"), id, limits),
            Published = FeedText.Time(toml.Text("advisory", "date")),
            Withdrawn = FeedText.Time(toml.Text("advisory", "withdrawn")),
            Summary = FeedText.Cut(text.StartsWith("# ", StringComparison.Ordinal) ? text[2..].Split('\n')[0] : null, 500),
            Details = FeedText.Cut(text),
            Severities = vector is { Length: <= 300 } ? [new() { Origin = Source, Scale = vector.StartsWith("CVSS:4", StringComparison.Ordinal) ? SeverityScale.CvssV4 : SeverityScale.CvssV3, Vector = vector }] : [],
            Informational = toml.Text("advisory", "informational"),
            References = toml.Text("advisory", "url") is { } url ? [new("WEB", FeedText.Cut(url, 2000)!)] : [],
            Affected =
            [
                new()
                {
                    Namespace = "cargo",
                    Name = FeedText.Name(toml.Text("advisory", "package"), "name of the crate", limits),
                    Ranges = ranges,
                    Architectures = [.. toml.Texts("affected", "arch").Order(StringComparer.Ordinal)],
                    Symbols = [.. toml.Keys("affected.functions").Select(path => new AffectedSymbols { Path = path })],
                },
            ],
        };
    }
}
