using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Tokens;
using Plimsoll.Storage.Metadata;
using static Plimsoll.Tests.Server.Auth.AuthServices;

namespace Plimsoll.Tests.Server.Auth;

public sealed class CallerResolverTests : IAsyncLifetime
{
    private static readonly RepositoryName Api = RepositoryName.Parse("shop/api");

    private AuthServices _auth = null!;

    public async ValueTask InitializeAsync() => _auth = await StartAsync();

    public async ValueTask DisposeAsync() => await _auth.DisposeAsync();

    [Fact]
    public async Task Nobody_may_nothing_at_first()
    {
        var caller = await _auth.ResolveAsync();

        caller.IsAnonymous.ShouldBeTrue();
        caller.Name.ShouldBe("anonymous");
        caller.AuthKind.ShouldBe("none");
        caller.MayList.ShouldBeFalse();
        caller.May(Permission.Pull, Api).ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_administrator_may_everything()
    {
        var caller = await _auth.ResolveAsync(Basic("admin", AdminPassword));

        caller.AuthKind.ShouldBe("basic");
        Enum.GetValues<Permission>().ShouldAllBe(p => caller.May(p, Api) && caller.May(p) && caller.May(p, PathPattern.Everything));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic /////w==")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer abc")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Digest username=\"admin\"")]
    [InlineData("Negotiate abc")]
    [InlineData("admin:password")]
    [InlineData("")]
    public async Task Refuses_a_header_that_proves_nothing(string header) => (await _auth.RefuseAsync(header)).Error.ShouldBe(OciError.Unauthorized);

    [Fact]
    public async Task Refuses_two_headers()
    {
        var http = Request();
        http.Request.Headers.Authorization = new(["Basic YTpi", "Basic YTpi"]);

        (await _auth.RefuseAsync(http)).Error.ShouldBe(OciError.Unauthorized);
    }

    [Fact]
    public async Task An_unknown_user_gets_the_same_answer_as_a_wrong_password()
    {
        var unknown = await _auth.RefuseAsync(Basic("nobody", "wrong"));
        var wrong = await _auth.RefuseAsync(Basic("admin", "wrong"));

        unknown.Message.ShouldBe(wrong.Message);
    }

    [Fact]
    public async Task Remembers_a_password_for_a_minute_and_no_longer()
    {
        var first = await _auth.ResolveAsync(Basic("admin", AdminPassword));
        (await _auth.ResolveAsync(Basic("admin", AdminPassword))).ShouldBeSameAs(first);

        _auth.Clock.Advance(TimeSpan.FromSeconds(61));

        (await _auth.ResolveAsync(Basic("admin", AdminPassword))).ShouldNotBeSameAs(first);
    }

    [Fact]
    public async Task A_new_grant_counts_at_once_for_a_caller_who_is_remembered()
    {
        await _auth.AddUserAsync("jane");
        (await _auth.ResolveAsync(Basic("jane", "password"))).May(Permission.Pull, Api).ShouldBeFalse();
        var (_, id) = await _auth.Directory.ChangeAsync(s => s.AddGrantAsync(new GrantRecord(0, "user:jane", "reader", "shop/**", _auth.Clock.Now, "admin"), _auth.Event(), default));
        (await _auth.ResolveAsync(Basic("jane", "password"))).May(Permission.Pull, Api).ShouldBeTrue();
        await _auth.Directory.ChangeAsync(s => s.RemoveGrantAsync(id, _auth.Event(), default));

        (await _auth.ResolveAsync(Basic("jane", "password"))).May(Permission.Pull, Api).ShouldBeFalse();
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_once()
    {
        var id = await _auth.AddUserAsync("jane");
        await _auth.ResolveAsync(Basic("jane", "password"));
        await _auth.Directory.ChangeAsync(s => s.SetDisabledAsync(id, true, _auth.Event(), default));

        (await _auth.RefuseAsync(Basic("jane", "password"))).Error.ShouldBe(OciError.Unauthorized);
        (await _auth.RefuseAsync(Basic("jane", "password"))).Message.ShouldContain("disabled");
    }

    [Fact]
    public async Task An_old_password_is_out_at_once()
    {
        await _auth.AddUserAsync("jane");
        await _auth.ResolveAsync(Basic("jane", "password"));
        await _auth.Get<Users>().SetPasswordAsync(await _auth.AdminAsync(), "jane", "another password");

        (await _auth.RefuseAsync(Basic("jane", "password"))).Error.ShouldBe(OciError.Unauthorized);
        (await _auth.ResolveAsync(Basic("jane", "another password"))).Name.ShouldBe("jane");
    }

    [Fact]
    public async Task A_password_that_was_hashed_with_older_parameters_is_hashed_anew()
    {
        var old = PasswordHash.Make("password", iterations: 1000);
        await _auth.Directory.ChangeAsync(s => s.AddPrincipalAsync(new NewPrincipal(PrincipalKind.User, "jane", "", old, null, _auth.Clock.Now, "admin"), _auth.Event(), default));
        var id = _auth.Directory.Current.Find("jane")!.Record.Id;

        await _auth.ResolveAsync(Basic("jane", "password"));

        var hash = (await _auth.Store.FindPasswordAsync(id, default)).ShouldNotBeNull();
        hash.ShouldNotBe(old);
        PasswordHash.IsDated(hash).ShouldBeFalse();
        PasswordHash.Verify(hash, "password").ShouldBeTrue();
    }

    [Fact]
    public async Task A_right_password_is_refused_while_the_address_is_throttled_even_when_it_is_remembered()
    {
        await _auth.AddUserAsync("jane");
        await _auth.ResolveAsync(Basic("jane", "password"));
        for (var i = 0; i < LoginThrottle.FreeForPair; i++) await _auth.RefuseAsync(Basic("jane", "guess" + i));

        var refusal = await _auth.RefuseAsync(Basic("jane", "password"));

        refusal.Error.ShouldBe(OciError.TooManyRequests);
        refusal.RetryAfterSeconds.ShouldBe(1);
        (await _auth.ResolveAsync(Request(Basic("jane", "password"), address: "198.51.100.7"))).Name.ShouldBe("jane");
        _auth.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _auth.ResolveAsync(Basic("jane", "password"))).Name.ShouldBe("jane");
    }

    [Fact]
    public async Task Guesses_sent_all_at_once_are_throttled_as_well()
    {
        await _auth.AddUserAsync("jane");

        var refusals = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => _auth.RefuseAsync(Basic("jane", "guess" + i)))));

