using System.Text.Json;
using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>Photon's list of CVEs by release (<c>cve_data_photon4.0.json</c>): an entry for each CVE and package.</summary>
internal sealed partial class PhotonFormat : IFeedFormat
{
    private const string Source = "Photon";

    /// <inheritdoc/>
    public string Name => "Photon CVE data";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Root == JsonTokenType.StartArray && file.StartHas("\"cve_id\"") && file.StartHas("\"res_ver\"");

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        if (ReleasePattern().Match(file.Name) is not { Success: true } release) throw new FeedFormatException("The name of the file does not tell the release.");
        var place = new PackageNamespace("rpm", "photon", release.Groups["release"].Value).ToString();
        using var members = new JsonMembers(file.Open(), limits.MaxRecordBytes);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, value) in members.Read())
        {
            using var document = JsonText.Parse(value);
            var entry = document.RootElement;
            var item = NativeRecord.Read(file, Source, $"{entry.Text("cve_id")} {entry.Text("pkg")}", () => Record(place, entry, limits));
            // A package can be listed twice with other versions; the name of the record tells them apart.
            if (item is AdvisoryItem advisory && !seen.Add($"{advisory.Advisory.Id} {advisory.Advisory.Part}"))
                item = advisory with { Advisory = advisory.Advisory with { Part = $"{advisory.Advisory.Part} {entry.Text("res_ver")}" } };
            yield return item;
        }
    }

    private static Advisory Record(string place, JsonElement entry, FeedLimits limits)
    {
        var name = FeedText.Name(entry.Text("pkg"), "name of the package", limits);
        var statement = new AffectedPackage { Namespace = place, Name = name, VendorStatus = FeedText.Cut(entry.Text("status"), 60), Ranges = [AffectedRange.All] };
        var fix = entry.Text("res_ver");
        return new Advisory
        {
            Source = Source,
            Id = FeedText.Name(entry.Text("cve_id"), "identifier", limits),
            Part = $"{place}/{name}",
            Severities = entry.Number("cve_score") is { } score ? [new() { Origin = Source, Scale = SeverityScale.CvssV3, Score = score }] : [],
            Affected =
            [
                entry.Text("status") switch
                {
                    "Not Affected" => statement with { Status = AffectedStatus.NotAffected },
                    "Fixed" when fix is not (null or "NA") => statement with { Status = AffectedStatus.Fixed, Ranges = [AffectedRange.From("0", FeedText.Version(fix, limits))] },
                    // "Fixed" in no version that is named: nothing can be compared.
                    "Fixed" => statement with { Status = AffectedStatus.Undetermined },
                    _ => statement,
                },
            ],
        };
    }

    [GeneratedRegex(@"photon-?(?<release>[0-9]+\.[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ReleasePattern();
}
