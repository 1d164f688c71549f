using System.Globalization;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>Limits of requests, each on a server of its own.</summary>
public sealed class RequestLimitTests
{
    private sealed class Limited(Action<LimitOptions> configure) : RegistryFixture
    {
        protected override void Configure(ServerOptions options) => configure(options.Limits);
    }

    private static async Task<Limited> StartAsync(Action<LimitOptions> configure)
    {
        var server = new Limited(configure);
        await server.InitializeAsync();
        return server;
    }

    private static async Task<int> UntilRefusedAsync(Func<Task<Answer>> ask, int most)
    {
        for (var asked = 0; asked < most; asked++)
        {
            if (await ask() is { Status: 429 } refusal)
            {
                int.Parse(refusal["Retry-After"]!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
                return asked;
            }
        }
        throw new InvalidOperationException($"{most} requests were let through");
    }

    [Fact]
    public async Task An_account_gets_429_with_Retry_After_while_others_go_on()
    {
        await using var server = await StartAsync(limits => limits.PrincipalRequestsPerMinute = 5);
        (await UntilRefusedAsync(() => server.Wire.GetAsync("/v2/"), 20)).ShouldBe(5);
        (await server.Wire.GetAsync("/v2/")).ExpectError(429, "TOOMANYREQUESTS").Message().ShouldContain("limits.principalRequestsPerMinute");
        (await server.Wire.GetAsync("/api/v1/repositories")).Expect(429).Json.GetProperty("code").GetString().ShouldBe("TOOMANYREQUESTS");
        (await server.Anonymous.GetAsync("/v2/")).Expect(401);
        (await server.Anonymous.GetAsync("/login")).Expect(200);
    }

    [Fact]
    public async Task An_address_gets_429_everywhere_but_on_health_checks()
    {
        await using var server = await StartAsync(limits => limits.AddressRequestsPerMinute = 6);
        (await UntilRefusedAsync(() => server.Anonymous.GetAsync("/v2/"), 20)).ShouldBe(6);
        (await server.Anonymous.GetAsync("/auth/token")).ExpectError(429, "TOOMANYREQUESTS");
        (await server.Anonymous.GetAsync("/api/v1/repositories")).Expect(429)["Content-Type"].ShouldBe("application/problem+json");
        (await server.Anonymous.GetAsync("/")).Expect(429);
        for (var i = 0; i < 20; i++) (await server.Anonymous.GetAsync("/health/live")).Expect(200);
    }

    [Fact]
    public async Task Pulls_are_counted_apart_and_heads_are_none()
    {
        await using var server = await StartAsync(limits => limits.PrincipalPullsPerHour = 3);
        var repository = new RepositoryOnWire(server.Wire, "shop/api");
        await repository.PushImageAsync("1");
        for (var i = 0; i < 5; i++) (await server.Wire.HeadAsync(repository.Manifest("1"))).Expect(200);
        for (var i = 0; i < 3; i++) (await server.Wire.GetAsync(repository.Manifest("1"))).Expect(200);
        var refusal = (await server.Wire.GetAsync(repository.Manifest("1"))).ExpectError(429, "TOOMANYREQUESTS");
        int.Parse(refusal["Retry-After"]!, CultureInfo.InvariantCulture).ShouldBeInRange(1000, 1200);
        await repository.PushImageAsync("2");
    }

    [Fact]
    public async Task A_flood_of_refusals_is_one_event_a_minute()
    {
        await using var server = await StartAsync(limits => limits.PrincipalPullsPerHour = 1);
        var repository = new RepositoryOnWire(server.Wire, "shop/api");
        await repository.PushImageAsync("1");
        (await server.Wire.GetAsync(repository.Manifest("1"))).Expect(200);
        for (var i = 0; i < 10; i++) (await server.Wire.GetAsync(repository.Manifest("1"))).Expect(429);
        var events = await server.Wire.ListAsync("events?outcome=TOOMANYREQUESTS");
        events.Single().GetProperty("principal").GetString().ShouldBe("admin");
    }

    [Fact]
    public async Task Without_a_setting_there_is_no_limit()
    {
        await using var server = await StartAsync(_ => { });
        for (var i = 0; i < 300; i++) (await server.Wire.GetAsync("/v2/")).Expect(200);
    }
}
