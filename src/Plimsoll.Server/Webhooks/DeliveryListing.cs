using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Lists messages on their way.</summary>
internal sealed class DeliveryListing(IMetadataStore metadata)
{
    /// <summary>One page, the last ones first.</summary>
    /// <exception cref="OciException">There is no such state or destination.</exception>
    public async Task<Page<DeliveryEntry>> ListAsync(PageRequest page, string? state, string? webhook, long? after, CancellationToken cancellationToken)
    {
        if (state is { Length: > 0 } and not ("waiting" or "done" or "dead")) throw new OciException(AccountError.Invalid, "'state' is waiting, done or dead");
        var webhooks = await metadata.Webhooks.ListAsync(cancellationToken);
        var only = string.IsNullOrEmpty(webhook) ? null : webhooks.FirstOrDefault(w => w.Name == webhook) ?? throw new OciException(AccountError.Unknown, $"there is no webhook '{webhook}'");
        var names = webhooks.ToDictionary(w => w.Id, w => w.Name);
        var found = await metadata.Webhooks.ListDeliveriesAsync(string.IsNullOrEmpty(state) ? null : state, only?.Id, after, page.Count + 1, cancellationToken);
        return page.Page([.. found.Select(delivery => DeliveryEntry.Of(delivery, names.GetValueOrDefault(delivery.Webhook, "")))], "after", entry => entry.Id.ToString());
    }

    /// <summary>What a delivery says.</summary>
    /// <exception cref="OciException">There is none.</exception>
    public async Task<string> BodyAsync(long id, CancellationToken cancellationToken) =>
        await metadata.Webhooks.ListDeliveriesAsync(null, null, id + 1, 1, cancellationToken) is [{ } delivery] && delivery.Id == id
            ? delivery.Message.Body
            : throw new OciException(AccountError.Unknown, $"there is no delivery {id}");
}
