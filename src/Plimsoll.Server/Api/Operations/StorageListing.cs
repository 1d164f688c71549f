using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Operations;

/// <summary>What is stored, as it was counted last.</summary>
internal sealed class StorageListing(IMetadataStore metadata, AuditTrail audit, ServerOptions options)
{
    public async Task<StorageEntry> FindAsync(CancellationToken cancellationToken) =>
        StorageEntry.Of(await metadata.Usage.FindAsync(cancellationToken), new DriveInfo(Path.GetFullPath(options.Data)));

    /// <summary>Repositories, the largest first.</summary>
    /// <exception cref="OciException">PAGINATION_NUMBER_INVALID for a place that there is not.</exception>
    public async Task<Page<RepositoryStorage>> ListAsync(PageRequest page, string? after, CancellationToken cancellationToken)
    {
        var usages = await metadata.Usage.ListAsync(Place(after), page.Count + 1, cancellationToken);
        return page.Page([.. usages.Select(RepositoryStorage.Of)], "after", r => $"{r.Bytes}/{r.Name}");
    }

    /// <summary>Asks for a new count.</summary>
    public Task RequestAsync(HttpContext http) =>
        metadata.Jobs.RequestAsync(UsageCounter.Kind, "", audit.Describe(http, http.Caller(), "job.request", "ok", reference: UsageCounter.Kind), http.RequestAborted);

    /// <summary>Is a count under way or asked for?</summary>
    public async Task<bool> IsCountingAsync(CancellationToken cancellationToken) =>
        (await metadata.Jobs.ListAsync(new JobQuery { Kind = UsageCounter.Kind, Limit = 1 }, cancellationToken)) is [{ State: JobState.Waiting or JobState.Running }];

    private static RepositoryUsage? Place(string? after)
    {
        if (string.IsNullOrEmpty(after)) return null;
        if (after.Split('/', 2) is [var number, var text] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && RepositoryName.TryParse(text, out var name))
            return new RepositoryUsage(name, 0, bytes, 0, default);
        throw new OciException(ParameterError.Invalid, "'after' is no place in the list of repositories: take it from 'next' of the page before, or leave it out");
    }
}
