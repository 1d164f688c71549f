using System.Globalization;
using System.Text.RegularExpressions;

namespace Plimsoll.Server.Advisories;

/// <summary>
/// OSV lists beside each archive of an ecosystem what changed when (<c>modified_id.csv</c>, the last first), so that who has the archive of yesterday fetches some records and not all of them. What was deleted is in
/// no index: now and then the archive has to be fetched whole.
/// </summary>
internal sealed partial class OsvIncrement(FeedDownload download)
{
    /// <summary>After that long the archive is fetched again.</summary>
    public static readonly TimeSpan WholeAfter = TimeSpan.FromDays(7);

    private const string Archive = "all.zip";
    private const string Index = "modified_id.csv";
    private const int MaxRecords = 500;

    /// <summary>Records that change while the index is written are looked at twice.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Whether a feed may have such an index.</summary>
    public static bool IsFor(FeedSource source) => source.Address.AbsolutePath.EndsWith("/" + Archive, StringComparison.Ordinal);

    /// <summary>Fetches what changed into a folder, a file for each record; how many there are, null where there is no index or too much changed.</summary>
    /// <exception cref="IOException">A record that the index names cannot be fetched.</exception>
    public async Task<int?> FetchAsync(FeedSource source, DateTimeOffset since, string folder, CancellationToken cancellationToken)
    {
        var index = Path.Combine(folder, Index);
        try
        {
            await download.FetchAsync(Beside(source, Index), null, index, null, cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
        if (Changed(index, since - Overlap) is not { } ids) return null;
        File.Delete(index);
        foreach (var (place, id) in ids.Index()) await download.FetchAsync(Beside(source, Uri.EscapeDataString(id) + ".json"), null, Path.Combine(folder, $"{place}.json"), null, cancellationToken);
        return ids.Count;
    }

    private static FeedSource Beside(FeedSource source, string name) => source with { Address = new Uri(source.Address, name) };

    private static List<string>? Changed(string index, DateTimeOffset since)
    {
        var ids = new List<string>();
        foreach (var line in File.ReadLines(index))
        {
            if (line.Length == 0) continue;
            // Whatever it is, it is no index.
            if (!Line().IsMatch(line) || line.Split(',') is not [var time, var id] || !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var modified)) return null;
            if (modified < since) return ids;
            if (ids.Count == MaxRecords) return null;
            ids.Add(id);
        }
        return ids;
    }

    [GeneratedRegex(@"^[0-9][0-9T:.Z+-]{9,40},[A-Za-z0-9][A-Za-z0-9._:-]{0,120}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 250)]
    private static partial Regex Line();
}
