using System.Net;
using Plimsoll.Client.Http;
using Plimsoll.Core;
using Plimsoll.Core.Networks;

namespace Plimsoll.Client;

/// <summary>A registry on the other side of the network. Thread safe; one per registry and identity, so that connections and tokens are shared.</summary>
public sealed class RegistryClient : IDisposable
{
    private readonly RegistryTransport _transport;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="host">Host and port as references name them.</param>
    /// <param name="options">Null for the defaults: anonymous.</param>
    /// <exception cref="FormatException">The text is no host.</exception>
    public RegistryClient(string host, RegistryClientOptions? options = null) => _transport = new RegistryTransport(host, options ?? new RegistryClientOptions());

    /// <summary>The address that requests go to.</summary>
    public Uri Address => _transport.Registry;

    /// <summary>True when a host, as references name it, is this machine.</summary>
    public static bool IsLoopback(string host) => NetworkReach.Of(RegistryEndpoint.Of(host, null)) == Reach.Loopback;

    /// <summary>A repository of this registry.</summary>
    public RemoteRepository Repository(RepositoryName name) => new(_transport, name);

    /// <summary>Asks whether this is a registry that lets the caller in (distribution-spec, "Determining Support").</summary>
    /// <exception cref="RegistryException">It is not, it does not, or it could not be reached.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        using var response = await _transport.ExpectAsync(new RegistryRequest(HttpMethod.Get, new Uri(Address, "v2/"), ""), cancellationToken, HttpStatusCode.OK);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
