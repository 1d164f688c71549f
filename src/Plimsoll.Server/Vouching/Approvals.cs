using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Vouching;

/// <summary>Decides about signers that are not the expected ones: for owners of the repository.</summary>
internal sealed class Approvals(IMetadataStore metadata, AuditTrail audit, TimeProvider time)
{
    private const int Batch = 200;
    private const int MaxText = 1000;

    /// <summary>Images that wait, as far as the caller may see the repository.</summary>
    public async Task<IReadOnlyList<SignerHold>> ListAsync(Caller caller, RepositoryName? repository, string? state, long after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<SignerHold>();
        while (found.Count < limit)
        {
            var batch = await metadata.Signers.ListHoldsAsync(repository, state, after, Batch, cancellationToken);
            found.AddRange(batch.Where(hold => caller.MaySee(hold.Repository)).Take(limit - found.Count));
            if (batch.Count < Batch) break;
            after = batch[^1].Id;
        }
        return found;
    }

    /// <summary>Decides about an image.</summary>
    /// <exception cref="OciException">INVALID, NOT_FOUND, DENIED, UNAUTHORIZED.</exception>
    public async Task<SignerHold> DecideAsync(HttpContext http, long id, string? decision)
    {
        if (decision is not ("approve" or "reject" or "pin")) throw new OciException(AccountError.Invalid, "'decision' is approve, reject or pin");
        var hold = await metadata.Signers.FindHoldAsync(id, http.RequestAborted);
        if (hold is null || !http.Caller().MaySee(hold.Repository)) throw new OciException(AccountError.Unknown, $"nothing waits under {id} that you may see");
        http.Require(Permission.Manage, hold.Repository);
        if (decision == "pin")
        {
            await PinAsync(http, hold.Repository, hold.Identity, hold.Issuer);
            return (await metadata.Signers.FindHoldAsync(id, http.RequestAborted))!;
        }
        var caller = http.Caller();
        var audited = audit.Describe(http, caller, decision == "approve" ? "signer-approved" : "signer-rejected", "ok", hold.Repository, hold.Image.Value) with { Digest = hold.Image.Value, Detail = hold.Identity };
        return await metadata.Signers.DecideAsync(id, decision == "approve", caller.Name, time.GetUtcNow(), audited, http.RequestAborted) ?? throw new OciException(AccountError.Unknown, $"nothing waits under {id} any more");
    }

    /// <summary>Expects a signer from now on; none forgets the one that is expected.</summary>
    /// <exception cref="OciException">INVALID, DENIED, UNAUTHORIZED.</exception>
    public async Task PinAsync(HttpContext http, RepositoryName repository, string? identity, string? issuer)
    {
        http.Require(Permission.Manage, repository);
        if (identity is { Length: 0 or > MaxText } || issuer is { Length: 0 or > MaxText }) throw new OciException(AccountError.Invalid, "'identity' and 'issuer' are texts");
        var caller = http.Caller();
        var pin = identity is null ? null : new SignerPin(repository, identity, issuer, time.GetUtcNow(), caller.Name);
        await metadata.Signers.RepinAsync(repository, pin, audit.Describe(http, caller, "signer-pinned", "ok", repository) with { Detail = identity ?? "forgotten" }, http.RequestAborted);
    }
}
