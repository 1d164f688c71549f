using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Server.Trust.Tuf;

namespace Plimsoll.Server.Trust;

/// <summary>Replaces keys and publishes it. Old keys stay in the trusted root with the time of their end, so that what they signed before verifies as ever.</summary>
internal sealed class TrustRotation(TrustKeys keys, TufRepository repository, AuditTrail audit)
{
    /// <summary>Replaces the key of a role, or all but those of the root and of signatures of the older kinds, which those who trust them need not learn anew more often than needed.</summary>
    /// <exception cref="OciException">There is no such role.</exception>
    public async Task<IReadOnlyList<TrustKey>> RunAsync(HttpContext http, string? role)
    {
        if (role is not null && !TrustRole.All.Contains(role)) throw new OciException(TrustError.Invalid, $"'{role}' is no role; expected one of {string.Join(", ", TrustRole.All)}");
        var made = new List<TrustKey>();
        foreach (var one in role is null ? TrustRole.All.Where(r => r is not (TrustRole.Root or TrustRole.Signatures)) : [role])
        {
            made.Add(await keys.RotateAsync(one, audit.Describe(http, http.Caller(), "trust.rotate", "ok", reference: one), http.RequestAborted));
        }
        await repository.RefreshAsync(http.RequestAborted);
        return made;
    }
}
