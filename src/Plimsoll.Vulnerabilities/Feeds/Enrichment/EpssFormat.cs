using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Enrichment;

/// <summary>FIRST's probabilities of exploitation as a table (https://www.first.org/epss/data_stats): a comment with the day, the head, a line for each CVE.</summary>
internal sealed partial class EpssFormat : IFeedFormat
{
    private const string Source = "EPSS";
    private const string Head = "cve,epss,percentile";

    /// <inheritdoc/>
    public string Name => "EPSS";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Start.Span.StartsWith("#model_version:"u8) || file.Start.Span.StartsWith(Encoding.ASCII.GetBytes(Head));

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var lines = new FeedLines(file.Open());
        var line = lines.Next() ?? "";
        if (DatePattern().Match(line) is not { Success: true } date || !DateOnly.TryParse(date.Groups["date"].Value, out var day))
            throw new FeedFormatException("The table does not say of which day it is (score_date).");
        if (lines.Next() != Head) throw new FeedFormatException($"The head of the table is not '{Head}'.");
        while (lines.Next() is { } row)
        {
            if (row.Length > 0) yield return Entry(file.Path, lines.Number, row.Split(','), day);
        }
    }

    private static FeedItem Entry(string path, int number, string[] fields, DateOnly day) =>
        fields.Length == 3 && FeedText.IsCve(fields[0]) && fields[0].Length <= 40 && Share(fields[1], out var probability) && Share(fields[2], out var percentile)
            ? new EpssItem(path, new EpssEntry(fields[0], probability, percentile, day))
            : new FeedProblem(path, Source, FeedText.Cut(fields[0], 60), $"Line {number} is no CVE with a probability and a percentile.");

    private static bool Share(string text, out double share) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out share) && share is >= 0 and <= 1;

    [GeneratedRegex(@"score_date:(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DatePattern();
}
