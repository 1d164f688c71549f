using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client;

/// <summary>Says what there is. Lists come page by page while they are read.</summary>
public interface IListable
{
    /// <summary>The tags, in the order of the registry.</summary>
    /// <exception cref="RegistryException">The registry refused, could not be reached or sent what is no list of tags.</exception>
    IAsyncEnumerable<Tag> ListTagsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The manifests that refer to a subject: from the referrers API, or from the fallback tag where a registry has none (distribution-spec, "Listing Referrers").
    /// </summary>
    /// <param name="subject">The subject; it need not exist.</param>
    /// <param name="artifactType">Only this type; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RegistryException">The registry refused, could not be reached or sent what is no index.</exception>
    IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellationToken);
}
