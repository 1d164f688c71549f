using System.Net;
using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Webhooks;

namespace Plimsoll.Tests.Server.Webhooks;

public sealed class StandardSignatureTests
{
    /// <summary>The vector of the reference libraries (standard-webhooks/standard-webhooks, libraries/*/test).</summary>
    [Fact]
    public void Signs_as_the_reference_libraries_do() =>
        StandardSignature.Sign(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""))
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

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

    [Fact]
    public void Tries_ever_later_and_gives_up()
    {
        var pauses = Enumerable.Range(1, RetryPlan.MaxAttempts - 1).Select(attempt => RetryPlan.After(attempt, 500, null, 0.5)!.Value).ToList();
        pauses[0].ShouldBe(TimeSpan.FromSeconds(10));
        pauses.ShouldBe(pauses.Order());
        pauses.Max().ShouldBe(TimeSpan.FromHours(6));
        pauses.Aggregate((sum, pause) => sum + pause).ShouldBeInRange(TimeSpan.FromHours(10), TimeSpan.FromHours(18));
        RetryPlan.After(RetryPlan.MaxAttempts, 500, null, 0.5).ShouldBeNull();
        RetryPlan.After(1, 410, null, 0.5).ShouldBeNull();
        RetryPlan.After(1, 503, TimeSpan.FromMinutes(5), 0.5).ShouldBe(TimeSpan.FromMinutes(5));
        RetryPlan.After(1, 503, TimeSpan.FromDays(5), 0.5).ShouldBe(TimeSpan.FromHours(6));
        RetryPlan.After(1, null, null, 0).ShouldBe(TimeSpan.FromSeconds(5));
        RetryPlan.After(1, null, null, 1).ShouldBe(TimeSpan.FromSeconds(15));
    }
}
