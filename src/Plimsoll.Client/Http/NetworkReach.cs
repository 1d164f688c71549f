using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Client.Http;

/// <summary>How far away an address is, by its text alone.</summary>
internal enum Reach
{
    /// <summary>A name with a dot, or an address of the internet.</summary>
    Public,

    /// <summary>An address of a private network, or a name that only such a network resolves.</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>Link-local (where clouds keep the credentials of a machine), multicast, unspecified or reserved.</summary>
    Special,
}

/// <summary>Sorts addresses into how far they reach, for <see cref="TargetRule"/>.</summary>
internal static class NetworkReach
{
    private static readonly IPNetwork[] PrivateNetworks = Networks("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "fc00::/7");

    private static readonly IPNetwork[] SpecialNetworks =
        Networks("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128", "fe80::/10", "fec0::/10", "ff00::/8", "64:ff9b::/96", "2002::/16");

    public static Reach Of(Uri address)
    {
        // IdnHost turns full-width digits and ideographic dots into ASCII, as the resolver will.
        var host = address.IdnHost.TrimEnd('.').Trim('[', ']');
        if (IPAddress.TryParse(host, out var literal)) return Of(literal);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)) return Reach.Loopback;
        var local = !host.Contains('.') || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);
        return local ? Reach.Private : Reach.Public;
    }

    private static Reach Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return Reach.Loopback;
        if (Contains(SpecialNetworks, address)) return Reach.Special;
        return Contains(PrivateNetworks, address) ? Reach.Private : Reach.Public;
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) =>
        Array.Exists(networks, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address.AddressFamily == AddressFamily.InterNetworkV6 ? Unscoped(address) : address));

    private static IPAddress Unscoped(IPAddress address) => address.ScopeId == 0 ? address : new IPAddress(address.GetAddressBytes());

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, text => IPNetwork.Parse(text));
}
