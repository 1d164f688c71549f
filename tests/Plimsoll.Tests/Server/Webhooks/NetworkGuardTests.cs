using System.Net;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Webhooks;

namespace Plimsoll.Tests.Server.Webhooks;

public sealed class NetworkGuardTests
{
    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("ff02::1", false)]
    [InlineData("192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", true)]
    public void Goes_only_to_public_addresses_and_to_those_that_are_allowed(string address, bool allowed)
    {
        var options = new WebhookOptions();
        options.PrivateNetworks.Add("192.0.2.7");
        NetworkGuard.Of(options).Allows(IPAddress.Parse(address)).ShouldBe(allowed);
    }
}
