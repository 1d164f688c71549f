using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Debian;

/// <summary>
/// Debian's security tracker as one document (https://security-tracker.debian.org/tracker/data/json): source package, CVE, release. A record is a CVE in one source package, so that what
/// changes in one package touches no other.
/// </summary>
internal sealed class DebianTrackerFormat : IFeedFormat
{
    private const string Source = "Debian";

    /// <inheritdoc/>
    public string Name => "Debian security tracker";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) =>
        file.Keys.Root == JsonTokenType.StartObject && file.StartHas("\"releases\"", FeedFile.StartSize) && file.StartHas("\"repositories\"", FeedFile.StartSize) && !file.Keys.Have("id");

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var members = new JsonMembers(file.Open(), limits.MaxRecordBytes);
        foreach (var (package, value) in members.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            using var document = JsonText.Parse(value);
            foreach (var (id, entry) in document.RootElement.Members().Select(member => (member.Name, member.Value))) yield return Record(file.Path, package, id, entry, limits);
        }
    }

    private static FeedItem Record(string path, string? package, string id, JsonElement entry, FeedLimits limits)
    {
        try
        {
            var name = PackageKey.Normalise("deb", FeedText.Name(package, "source package", limits));
            return new AdvisoryItem(path, new Advisory
            {
                Source = Source,
                Id = FeedText.Name(id, "identifier", limits),
                Part = name,
                Summary = null,
                Details = FeedText.Cut(entry.Text("description")),
                References = [new("WEB", $"https://security-tracker.debian.org/tracker/{id}")],
                Affected = [.. entry.Get("releases").Members().Select(release => Statement(name, release.Name, release.Value, limits))],
            });
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception) || exception is InvalidOperationException)
        {
            return new FeedProblem(path, Source, $"{package}/{id}", FeedFiles.Sentence(exception));
        }
    }

    private static AffectedPackage Statement(string name, string codename, JsonElement release, FeedLimits limits)
    {
        var (urgency, reason) = (release.Text("urgency"), release.Text("nodsa_reason") ?? (release.Get("nodsa").ValueKind == JsonValueKind.String ? "no-dsa" : null));
        var statement = new AffectedPackage
        {
            Namespace = DebianReleases.Namespace(FeedText.Name(codename, "release", limits)),
            Name = name,
            Level = PackageLevel.Source,
            Ranges = [AffectedRange.All],
            VendorStatus = FeedText.Cut(reason, 100) is { Length: > 0 } word ? word : urgency == "unimportant" ? urgency : null,
            Justification = FeedText.Cut(release.Text("nodsa"), 500),
            // "high**" is a guess of a machine, by the tracker's own legend.
            Severities = urgency is null or "not yet assigned" ? [] : [new() { Origin = Source, Word = urgency.TrimEnd('*') }],
        };
        return (release.Text("status"), urgency) switch
        {
            // "0" means that no version was ever affected.
            ("resolved", _) when release.Text("fixed_version") == "0" => statement with { Status = AffectedStatus.NotAffected },
            ("resolved", _) => statement with { Status = AffectedStatus.Fixed, Ranges = [AffectedRange.From("0", FeedText.Version(release.Text("fixed_version"), limits))] },
            ("undetermined", _) => statement with { Status = AffectedStatus.Undetermined },
            ("open", "end-of-life") => statement with { Status = AffectedStatus.EndOfLife },
            ("open", _) => statement with { Status = Open(reason) },
            var (status, _) => throw new FeedFormatException($"'{FeedText.Cut(status, 40) ?? "(none)"}' is no status."),
        };
    }

    private static AffectedStatus Open(string? reason) => reason switch
    {
        "ignored" => AffectedStatus.WillNotFix,
        "postponed" or "no-dsa" or "" => AffectedStatus.Deferred,
        _ => AffectedStatus.Affected,
    };
}
