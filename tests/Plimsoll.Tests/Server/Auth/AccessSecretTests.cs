using Plimsoll.Core;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;
using static Plimsoll.Tests.Server.Auth.AuthServices;

namespace Plimsoll.Tests.Server.Auth;

/// <summary>Personal access tokens and the secrets of robots.</summary>
public sealed class AccessSecretTests : IAsyncLifetime
{
    private static readonly RepositoryName Api = RepositoryName.Parse("shop/api");
    private static readonly RepositoryName Web = RepositoryName.Parse("shop/web");
    private static readonly RepositoryName Other = RepositoryName.Parse("other/api");

    private AuthServices _auth = null!;

    public async ValueTask InitializeAsync() => _auth = await StartAsync();

    public async ValueTask DisposeAsync() => await _auth.DisposeAsync();

    [Fact]
    public async Task A_token_has_the_rights_of_its_user_within_its_limits()
    {
        await _auth.AddUserAsync("jane", "password", ("writer", "shop/**"));
        var (_, token) = await MakeTokenAsync("jane", Limits.Check("ci", ["shop/api", "other/**"], ["pull", "delete"], null));

        var caller = await _auth.ResolveAsync(Basic("jane", token));

        caller.AuthKind.ShouldStartWith("token:");
        caller.IsUnlimited.ShouldBeFalse();
        caller.May(Permission.Pull, Api).ShouldBeTrue();
        caller.May(Permission.Push, Api).ShouldBeFalse("the token is limited to pull and delete");
        caller.May(Permission.Delete, Api).ShouldBeFalse("jane has no right to delete");
        caller.May(Permission.Pull, Web).ShouldBeFalse("the token is limited to other paths");
        caller.May(Permission.Pull, Other).ShouldBeFalse("jane has no rights there");
    }

