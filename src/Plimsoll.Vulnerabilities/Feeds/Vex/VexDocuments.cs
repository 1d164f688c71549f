using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Vex;

/// <summary>Makes the record a VEX document is kept as.</summary>
internal static class VexDocuments
{
    /// <summary>Copies the bytes, which belong to the reader of files.</summary>
    public static VexDocument Keep(string format, string? id, string? author, string? version, DateTimeOffset? timestamp, int statements, ReadOnlyMemory<byte> json, string path)
    {
        var digest = Digest.Of(json.Span);
        return new VexDocument
        {
            Format = format,
            Id = FeedText.Cut(id, 500) ?? digest.Value,
            Author = FeedText.Cut(author, 200),
            Version = FeedText.Cut(version, 100),
            Timestamp = timestamp,
            Statements = statements,
            Place = path[(path.IndexOf('!', StringComparison.Ordinal) + 1)..],
            Digest = digest,
            Content = json.ToArray(),
        };
    }
}
