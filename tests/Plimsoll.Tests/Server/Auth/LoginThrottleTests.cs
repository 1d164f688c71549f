using System.Net;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Server.Auth;

public sealed class LoginThrottleTests
{
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Away = IPAddress.Parse("198.51.100.7");

    private readonly ManualClock _clock = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_clock);

    [Fact]
    public void Waits_twice_as_long_after_each_failure_up_to_a_quarter_of_an_hour()
    {
        var waits = new List<int>();
        for (var i = 0; i < 17; i++)
        {
            _throttle.Failed(Home, "jane");
            waits.Add(_throttle.SecondsToWait(Home, "jane"));
            _clock.Advance(TimeSpan.FromSeconds(waits[^1]));
            _throttle.SecondsToWait(Home, "jane").ShouldBe(0);
        }

        waits.ShouldBe([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }

    [Fact]
    public void Locks_nobody_out_from_other_addresses()
    {
        Fail(Home, "jane", 10);

        _throttle.SecondsToWait(Home, "jane").ShouldBeGreaterThan(0);
        _throttle.SecondsToWait(Away, "jane").ShouldBe(0);
        _throttle.SecondsToWait(Home, "joe").ShouldBe(0);
    }

    [Fact]
    public void Slows_an_address_that_tries_many_accounts()
    {
        for (var i = 0; i < LoginThrottle.FreeForAddress; i++) _throttle.Failed(Home, "user" + i);

        _throttle.SecondsToWait(Home, "somebody").ShouldBe(1);
        _throttle.SecondsToWait(Away, "somebody").ShouldBe(0);
    }

    [Fact]
    public void Starts_over_after_a_success()
    {
        Fail(Home, "jane", 4);
        _throttle.Succeeded(Home, "jane");
        _throttle.IsIdle.ShouldBeTrue();
        Fail(Home, "jane", 4);

        _throttle.SecondsToWait(Home, "jane").ShouldBe(0);
    }

    [Fact]
    public void A_login_of_ones_own_does_not_make_up_for_guesses_at_others()
    {
        for (var i = 0; i < LoginThrottle.FreeForAddress; i++)
        {
            _throttle.Failed(Home, "victim" + i);
            _throttle.Failed(Home, "mallory");
            _throttle.Succeeded(Home, "mallory");
        }

        _throttle.SecondsToWait(Home, "mallory").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Forgets_after_an_hour()
    {
        Fail(Home, "jane", 12);
        _clock.Advance(LoginThrottle.Memory);
        _throttle.Failed(Home, "jane");

        _throttle.SecondsToWait(Home, "jane").ShouldBe(0);
    }

    [Theory]
    [InlineData("2001:db8:1:2:3::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Counts_a_network_of_IPv6_as_one_address(string one, string other, bool same)
    {
        Fail(IPAddress.Parse(one), "jane", 8);

        (_throttle.SecondsToWait(IPAddress.Parse(other), "jane") > 0).ShouldBe(same);
    }

    [Fact]
    public void Stays_in_bounds_and_keeps_what_is_newest()
    {
        for (var i = 0; i < LoginThrottle.Capacity + 500; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            _throttle.Failed(new IPAddress(BitConverter.GetBytes(i)), "jane");
        }
        Fail(Home, "jane", 8);

        _throttle.Count.ShouldBeLessThanOrEqualTo(LoginThrottle.Capacity);
        _throttle.SecondsToWait(Home, "jane").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Long_names_share_one_count()
    {
        for (var i = 0; i < 8; i++) _throttle.Failed(Home, new string('x', 1000 + i));

        _throttle.Count.ShouldBe(2);
        _throttle.SecondsToWait(Home, new string('y', 5000)).ShouldBeGreaterThan(0);
    }

    private void Fail(IPAddress address, string account, int times)
    {
        for (var i = 0; i < times; i++) _throttle.Failed(address, account);
    }
}
