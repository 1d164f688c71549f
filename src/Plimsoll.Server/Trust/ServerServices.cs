using Plimsoll.Server.Trust.Certificates;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Log;
using Plimsoll.Server.Trust.Timestamps;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Trust;

/// <summary>The services as the server itself uses them, without a token and without HTTP: it signs what it found as <c>/id/server/registry</c>.</summary>
internal sealed class ServerServices(CertificateAuthority authority, TimestampEndpoints timestamps, LogSequencer log, IdentityTokens tokens, TrustAddress address) : ISigningServices
{
    public Task<IReadOnlyList<byte[]>> CertifyAsync(PrivateKey key, CancellationToken cancellationToken)
    {
        var subject = tokens.ServerSubject;
        var identity = new ProvenIdentity(new CertifiedName(subject, address.Issuer), subject, new Dictionary<int, string> { [24] = subject });
        return authority.IssueAsync(key.PublicKey, identity, cancellationToken);
    }

    public Task<byte[]> StampAsync(ReadOnlyMemory<byte> signature, CancellationToken cancellationToken) =>
        timestamps.StampAsync(TimestampRequest.Of(System.Security.Cryptography.SHA256.HashData(signature.Span)), cancellationToken);

    public async Task<byte[]> LogAsync(LogProposal proposal, CancellationToken cancellationToken) => LogEntryWriter.Write(await log.AppendAsync(proposal.WriteBody(), cancellationToken), proposal.Kind);
}
