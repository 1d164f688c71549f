using System.Text.Json.Nodes;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Exposure;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Makes messages of what is in the outbox.</summary>
internal sealed class EventWriter(IMetadataStore metadata, IAdvisorySource advisories, Evidence evidence, ServerOptions options, TimeProvider time)
{
    private const int MaxPackages = 20;
    private const int KevDays = 30;
    private const int PulledDays = 90;

    private string Source => (options.PublicUrl ?? options.Url).TrimEnd('/');

    /// <summary>The messages of a record that came to hold for other packages.</summary>
    public async Task<IReadOnlyList<EventMessage>> OfChangeAsync(ChangeEvent change, CancellationToken stop)
    {
        var types = new List<string>();
        if (change.Added > 0 && change.Count is { Images: > 0 }) types.Add(EventTypes.FindingOpened);
        if (change.Removed > 0) types.Add(EventTypes.FindingClosed);
        if (change.Fixable > 0) types.Add(EventTypes.FixAvailable);
        if (types.Count == 0) return [];
        var record = await advisories.FindAsync(change.Advisory, stop);
        var names = new[] { change.Advisory.Id }.Concat(record?.Aliases ?? []).Concat(record?.Upstream ?? []).Distinct(StringComparer.Ordinal).ToList();
        var kev = (await metadata.Advisories.FindEnrichmentsAsync(names, stop)).Any(enrichment => enrichment.Kev is not null);
        var packages = await PackagesAsync(change.Advisory, stop);
        return types.ConvertAll(type => Make(type, change.Advisory.Id, change.At, new JsonObject
        {
            ["id"] = change.Advisory.Id,
            ["source"] = change.Advisory.Source,
            ["aliases"] = new JsonArray([.. names.Skip(1).Select(name => JsonValue.Create(name))]),
            ["summary"] = record?.Summary,
            ["knownExploited"] = kev,
            ["packagesAdded"] = change.Added,
            ["packagesRemoved"] = change.Removed,
            ["packagesFixable"] = change.Fixable,
            ["packageCount"] = change.Components,
            ["imageCount"] = change.Count?.Images,
            ["packages"] = packages.DeepClone(),
            ["link"] = $"{Source}/exposure/{Uri.EscapeDataString(change.Advisory.Id)}",
        }));
    }

    /// <summary>The message of a vulnerability that is exploited; null when nobody pulled an image that has it, or that is no news.</summary>
    public async Task<EventMessage?> OfKevAsync(string cve, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if ((await metadata.Advisories.FindEnrichmentsAsync([cve], stop)) is not [{ Kev: { } kev }] || kev.Added < DateOnly.FromDateTime(now.UtcDateTime.AddDays(-KevDays))) return null;
        long[] components = [.. (await metadata.Exposure.ListAffectedAsync(await advisories.ListIdentifiersAsync(cve, stop), stop)).Select(a => a.Component.Id).Distinct()];
        if (components.Length == 0) return null;
        // What waits in the queue of the log belongs to the answer.
        await metadata.Audit.ListAsync(new AuditQuery { Limit = 1 }, stop);
        var pulls = await metadata.Exposure.CountPullsAsync(components, now.AddDays(-PulledDays), stop);
        if (pulls.Pulls == 0) return null;
        return Make(EventTypes.KevListed, cve, now, new JsonObject
        {
            ["id"] = cve,
            ["added"] = kev.Added.ToString("O"),
            ["due"] = kev.Due?.ToString("O"),
            ["ransomware"] = kev.Ransomware,
            ["product"] = kev.Product,
            ["imageCount"] = (await metadata.Exposure.CountAsync(components, stop)).Images,
            ["pulledWithinDays"] = PulledDays,
            ["pulls"] = pulls.Pulls,
            ["actors"] = pulls.Actors,
            ["link"] = $"{Source}/exposure/{Uri.EscapeDataString(cve)}",
        });
    }

    /// <summary>The message of much that changed at once.</summary>
    public EventMessage OfBulk(DateTimeOffset at, long records, long added, long removed) => Make(EventTypes.FindingsChanged, "findings", at, new JsonObject
    {
        ["records"] = records,
        ["packagesAdded"] = added,
        ["packagesRemoved"] = removed,
        ["link"] = $"{Source}/advisories",
    });

    /// <summary>The message of a feed that was not read for too long.</summary>
    public EventMessage OfStale(FeedState feed) => Make(EventTypes.FeedStale, feed.Name, time.GetUtcNow(), new JsonObject
    {
        ["feed"] = feed.Name,
        ["readAt"] = feed.FetchedAt?.ToString("O"),
        ["staleDays"] = options.Advisories.StaleDays,
        ["error"] = feed.Error,
        ["link"] = $"{Source}/advisories",
    });

    /// <summary>The message of a repository that shall be rebuilt.</summary>
    public EventMessage OfRebuild(PendingRebuild rebuild) => Make(EventTypes.RebuildRequested, rebuild.Repository, time.GetUtcNow(), new JsonObject
    {
        ["repository"] = rebuild.Repository,
        ["tags"] = Words(rebuild.Tags),
        ["reasons"] = Words(rebuild.Reasons),
        ["registry"] = Source,
    });

    /// <summary>The message of somebody who tries a webhook; one that rebuilds is asked for a repository that nobody has.</summary>
    public EventMessage OfTest(Webhook webhook, string by) => Make(EventTypes.Test, webhook.Name, time.GetUtcNow(), new JsonObject
    {
        ["webhook"] = webhook.Name,
        ["by"] = by,
        ["repository"] = "plimsoll-test",
        ["tags"] = new JsonArray(),
        ["reasons"] = new JsonArray("test"),
    });

    private static JsonArray Words(IReadOnlyList<string> words) => [.. words.Select(word => JsonValue.Create(word))];

    private EventMessage Make(string type, string subject, DateTimeOffset at, JsonObject data) => CloudEvent.Of(type, Source, subject, at, time.GetUtcNow(), data);

    private async Task<JsonArray> PackagesAsync(AdvisoryKey advisory, CancellationToken stop)
    {
        var affected = (await metadata.Exposure.ListAffectedAsync([advisory.Id], stop)).Where(a => a.Advisory == advisory).Take(MaxPackages).ToList();
        var derived = await evidence.DeriveAsync(affected.ConvertAll(a => a.Component), stop);
        return
        [
            .. affected.Select(a => new JsonObject
            {
                ["namespace"] = a.Component.Component.Namespace,
                ["name"] = a.Component.Component.Name,
                ["version"] = a.Component.Component.Version,
                ["status"] = Evidence.Word(a.Status),
                ["fixedIn"] = derived.GetValueOrDefault((a.Component.Id, a.Advisory))?.FixedIn,
            }),
        ];
    }
}
