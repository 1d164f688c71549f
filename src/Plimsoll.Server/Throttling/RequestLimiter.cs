using System.Net;
using System.Net.Sockets;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Throttling;

/// <summary>
/// How many requests, and how many pulls, one principal or one address may make. Whoever is logged in counts for themselves and for their address, everybody else for
/// their address. Each server counts for itself.
/// </summary>
internal sealed class RequestLimiter(ServerOptions options, AuditTrail audit, TimeProvider time)
{
    private readonly TokenBuckets? _addresses = Make(options.Limits.AddressRequestsPerMinute, TimeSpan.FromMinutes(1), time);
    private readonly TokenBuckets? _principals = Make(options.Limits.PrincipalRequestsPerMinute, TimeSpan.FromMinutes(1), time);
    private readonly TokenBuckets? _addressPulls = Make(options.Limits.AddressPullsPerHour, TimeSpan.FromHours(1), time);
    private readonly TokenBuckets? _principalPulls = Make(options.Limits.PrincipalPullsPerHour, TimeSpan.FromHours(1), time);

    /// <summary>False where nothing is counted for principals: then nobody need be asked.</summary>
    public bool CountsPrincipals => _principals is not null;

    /// <summary>Counts a request of an address.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS.</exception>
    public ValueTask RequireAddressAsync(HttpContext http) => TakeAsync(_addresses, AddressOf(http), http, null, "requests a minute from one address (limits.addressRequestsPerMinute)");

    /// <summary>Counts a request of a principal.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS.</exception>
    public ValueTask RequirePrincipalAsync(HttpContext http, Caller caller) => caller.IsAnonymous
        ? ValueTask.CompletedTask
        : TakeAsync(_principals, caller.Name, http, caller, "requests a minute of one account (limits.principalRequestsPerMinute)");

    /// <summary>Counts a pull: a manifest that is sent.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS.</exception>
    public async ValueTask RequirePullAsync(HttpContext http, Caller caller)
    {
        await TakeAsync(_addressPulls, AddressOf(http), http, caller, "pulls an hour from one address (limits.addressPullsPerHour)");
        if (!caller.IsAnonymous) await TakeAsync(_principalPulls, caller.Name, http, caller, "pulls an hour of one account (limits.principalPullsPerHour)");
    }

    private async ValueTask TakeAsync(TokenBuckets? buckets, string name, HttpContext http, Caller? caller, string limit)
    {
        if (buckets?.Take(name) is not { } shortage) return;
        var refusal = new OciException(OciError.TooManyRequests, $"more than the allowed {limit}; try again in {shortage.Seconds} seconds") { RetryAfterSeconds = shortage.Seconds, IsRecorded = true };
        if (shortage.IsFirst)
            await audit.AppendAsync(audit.Describe(http, caller, "limit", refusal.Error.Code, reference: http.Request.Path) with { Detail = refusal.Message }, CancellationToken.None);
        throw refusal;
    }

    private static TokenBuckets? Make(int limit, TimeSpan period, TimeProvider time) => limit == 0 ? null : new TokenBuckets(limit, period, time);

    /// <summary>An IPv6 customer has 2^64 addresses at least: they count as one.</summary>
    private static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes).ToString();
    }
}
