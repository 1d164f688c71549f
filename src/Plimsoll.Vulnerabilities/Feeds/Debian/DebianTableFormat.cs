namespace Plimsoll.Vulnerabilities.Feeds.Debian;

/// <summary>The lists of advisories as a table with tabs: advisory, date, source package, release, fixed version, CVEs.</summary>
internal sealed class DebianTableFormat : IFeedFormat
{
    /// <inheritdoc/>
    public string Name => "Debian table of advisories";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Start.Span.StartsWith("advisory\tdate\tsource_package\trelease\tfixed_version\tcves"u8);

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var lines = new FeedLines(file.Open());
        lines.Next();
        while (lines.Next() is { } line)
        {
            var fields = line.Split('\t');
            if (fields.Length < 5)
            {
                if (line.Length > 0) yield return new FeedProblem(file.Path, DebianErratum.Source, $"line {lines.Number}", "The line has fewer than five fields.");
                continue;
            }
            var erratum = new DebianErratum(fields[0], fields[1], $"{fields[2]} - security update");
            erratum.Rows.Add((fields[3], fields[2], fields[4]));
            if (fields.Length > 5) erratum.Cves.AddRange(FeedText.Cves(fields[5]));
            foreach (var item in erratum.Items(file.Path, limits)) yield return item;
        }
    }
}
