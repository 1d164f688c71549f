using Plimsoll.Core.Networks;

namespace Plimsoll.Client;

/// <summary>Finds the address of a registry from the host that references name.</summary>
internal static class RegistryEndpoint
{
    private const int LoopbackPort = 5000;

    /// <summary>
    /// <c>https://host/</c>, or on loopback <c>http://host:5000/</c> unless the host has a port of its own. Docker Hub answers under another name than its
    /// references carry.
    /// </summary>
    /// <exception cref="FormatException">The text is no host.</exception>
    public static Uri Of(string host, bool? plainHttp)
    {
        if (host.AsSpan().IndexOfAny("/?#@\\") >= 0 || !Uri.TryCreate("https://" + host + "/", UriKind.Absolute, out var address) || address.PathAndQuery != "/")
            throw new FormatException($"'{host}' is not the host of a registry: expected name[:port].");
        if (address.Host is "docker.io" or "index.docker.io") address = new Uri("https://registry-1.docker.io/");
        var nearby = NetworkReach.Of(address) == Reach.Loopback;
        if (!(plainHttp ?? nearby)) return address;
        var port = address.Port != 443 || host.EndsWith(":443", StringComparison.Ordinal) ? address.Port : nearby ? LoopbackPort : 80;
        return new UriBuilder("http", address.Host, port).Uri;
    }
}
