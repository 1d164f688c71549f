using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Rules;

/// <summary>Holding tags and manifests against retention and collection: for those who may delete in the repository.</summary>
internal sealed class Holds(IMetadataStore metadata, AuditTrail audit, TimeProvider time)
{
    private const int MaxReason = 200;
    private const int MaxDays = 3660;

    /// <summary>Holds a tag, whatever it points at, or a manifest, under whatever tags.</summary>
    /// <exception cref="OciException">INVALID, DENIED, UNAUTHORIZED.</exception>
    public async Task<HoldRecord> AddAsync(HttpContext http, RepositoryName repository, Tag? tag, Digest? digest, HoldKind kind, string? reason, int? days)
    {
        http.Require(Permission.Delete, repository);
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason || reason.Any(char.IsControl))
            throw new OciException(AccountError.Invalid, $"'reason' says why, in at most {MaxReason} characters");
        if (days is < 1 or > MaxDays) throw new OciException(AccountError.Invalid, $"'days' must be from 1 to {MaxDays}");
        var now = time.GetUtcNow();
        var hold = new HoldRecord(0, repository, digest is null ? tag : null, digest, kind, reason, now, http.Caller().Name, days is { } n ? now.AddDays(n) : null);
        return hold with { Id = await metadata.Retention.AddHoldAsync(hold, Event(http, "hold.add", hold), http.RequestAborted) };
    }

    /// <exception cref="OciException">NOT_FOUND, DENIED, UNAUTHORIZED.</exception>
    public async Task RemoveAsync(HttpContext http, long id)
    {
        var hold = await metadata.Retention.FindHoldAsync(id, http.RequestAborted);
        if (hold is null || !http.Caller().MaySee(hold.Repository)) throw new OciException(AccountError.Unknown, $"there is no hold {id} that you may see");
        http.Require(Permission.Delete, hold.Repository);
        if (!await metadata.Retention.RemoveHoldAsync(id, Event(http, "hold.remove", hold), http.RequestAborted)) throw new OciException(AccountError.Unknown, $"there is no hold {id}");
    }

    private AuditEvent Event(HttpContext http, string action, HoldRecord hold) =>
        audit.Describe(http, http.Caller(), action, "ok", hold.Repository, hold.Tag?.Value ?? hold.Digest?.Value) with { Digest = hold.Digest?.Value, Detail = hold.Reason };
}
