using System.Text;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>Two servers of ours, and one that others wrote and that has no referrers API.</summary>
public sealed class CopyPlacesFixture : IAsyncLifetime
{
    internal RunningServer First { get; } = new();

    internal RunningServer Second { get; } = new();

    internal PeerRegistry Peer { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await First.InitializeAsync();
        await Second.InitializeAsync();
        await Peer.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Peer.DisposeAsync();
    }

    /// <summary>A home whose tools are logged in to all three.</summary>
    internal Workbench Bench()
    {
        var bench = new Workbench();
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + RunningServer.Password));
        File.WriteAllText(bench[".docker/config.json"], $$"""{"auths": { {{string.Join(',', new[] { First.Host, Second.Host, Peer.Host }.Select(host => $$"""{{'"'}}{{host}}": {"auth": "{{secret}}"}"""))}} } }""");
        return bench;
    }
}