        refusals.Count(r => r.Error == OciError.Unauthorized).ShouldBe(LoginThrottle.FreeForPair);
        refusals.Count(r => r.Error == OciError.TooManyRequests).ShouldBe(20 - LoginThrottle.FreeForPair);
    }

    [Fact]
    public async Task Stale_tokens_of_a_build_farm_throttle_nobody()
    {
        for (var i = 0; i < 100; i++) (await _auth.RefuseAsync(Basic("robot+ci", $"plr_{i}"))).Error.ShouldBe(OciError.Unauthorized);

        (await _auth.ResolveAsync(Basic("admin", AdminPassword))).Name.ShouldBe("admin");
    }

    /// <summary>Twenty thousand of these happen in a second: a remembered credential costs no memory, whichever kind it is.</summary>
    [Theory]
    [InlineData("nobody")]
    [InlineData("password")]
    [InlineData("registry token")]
    public async Task A_remembered_caller_costs_no_memory(string kind)
    {
        var admin = await _auth.ResolveAsync(Basic("admin", AdminPassword));
        var proof = new Proof { AuthKind = "basic", PrincipalId = admin.Account!.Record.Id, ExpiresAt = _auth.Clock.Now };
        var token = _auth.Get<TokenService>().Issue(proof, admin, TokenScope.ParseAll(["repository:shop/api:pull,push"])).Token;
        var http = Request(kind switch { "nobody" => null, "password" => Basic("admin", AdminPassword), _ => Bearer(token) });
        var resolver = _auth.Get<ICallerResolver>();
        for (var i = 0; i < 1000; i++) await resolver.ResolveAsync(http, default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) await resolver.ResolveAsync(http, default);

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1000).ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData(null, "http://registry.test/auth/token", "registry.test")]
    [InlineData("https://r.example.org", "https://r.example.org/auth/token", "r.example.org")]
    [InlineData("https://r.example.org:8443/", "https://r.example.org:8443/auth/token", "r.example.org:8443")]
    public void Challenges_with_the_address_that_clients_use(string? publicUrl, string realm, string service)
    {
        _auth.Options.PublicUrl = publicUrl;
        var resolver = _auth.Get<ICallerResolver>();

        resolver.Challenge(Request(), null, false).ShouldBe($"Bearer realm=\"{realm}\",service=\"{service}\"");
        resolver.Challenge(Request(), "repository:a:pull", true).ShouldBe($"Bearer realm=\"{realm}\",service=\"{service}\",scope=\"repository:a:pull\",error=\"insufficient_scope\"");
    }
}
