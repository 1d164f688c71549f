using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Api;

namespace Plimsoll.Server.Tests.Webhooks;

/// <summary>The same images in a registry that may send requests to this machine.</summary>
public sealed class HookedImages : InsideImages
{
    protected override void Configure(ServerOptions options)
    {
        options.Webhooks.PrivateNetworks.Add("127.0.0.0/8");
        options.Webhooks.DebounceSeconds = 1;
    }
}
