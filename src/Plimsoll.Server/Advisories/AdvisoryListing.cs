using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Advisories;

/// <summary>What is known of advisories, for the API and the pages.</summary>
internal sealed class AdvisoryListing(IMetadataStore metadata, ServerOptions options, TimeProvider time)
{
    /// <summary>Records that are shown of one identifier.</summary>
    public const int MaxRecords = 200;

    private IAdvisoryStore Store => metadata.Advisories;

    /// <summary>All feeds; those of the settings that were never read are among them. Where they come from is for administrators: addresses can hold secrets.</summary>
    public async Task<IReadOnlyList<FeedEntry>> FeedsAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var feeds = (await Store.ListFeedsAsync(cancellationToken)).Select(feed => FeedEntry.Of(feed, now, TimeSpan.FromDays(options.Advisories.StaleDays))).ToList();
        foreach (var source in options.Advisories.Feeds.Select(FeedSource.Parse))
        {
            if (!feeds.Exists(feed => feed.Name == source.Name)) feeds.Add(new FeedEntry(source.Name, source.Address.ToString(), 0, null, null, null, true, 0, null));
        }
        return [.. feeds.Select(feed => caller.May(Permission.Administer) ? feed : feed with { Origin = null }).OrderBy(feed => feed.Name, StringComparer.Ordinal)];
    }

    /// <summary>A page of records whose identifier begins with a text.</summary>
    public async Task<IReadOnlyList<AdvisoryName>> SearchAsync(string prefix, AdvisoryName? after, int count, CancellationToken cancellationToken) =>
        await Store.SearchAsync(prefix, after, count, cancellationToken);

    /// <summary>The records of an identifier, its own and those that name it, with what is known of its exploitation.</summary>
    public async Task<AdvisoryDetails?> FindAsync(string id, CancellationToken cancellationToken) => await AdvisoryDetails.FindAsync(Store, id, cancellationToken);
}
