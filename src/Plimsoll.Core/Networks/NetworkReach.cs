using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Core.Networks;

/// <summary>How far away an address is, by its text alone.</summary>
public enum Reach
{
    /// <summary>A name with a dot, or an address of the internet.</summary>
    Public,

    /// <summary>An address of a private network, or a name that only such a network resolves.</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>Link-local (where clouds keep the credentials of a machine), multicast, unspecified, reserved, or for documents.</summary>
    Special,
}

/// <summary>
/// Sorts addresses into how far they reach, for all who go where somebody else says: registries that send their client on, and administrators who enter the address of a webhook
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry).
/// </summary>
public static class NetworkReach
{
    private static readonly IPNetwork[] PrivateNetworks = Networks("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "fc00::/7");

    private static readonly IPNetwork[] SpecialNetworks = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>All of IPv6 that is given to networks of the internet; what is neither there nor private is special.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>How far an address of the web reaches, without asking who has its name.</summary>
    public static Reach Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        // IdnHost turns full-width digits and ideographic dots into ASCII, as the resolver will.
        var host = address.IdnHost.TrimEnd('.').Trim('[', ']');
        if (IPAddress.TryParse(host, out var literal)) return Of(literal);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)) return Reach.Loopback;
        var local = !host.Contains('.') || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);
        return local ? Reach.Private : Reach.Public;
    }

    /// <summary>How far an address reaches.</summary>
    public static Reach Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0) address = new IPAddress(address.GetAddressBytes());
        if (IPAddress.IsLoopback(address)) return Reach.Loopback;
        if (Contains(SpecialNetworks, address)) return Reach.Special;
        if (Contains(PrivateNetworks, address)) return Reach.Private;
        return address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address) ? Reach.Public : Reach.Special;
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, text => IPNetwork.Parse(text));
}
