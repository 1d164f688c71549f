using Microsoft.AspNetCore.Http;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Storage.Metadata;
using static Plimsoll.Tests.Server.Auth.AuthServices;

namespace Plimsoll.Tests.Server.Auth;

public sealed class LoginSessionsTests : IAsyncLifetime
{
    private AuthServices _auth = null!;

    private LoginSessions Sessions => _auth.Get<LoginSessions>();

    public async ValueTask InitializeAsync() => _auth = await StartAsync();

    public async ValueTask DisposeAsync() => await _auth.DisposeAsync();

    [Fact]
    public async Task A_login_sets_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_send()
    {
        var http = Request(path: "/login");
        (await Sessions.LoginAsync(http, "admin", AdminPassword, default)).ShouldBe(new LoginOutcome.LoggedIn("admin"));

        var cookie = http.Response.Headers.SetCookie.ToString();
        cookie.ShouldMatch("^plimsoll_session=pls_[A-Za-z0-9_-]{43}; path=/; samesite=lax; httponly$");
        (await _auth.ResolveAsync(With(cookie))).AuthKind.ShouldBe("session");
    }

    [Theory]
    [InlineData("https", null)]
    [InlineData("http", "https://registry.example.org")]
    public async Task The_cookie_is_secure_where_the_connection_is(string scheme, string? publicUrl)
    {
        _auth.Options.PublicUrl = publicUrl;
        var http = Request(path: "/login");
        http.Request.Scheme = scheme;
        await Sessions.LoginAsync(http, "admin", AdminPassword, default);

        http.Response.Headers.SetCookie.ToString().ShouldContain("; secure");
    }

    [Fact]
    public async Task A_wrong_password_sets_no_cookie_and_is_an_event()
    {
        var http = Request(path: "/login");

        (await Sessions.LoginAsync(http, "admin", "wrong", default)).ShouldBeOfType<LoginOutcome.Refused>();
        http.Response.Headers.SetCookie.Count.ShouldBe(0);
        var audit = (await _auth.Audit.ListAsync(new AuditQuery { Action = "login" }, default)).ShouldHaveSingleItem();
        (audit.Outcome, audit.Principal, audit.Reference, audit.Address).ShouldBe(("UNAUTHORIZED", "anonymous", "admin", "192.0.2.1"));
    }

    [Fact]
    public async Task Guessing_is_throttled()
    {
        for (var i = 0; i < LoginThrottle.FreeForPair; i++) await Sessions.LoginAsync(Request(), "admin", "wrong", default);

        (await Sessions.LoginAsync(Request(), "admin", AdminPassword, default)).ShouldBe(new LoginOutcome.Throttled(1));
    }

    [Fact]
    public async Task A_token_is_no_password()
    {
        var (_, token) = await _auth.Get<AccessTokens>().AddAsync(await _auth.AdminAsync(), Limits.Check("x", null, null, null));

        (await Sessions.LoginAsync(Request(), "admin", token, default)).ShouldBeOfType<LoginOutcome.Refused>();
    }

    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2/shop/api/blobs/uploads/")]
    [InlineData("/auth/token")]
    public async Task The_registry_takes_no_cookies(string path)
    {
        var cookie = await LoginAsync();

        (await _auth.ResolveAsync(With(cookie, path))).IsAnonymous.ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_ends_after_12_idle_hours()
    {
        var cookie = await LoginAsync();
        for (var i = 0; i < 5; i++)
        {
            _auth.Clock.Advance(TimeSpan.FromHours(11));
            (await _auth.ResolveAsync(With(cookie))).Name.ShouldBe("admin");
        }
        _auth.Clock.Advance(TimeSpan.FromHours(12));

        (await _auth.ResolveAsync(With(cookie))).IsAnonymous.ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_ends_after_7_days_however_busy()
    {
        var cookie = await LoginAsync();
        for (var hours = 0; hours < 7 * 24 - 8; hours += 8)
        {
            _auth.Clock.Advance(TimeSpan.FromHours(8));
            (await _auth.ResolveAsync(With(cookie))).Name.ShouldBe("admin", $"after {hours + 8} hours");
        }
        _auth.Clock.Advance(TimeSpan.FromHours(8));

        (await _auth.ResolveAsync(With(cookie))).IsAnonymous.ShouldBeTrue();
    }

    [Fact]
    public async Task A_logout_ends_the_session_and_takes_the_cookie_back()
    {
        var cookie = await LoginAsync();
        await _auth.ResolveAsync(With(cookie));
        var http = With(cookie);
        await Sessions.LogoutAsync(http, default);

        http.Response.Headers.SetCookie.ToString().ShouldStartWith("plimsoll_session=; expires=Thu, 01 Jan 1970");
        (await _auth.ResolveAsync(With(cookie))).IsAnonymous.ShouldBeTrue();
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions()
    {
        var cookie = await LoginAsync();
        await _auth.ResolveAsync(With(cookie));
        await _auth.Get<Users>().SetPasswordAsync(await _auth.AdminAsync(), "admin", "another password");

        (await _auth.ResolveAsync(With(cookie))).IsAnonymous.ShouldBeTrue();
    }

    [Fact]
    public async Task A_form_needs_the_token_of_its_own_session()
    {
        var one = await _auth.ResolveAsync(With(await LoginAsync()));
        var two = await _auth.ResolveAsync(With(await LoginAsync()));

        FormToken.Matches(one, one.FormToken).ShouldBeTrue();
        FormToken.Matches(one, two.FormToken).ShouldBeFalse();
        FormToken.Matches(one, null).ShouldBeFalse();
        FormToken.Matches(one, "").ShouldBeFalse();
        FormToken.Matches(await _auth.ResolveAsync(Basic("admin", AdminPassword)), null).ShouldBeTrue("no other site can send this credential");
    }

    private async Task<string> LoginAsync()
    {
        var http = Request(path: "/login");
        (await Sessions.LoginAsync(http, "admin", AdminPassword, default)).ShouldBeOfType<LoginOutcome.LoggedIn>();
        return http.Response.Headers.SetCookie.ToString();
    }

    private static DefaultHttpContext With(string cookie, string path = "/")
    {
        var http = Request(path: path);
        http.Request.Headers.Cookie = cookie[..cookie.IndexOf(';')];
        return http;
    }
}
