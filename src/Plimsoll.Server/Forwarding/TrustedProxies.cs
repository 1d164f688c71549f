using System.Net;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Forwarding;

/// <summary>The proxies that stand before this server by its operator's will: only what they say about a client is believed.</summary>
internal sealed class TrustedProxies
{
    private readonly IPNetwork[] _networks;

    private TrustedProxies(IPNetwork[] networks) => _networks = networks;

    /// <summary>True when nobody is trusted.</summary>
    public bool IsEmpty => _networks.Length == 0;

    /// <summary>Reads the list of the settings: addresses such as <c>10.0.0.7</c> and networks such as <c>10.0.0.0/8</c> or <c>fd00::/8</c>.</summary>
    /// <exception cref="OptionsException">An entry is neither.</exception>
    public static TrustedProxies Of(ServerOptions options) => new([.. options.TrustedProxies.Select(Parse)]);

    /// <summary>Is this the address of such a proxy?</summary>
    public bool Contains(IPAddress address)
    {
        foreach (var network in _networks)
        {
            if (network.Contains(address)) return true;
        }
        return false;
    }

    /// <summary>A connection to a socket that takes IPv6 and IPv4 shows IPv4 as <c>::ffff:10.0.0.7</c>; rules and logs know <c>10.0.0.7</c>.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (ClientAddress.TryParseBare(slash < 0 ? text : text[..slash], out var address))
        {
            if (slash < 0) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
            if (IPNetwork.TryParse(text, out var network)) return network;
        }
        throw new OptionsException("trustedProxies", text, "expected an address such as 10.0.0.7 or a network such as 10.0.0.0/8");
    }
}
