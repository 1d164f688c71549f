using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Certificates;

/// <summary>Issues certificates with the keys in use.</summary>
internal sealed class CertificateAuthority(TrustKeys keys, TimeProvider time)
{
    /// <summary>The certificates from the leaf up (DER).</summary>
    public async Task<IReadOnlyList<byte[]>> IssueAsync(PublicKey holder, ProvenIdentity identity, CancellationToken cancellationToken)
    {
        var set = await keys.GetAsync(cancellationToken);
        var authority = set.InUse(TrustRole.Authority);
        return new CertificateIssuer(authority.Chain[0], authority.Private!, set.Private(TrustRole.CertificateLog)).Issue(holder, identity.Name, identity.Extensions, time.GetUtcNow());
    }
}
