using System.Text;
using System.Text.RegularExpressions;

namespace Plimsoll.Vulnerabilities.Feeds.Debian;

/// <summary>
/// The lists of advisories in the tracker's own repository (<c>data/DSA/list</c>, <c>data/DLA/list</c>): a head line, the CVEs, and a line for each release and package.
/// </summary>
internal sealed partial class DebianListFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "Debian list of advisories";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Start.Span.StartsWith("["u8) && HeadPattern().IsMatch(Encoding.UTF8.GetString(file.Start.Span[..Math.Min(200, file.Start.Length)].ToArray()).Split('\n')[0]);

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        DebianErratum? current = null;
        var lines = new FeedLines(file.Open());
        using (lines)
        {
            while (lines.Next() is { } line)
            {
                if (HeadPattern().Match(line) is { Success: true } head)
                {
                    foreach (var item in current?.Items(file.Path, limits) ?? []) yield return item;
                    current = new DebianErratum(head.Groups["id"].Value, head.Groups["date"].Value, head.Groups["text"].Value);
                }
                else if (line.TrimStart() is ['{', ..] cves)
                {
                    current?.Cves.AddRange(FeedText.Cves(cves));
                }
                else if (PackagePattern().Match(line) is { Success: true } package && current is not null)
                {
                    current.Rows.Add((package.Groups["release"].Value, package.Groups["name"].Value, package.Groups["version"].Value));
                }
            }
        }
        foreach (var item in current?.Items(file.Path, limits) ?? []) yield return item;
    }

    [GeneratedRegex(@"^\[(?<date>[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4})\] (?<id>D[SLT]S?A-[0-9]+(-[0-9]+)?)\s*(?<text>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex HeadPattern();

    [GeneratedRegex(@"^\s+\[(?<release>[a-z]+)\]\s+-\s+(?<name>\S+)\s+(?<version>\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex PackagePattern();
}
