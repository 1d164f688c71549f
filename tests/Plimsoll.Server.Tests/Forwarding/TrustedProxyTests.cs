using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Forwarding;

/// <summary>A server that trusts the address from which the tests come, as if they were its proxy.</summary>
public sealed class TrustedProxyTests(TrustedProxyTests.BehindProxy registry, RegistryFixture open) : IClassFixture<TrustedProxyTests.BehindProxy>
{
    [Fact]
    public async Task The_audit_log_names_the_client_and_not_the_proxy()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        (await registry.Wire.PostAsync(repository.Uploads, null, ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"))).Expect(202);
        (await registry.Wire.PostAsync(repository.Uploads)).Expect(202);

        var addresses = (await registry.Wire.GetAsync($"/api/v1/events?repository={repository.Name}&action=start-upload")).Expect(200).Json.GetProperty("items").EnumerateArray();

        addresses.Select(e => e.GetProperty("address").GetString()).ShouldBe(["203.0.113.9", "127.0.0.1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Guesses_of_one_client_behind_the_proxy_do_not_slow_another_one()
    {
        using var guesser = registry.Login("admin", "a wrong password");
        for (var i = 0; i < 5; i++) (await guesser.GetAsync("/v2/", ("X-Forwarded-For", "203.0.113.20"))).Expect(401);

        (await guesser.GetAsync("/v2/", ("X-Forwarded-For", "203.0.113.20"))).Expect(429);
        (await guesser.GetAsync("/v2/", ("X-Forwarded-For", "203.0.113.21"))).Expect(401);
    }

    [Fact]
    public async Task The_challenge_names_the_address_that_the_client_uses() =>
        (await registry.Anonymous.GetAsync("/v2/", ("Forwarded", "for=203.0.113.9;proto=https;host=images.example"))).Expect(401)["WWW-Authenticate"]!
            .ShouldContain("realm=\"https://images.example/auth/token\",service=\"images.example\"");

    [Fact]
    public async Task Without_the_setting_nobody_is_believed()
    {
        var repository = RepositoryOnWire.New(open.Wire);
        (await open.Wire.PostAsync(repository.Uploads, null, ("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9"))).Expect(202);

        (await open.Wire.GetAsync($"/api/v1/events?repository={repository.Name}")).Expect(200).Text.ShouldNotContain("203.0.113.9");
        (await open.Anonymous.GetAsync("/v2/", ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", "evil.example"))).Expect(401)["WWW-Authenticate"]!.ShouldNotContain("evil");
    }

    /// <summary>A server behind a proxy on the same machine.</summary>
    public sealed class BehindProxy : RegistryFixture
    {
        protected override void Configure(ServerOptions options) => options.TrustedProxies.Add("127.0.0.1");
    }
}
