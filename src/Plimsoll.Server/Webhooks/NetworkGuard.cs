using System.Net;
using System.Net.Sockets;
using Plimsoll.Core.Networks;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Forwarding;

namespace Plimsoll.Server.Webhooks;

/// <summary>
/// Where requests may go whose address somebody entered: public addresses, and private ones that the settings name. Asked of the address that is connected to, after its name was resolved,
/// so that a name which is answered differently the second time gains nothing.
/// </summary>
internal sealed class NetworkGuard
{
    private readonly IPNetwork[] _allowed;

    private NetworkGuard(IPNetwork[] allowed) => _allowed = allowed;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionsException">An entry is neither an address nor a network.</exception>
    public static NetworkGuard Of(WebhookOptions options) => new([.. options.PrivateNetworks.Select(Parse)]);

    /// <summary>Whether requests may go there.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = TrustedProxies.Plain(address);
        return _allowed.Any(network => network.Contains(plain)) || NetworkReach.Of(plain) == Reach.Public;
    }

    /// <summary>Connects to the first address of a name that is allowed and answers.</summary>
    /// <exception cref="HttpRequestException">No address is allowed, or none answers.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = addresses.Where(Allows).ToArray();
        if (allowed.Length == 0) throw new HttpRequestException($"{host} is not a public address; webhooks.privateNetworks in the settings can allow it");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network) ? network : throw new OptionsException("webhooks.privateNetworks", text, "expected an address such as 10.0.0.7 or a network such as 10.0.0.0/8");
    }
}
