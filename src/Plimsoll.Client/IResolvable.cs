using Plimsoll.Core.Manifests;

namespace Plimsoll.Client;

/// <summary>Says what a tag or digest names.</summary>
public interface IResolvable
{
    /// <summary>The descriptor of a manifest, without its content; null when there is no such manifest.</summary>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    Task<Descriptor?> ResolveAsync(string reference, CancellationToken cancellationToken);
}
