using Microsoft.AspNetCore.Http;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using static Plimsoll.Tests.Server.Auth.AuthServices;

namespace Plimsoll.Tests.Server.Auth;

/// <summary>What owners may give away: only inside their paths, only what they hold.</summary>
public sealed class AuthorityTests : IAsyncLifetime
{
    private AuthServices _auth = null!;

    private Grants Grants => _auth.Get<Grants>();

    private Robots Robots => _auth.Get<Robots>();

    public async ValueTask InitializeAsync()
    {
        _auth = await StartAsync();
        await _auth.AddUserAsync("olga", "password", ("owner", "shop/**"));
        await _auth.AddUserAsync("jane");
    }

    public async ValueTask DisposeAsync() => await _auth.DisposeAsync();

    [Theory]
    [InlineData("reader", "shop/**", null)]
    [InlineData("writer", "shop/api", null)]
    [InlineData("maintainer", "shop/*", null)]
    [InlineData("owner", "shop/**", null)]
    [InlineData("owner", "shop/team/**", null)]
    [InlineData("reader", "shop", "DENIED")]
    [InlineData("reader", "**", "DENIED")]
    [InlineData("reader", "*/api", "DENIED")]
    [InlineData("reader", "other/**", "DENIED")]
    [InlineData("auditor", "shop/**", "DENIED")]
    [InlineData("admin", "**", "DENIED")]
    [InlineData("admin", "shop/**", "INVALID")]
    [InlineData("root", "shop/**", "INVALID")]
    [InlineData("reader", "shop/**/x", "INVALID")]
    public async Task An_owner_grants_inside_their_paths_and_no_more_than_they_hold(string role, string path, string? refusal)
    {
        var olga = await AsAsync("olga");

        if (refusal is null)
        {
            var grant = await Grants.AddAsync(olga, "user:jane", role, path);
            (await _auth.ResolveAsync(Basic("jane", "password"))).Account!.Rights.Anywhere.Has(Permission.Pull).ShouldBeTrue();
            await Grants.RemoveAsync(olga, grant.Id);
        }
        else
        {
            (await Should.ThrowAsync<OciException>(() => Grants.AddAsync(olga, "user:jane", role, path))).Error.Code.ShouldBe(refusal);
        }
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("writer")]
    [InlineData("maintainer")]
    [InlineData("auditor")]
    public async Task Nobody_below_an_owner_grants_anything(string role)
    {
        await Grants.AddAsync(await _auth.AdminAsync(), "user:jane", role, "shop/**");

        (await Should.ThrowAsync<OciException>(async () => await Grants.AddAsync(await AsAsync("jane"), "user:jane", "reader", "shop/**"))).Error.ShouldBe(OciError.Denied);
        Grants.Visible((await AsAsync("jane")).Caller()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_owner_sees_and_takes_back_only_what_lies_in_their_paths()
    {
        var outside = await Grants.AddAsync(await _auth.AdminAsync(), "user:jane", "reader", "other/**");
        var above = await Grants.AddAsync(await _auth.AdminAsync(), "user:jane", "auditor", "shop/**");
        var olga = await AsAsync("olga");

        Grants.Visible(olga.Caller()).Select(g => g.Path).ShouldBe(["shop/**", "shop/**"]);
        (await Should.ThrowAsync<OciException>(() => Grants.RemoveAsync(olga, outside.Id))).Error.Status.ShouldBe(404);
        (await Should.ThrowAsync<OciException>(() => Grants.RemoveAsync(olga, above.Id))).Error.ShouldBe(OciError.Denied);
    }

    [Theory]
    [InlineData("anonymous", "reader", null)]
    [InlineData("anonymous", "maintainer", null)]
    [InlineData("anonymous", "owner", "INVALID")]
    [InlineData("anonymous", "auditor", "INVALID")]
    [InlineData("anonymous", "admin", "INVALID")]
    [InlineData("authenticated", "writer", null)]
    [InlineData("authenticated", "owner", "INVALID")]
    [InlineData("authenticated", "admin", "INVALID")]
    public async Task Strangers_have_no_roles_with_power_over_others(string subject, string role, string? refusal)
    {
        var add = async () => await Grants.AddAsync(await _auth.AdminAsync(), subject, role, "**");

        if (refusal is null) await add();
        else (await Should.ThrowAsync<OciException>(add)).Error.Code.ShouldBe(refusal);
    }

    [Theory]
    [InlineData("shop/ci/**", "writer", true)]
    [InlineData("shop/**", "owner", true)]
    [InlineData("shop/**", null, true)]
    [InlineData("**", "writer", false)]
    [InlineData("other/**", "reader", false)]
    [InlineData("shop/**", "auditor", false)]
    public async Task An_owner_makes_robots_for_their_paths(string path, string? role, bool may)
    {
        var olga = await AsAsync("olga");
        var add = () => Robots.AddAsync(olga, "ci", null, [path], role, null);

        if (may) (await add()).Robot.Login.ShouldBe("robot+ci");
        else (await Should.ThrowAsync<OciException>(add)).Error.ShouldBe(OciError.Denied);
    }

    [Fact]
    public async Task A_robot_without_bounds_is_for_administrators()
    {
        (await Should.ThrowAsync<OciException>(async () => await Robots.AddAsync(await AsAsync("olga"), "ci", null, null, "reader", null))).Error.ShouldBe(OciError.Denied);

        await Robots.AddAsync(await _auth.AdminAsync(), "ci", null, null, "reader", null);
    }

    [Fact]
    public async Task An_owner_makes_no_secret_for_a_robot_that_may_more_than_they_do()
    {
        await Robots.AddAsync(await AsAsync("olga"), "ci", null, ["shop/**"], "writer", null);
        await Robots.AddSecretAsync(await AsAsync("olga"), "ci", Limits.Check(null, null, null, null));
        await Grants.AddAsync(await _auth.AdminAsync(), "robot:ci", "auditor", "shop/**");

        (await Should.ThrowAsync<OciException>(async () => await Robots.RemoveAsync(await AsAsync("olga"), "ci"))).Error.Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_limited_token_makes_no_credentials()
    {
        var (_, token) = await _auth.Get<AccessTokens>().AddAsync(await AsAsync("olga"), Limits.Check("x", ["shop/**"], ["pull", "manage"], null));
        var limited = await WithAsync(Bearer(token));

        (await Should.ThrowAsync<OciException>(() => _auth.Get<AccessTokens>().AddAsync(limited, Limits.Check("y", null, null, null)))).Error.ShouldBe(OciError.Denied);
        (await Should.ThrowAsync<OciException>(() => _auth.Get<Users>().ChangeOwnPasswordAsync(limited, "password", "another password"))).Error.ShouldBe(OciError.Denied);
        (await Should.ThrowAsync<OciException>(() => Grants.AddAsync(limited, "user:jane", "writer", "shop/**"))).Error.ShouldBe(OciError.Denied);
        await Grants.AddAsync(limited, "user:jane", "reader", "shop/**").ShouldNotThrowAsync();
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var admin = await _auth.AdminAsync();
        var users = _auth.Get<Users>();
        foreach (var change in (Func<Task>[])[() => users.RemoveAsync(admin, "admin"), () => users.SetDisabledAsync(admin, "admin", true), () => Grants.RemoveAsync(admin, 1)])
            (await Should.ThrowAsync<OciException>(change)).Error.Code.ShouldBe("CONFLICT");
        await Grants.AddAsync(admin, "user:jane", "admin", "**");

        await users.RemoveAsync(admin, "admin");

        _auth.Directory.Current.Find("admin").ShouldBeNull();
    }

    [Theory]
    [InlineData("short")]
    [InlineData("plp_looks-like-a-token")]
    public async Task Refuses_passwords_that_would_not_do(string password) =>
        (await Should.ThrowAsync<OciException>(async () => await _auth.Get<Users>().AddAsync(await _auth.AdminAsync(), "joe", password, null))).Error.Code.ShouldBe("INVALID");

    private Task<HttpContext> AsAsync(string user) => WithAsync(Basic(user, "password"));

    private async Task<HttpContext> WithAsync(string header)
    {
        var http = Request(header, path: "/api/v1");
        http.SetCaller(await _auth.ResolveAsync(http));
        return http;
    }
}
