using System.Net;

namespace Plimsoll.Server.Forwarding;

/// <summary>What one proxy says of the request that came to it.</summary>
/// <param name="For">Who sent it; null when that is no address.</param>
/// <param name="Scheme">The scheme that was spoken with it, <c>http</c> or <c>https</c>; null when it is not said.</param>
/// <param name="Host">The Host header that it got; null when it is not said or is none.</param>
internal sealed record Hop(IPAddress? For, string? Scheme, string? Host)
{
    private const int MaxHost = 255;

    /// <summary>Takes texts of headers: what is not well-formed counts as not said.</summary>
    public static Hop Of(string? address, string? scheme, string? host) => new(
        address is not null && ClientAddress.TryParse(address, out var parsed) ? parsed : null,
        scheme?.ToLowerInvariant() is "http" or "https" ? scheme.ToLowerInvariant() : null,
        host is not null && IsHost(host) ? host : null);

    /// <summary>It goes into links and challenges, so nothing but a name or an address with or without a port will do.</summary>
    private static bool IsHost(string text)
    {
        if (text.Length is 0 or > MaxHost) return false;
        var host = new HostString(text);
        return Uri.CheckHostName(host.Host.Trim('[', ']')) != UriHostNameType.Unknown && (text == host.Host || text == $"{host.Host}:{host.Port}");
    }
}
