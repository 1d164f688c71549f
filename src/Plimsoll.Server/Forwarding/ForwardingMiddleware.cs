using System.Net;

namespace Plimsoll.Server.Forwarding;

/// <summary>
/// Behind trusted proxies: makes the request look as it did where the client sent it, so that the audit log, the login throttle and links speak of the client. From
/// the right, each hop that a trusted proxy reports is believed; the first address that is no trusted proxy's is the client. Where a report is missing or malformed,
/// the proxy that should have made it counts as the client.
/// </summary>
internal sealed class ForwardingMiddleware(RequestDelegate next, TrustedProxies proxies)
{
    /// <summary>Rewrites the client's address, the scheme and the host, then passes the request on.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is { } peer && proxies.Contains(TrustedProxies.Plain(peer))) Rewrite(http, TrustedProxies.Plain(peer));
        return next(http);
    }

    private void Rewrite(HttpContext http, IPAddress peer)
    {
        var standard = Walk(HopReader.ReadStandard(http.Request.Headers), peer);
        var customary = Walk(HopReader.ReadCustomary(http.Request.Headers), peer);
        // Most proxies set one of the two headers and pass the other one on as the client wrote it. Which one is forged cannot be seen, so neither is believed.
        if (standard is { } one && customary is { } other && !one.Client.Equals(other.Client)) return;
        if ((standard ?? customary) is not { } seen) return;
        http.Connection.RemoteIpAddress = seen.Client;
        http.Connection.RemotePort = 0;
        if ((standard?.Scheme ?? customary?.Scheme) is { } scheme) http.Request.Scheme = scheme;
        if ((standard?.Host ?? customary?.Host) is { } host) http.Request.Host = new HostString(host);
    }

    private (IPAddress Client, string? Scheme, string? Host)? Walk(IReadOnlyList<Hop>? hops, IPAddress peer)
    {
        if (hops is null) return null;
        (IPAddress Client, string? Scheme, string? Host) seen = (peer, null, null);
        for (var i = hops.Count - 1; i >= 0 && proxies.Contains(seen.Client) && hops[i].For is { } sender; i--) seen = (sender, hops[i].Scheme ?? seen.Scheme, hops[i].Host ?? seen.Host);
        return seen;
    }
}
