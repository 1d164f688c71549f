using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Images;

namespace Plimsoll.Server.Signatures;

/// <summary>Putting and removing named identities: for administrators, because verdicts on all images depend on them.</summary>
internal sealed class NamedIdentities(IMetadataStore metadata, TrustMaterial material, AuditTrail audit, TimeProvider time)
{
    private const int MaxDocument = 1 << 20;

    /// <summary>Puts an identity.</summary>
    /// <exception cref="OciException">INVALID: the document names nobody; DENIED, UNAUTHORIZED.</exception>
    public async Task<IdentityInForce> PutAsync(HttpContext http, string name, ReadOnlyMemory<byte> document)
    {
        http.Require(Permission.Administer);
        if (document.Length > MaxDocument) throw new OciException(AccountError.Invalid, $"an identity has at most {MaxDocument} bytes");
        try
        {
            NamedSigner.Read(name, document);
        }
        catch (Exception e) when (e is RefusedException or FormatException)
        {
            throw new OciException(AccountError.Invalid, e.Message);
        }
        if ((await material.ListIdentitiesAsync(http.RequestAborted)).Any(identity => identity.Name == name && identity.ChangedAt is null)) throw new OciException(AccountError.Invalid, $"'{name}' is an identity of the settings (signatures.identities)");
        var record = new NamedIdentityRecord(name, document, time.GetUtcNow(), http.Caller().Name);
        await metadata.Signatures.PutIdentityAsync(record, Event(http, "identity.put", name), http.RequestAborted);
        return new IdentityInForce(name, document, record.ChangedAt, record.ChangedBy);
    }

    /// <summary>Takes an identity away.</summary>
    /// <exception cref="OciException">NOT_FOUND, DENIED, UNAUTHORIZED.</exception>
    public async Task RemoveAsync(HttpContext http, string name)
    {
        http.Require(Permission.Administer);
        if (!await metadata.Signatures.RemoveIdentityAsync(name, Event(http, "identity.remove", name), http.RequestAborted)) throw new OciException(AccountError.Unknown, $"there is no identity '{name}' that could be removed");
    }

    private AuditEvent Event(HttpContext http, string action, string name) => audit.Describe(http, http.Caller(), action, "ok", null, name);
}
