using System.Net;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Scrubbing;

namespace Plimsoll.Server.Rescue;

/// <summary>Another registry that has the same repositories, to fetch from it what is damaged here.</summary>
internal sealed class PeerRegistry : IRepairSource, IDisposable
{
    private readonly RegistryClient _client;

    /// <exception cref="FormatException">The address is none of a registry.</exception>
    public PeerRegistry(string address, string? user, string? password)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
            throw new FormatException($"'{address}' is no address of a registry; expected https://HOST[:PORT]");
        ICredentialSource[] credentials = user is null ? [] : [new GivenCredential(new Credential.Password(user, password ?? ""))];
        _client = new RegistryClient(url.Authority, new RegistryClientOptions { PlainHttp = url.Scheme == "http", Credentials = credentials });
    }

    public async Task<Stream?> OpenAsync(Digest digest, long size, RepositoryName repository, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.Repository(repository).OpenBlobAsync(new Descriptor { MediaType = "application/octet-stream", Digest = digest, Size = size }, 0, cancellationToken);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
        catch (RegistryException e) when (e.Status is HttpStatusCode.Unauthorized)
        {
            throw new UnauthorizedAccessException($"{e.Message}; its login is user and password of the request, which 'plimsoll scrub' takes from PLIMSOLL_REPAIR_USER and PLIMSOLL_REPAIR_PASSWORD", e);
        }
    }

    public void Dispose() => _client.Dispose();
}