    [Fact]
    public async Task A_token_is_taken_as_password_or_as_bearer_of_its_own_user_only()
    {
        await _auth.AddUserAsync("jane");
        var (_, token) = await MakeTokenAsync("jane", Limits.Check("ci", null, null, null));

        (await _auth.ResolveAsync(Basic("jane", token))).Name.ShouldBe("jane");
        (await _auth.ResolveAsync(Bearer(token))).Name.ShouldBe("jane");
        (await _auth.RefuseAsync(Basic("admin", token))).Message.ShouldContain("another account");
        (await _auth.RefuseAsync(Bearer(token + "x"))).Message.ShouldContain("unknown");
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_is_stored()
    {
        await _auth.AddUserAsync("jane");
        var (record, token) = await MakeTokenAsync("jane", Limits.Check("ci", null, null, null));
        var stored = (await _auth.Store.FindCredentialAsync(record.Id, default)).ShouldNotBeNull();

        token.ShouldMatch("^plp_[A-Za-z0-9_-]{43}$");
        stored.Hash.ToArray().ShouldBe(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)));
    }

    [Fact]
    public async Task A_token_ends_with_its_day()
    {
        await _auth.AddUserAsync("jane");
        var (_, token) = await MakeTokenAsync("jane", Limits.Check("ci", null, null, 1));
        await _auth.ResolveAsync(Bearer(token));
        _auth.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        await _auth.ResolveAsync(Bearer(token));
        _auth.Clock.Advance(TimeSpan.FromSeconds(1));

        (await _auth.RefuseAsync(Bearer(token))).Message.ShouldContain("expired");
    }

    [Fact]
    public async Task A_revoked_token_is_out_at_once_with_those_that_were_made_with_it()
    {
        await _auth.AddUserAsync("jane");
        var (record, token) = await MakeTokenAsync("jane", Limits.Check("ci", null, null, null));
        var http = Request(Bearer(token), path: "/api/v1");
        http.SetCaller(await _auth.ResolveAsync(http));
        var (_, child) = await _auth.Get<AccessTokens>().AddAsync(http, Limits.Check("child", null, null, null));
        await _auth.ResolveAsync(Bearer(child));

        await _auth.Get<AccessTokens>().RemoveAsync(await AsAsync("jane"), record.Id);

        (await _auth.RefuseAsync(Bearer(token))).Message.ShouldContain("unknown");
        (await _auth.RefuseAsync(Bearer(child))).Message.ShouldContain("unknown");
    }

    [Fact]
    public async Task Use_is_noted()
    {
        await _auth.AddUserAsync("jane");
        var (record, token) = await MakeTokenAsync("jane", Limits.Check("ci", null, null, null));
        record.LastUsedAt.ShouldBeNull();
        await _auth.ResolveAsync(Bearer(token));

        (await _auth.Store.FindCredentialAsync(record.Id, default))!.LastUsedAt.ShouldBe(_auth.Clock.Now);
    }

    [Fact]
    public async Task A_robot_goes_over_from_one_secret_to_the_next_without_a_gap()
    {
        var admin = await _auth.AdminAsync();
        var robots = _auth.Get<Robots>();
        var (_, first, one) = await robots.AddAsync(admin, "ci", null, ["shop/**"], "writer", 30);
        var (_, two) = await robots.AddSecretAsync(admin, "ci", Limits.Check(null, null, null, 30));
        (await Should.ThrowAsync<Plimsoll.Core.Errors.OciException>(() => robots.AddSecretAsync(admin, "ci", Limits.Check(null, null, null, 30)))).Error.Status.ShouldBe(409);
        (await _auth.ResolveAsync(Basic("robot+ci", one))).May(Permission.Push, Api).ShouldBeTrue();
        (await _auth.ResolveAsync(Basic("robot+ci", two))).May(Permission.Push, Api).ShouldBeTrue();

        await robots.RemoveSecretAsync(admin, "ci", first.Id);

        (await _auth.RefuseAsync(Basic("robot+ci", one))).Message.ShouldContain("unknown");
        (await _auth.ResolveAsync(Basic("robot+ci", two))).Name.ShouldBe("robot+ci");
        await robots.AddSecretAsync(admin, "ci", Limits.Check(null, null, null, 30));
    }

    [Fact]
    public async Task An_expired_secret_makes_room_for_the_next()
    {
        var admin = await _auth.AdminAsync();
        await _auth.Get<Robots>().AddAsync(admin, "ci", null, ["shop/**"], "writer", 1);
        await _auth.Get<Robots>().AddSecretAsync(admin, "ci", Limits.Check(null, null, null, 30));
        _auth.Clock.Advance(TimeSpan.FromDays(1));

        await _auth.Get<Robots>().AddSecretAsync(await _auth.AdminAsync(), "ci", Limits.Check(null, null, null, 30));
    }

    [Fact]
    public async Task A_robot_stays_in_its_paths_whatever_is_granted_to_it()
    {
        var admin = await _auth.AdminAsync();
        var (_, _, secret) = await _auth.Get<Robots>().AddAsync(admin, "ci", null, ["shop/**"], "writer", null);
        await _auth.Get<Grants>().AddAsync(admin, "robot:ci", "owner", "**");

        var caller = await _auth.ResolveAsync(Basic("robot+ci", secret));

        caller.May(Permission.Delete, Api).ShouldBeTrue();
        caller.May(Permission.Pull, Other).ShouldBeFalse();
        caller.May(Permission.Pull).ShouldBeFalse();
        caller.May(Permission.Manage, PathPattern.Everything).ShouldBeFalse();
    }

    [Fact]
    public async Task A_robot_has_no_password()
    {
        var (_, _, secret) = await _auth.Get<Robots>().AddAsync(await _auth.AdminAsync(), "ci", null, ["shop/**"], "writer", null);

        (await _auth.RefuseAsync(Basic("robot+ci", ""))).Message.ShouldContain("wrong");
        (await _auth.RefuseAsync(Basic("ci", secret))).Message.ShouldContain("another account");
    }

    private async Task<(CredentialRecord Record, string Token)> MakeTokenAsync(string user, Limits limits) => await _auth.Get<AccessTokens>().AddAsync(await AsAsync(user), limits);

    private async Task<Microsoft.AspNetCore.Http.HttpContext> AsAsync(string user)
    {
        var http = Request(Basic(user, "password"), path: "/api/v1");
        http.SetCaller(await _auth.ResolveAsync(http));
        return http;
    }
}
