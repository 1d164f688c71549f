using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>Arch Linux' security tracker as a list (https://security.archlinux.org/all.json).</summary>
internal sealed class ArchFormat : IFeedFormat
{
    private const string Source = "Arch";

    /// <inheritdoc/>
    public string Name => "Arch security tracker";

    /// <inheritdoc/>
    public bool Recognises(FeedFile file) => file.Keys.Root == JsonTokenType.StartArray && file.StartHas("\"AVG-") && file.StartHas("\"packages\"");

    /// <inheritdoc/>
    public IEnumerable<FeedItem> Read(FeedFile file, FeedLimits limits, CancellationToken cancellation)
    {
        using var members = new JsonMembers(file.Open(), limits.MaxRecordBytes);
        foreach (var (_, value) in members.Read())
        {
            using var document = JsonText.Parse(value);
            var entry = document.RootElement;
            yield return NativeRecord.Read(file, Source, entry.Text("name"), () => Record(entry, limits));
        }
    }

    private static Advisory Record(JsonElement entry, FeedLimits limits)
    {
        var id = FeedText.Name(entry.Text("name"), "identifier", limits);
        var (status, fix) = (entry.Text("status"), entry.Text("fixed"));
        return new Advisory
        {
            Source = Source,
            Id = id,
            Upstream = FeedText.Names(entry.Texts("issues"), id, limits),
            Summary = FeedText.Cut(entry.Text("type"), 500),
            Severities = entry.Text("severity") is { Length: <= 40 } word ? [new() { Origin = Source, Word = word }] : [],
            References = [new("WEB", $"https://security.archlinux.org/{id}")],
            Affected = [.. entry.Texts("packages").Select(package => new AffectedPackage
            {
                Namespace = "alpm:arch",
                Name = FeedText.Name(package, "name of a package", limits),
                VendorStatus = FeedText.Cut(status, 60),
                Status = status switch { "Not affected" => AffectedStatus.NotAffected, "Unknown" => AffectedStatus.UnderInvestigation, _ => fix is null ? AffectedStatus.Affected : AffectedStatus.Fixed },
                Ranges = [AffectedRange.From("0", fix is null ? null : FeedText.Version(fix, limits))],
            })],
        };
    }
}
