using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Sessions;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>The JSON API with the cookie of a browser: reading is free, changing needs what only our own pages have.</summary>
public sealed class SessionApiTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    [Fact]
    public async Task A_change_with_a_cookie_needs_the_form_token()
    {
        var (cookie, formToken) = await LoginAsync();
        var body = "{\"name\":\"from-a-page\"}"u8.ToArray();

        (await server.Anonymous.GetAsync("/api/v1/users", ("Cookie", cookie))).Expect(200);
        (await server.Anonymous.PostAsync("/api/v1/groups", body, ("Cookie", cookie), ("Content-Type", "application/json"))).Expect(403);
        (await server.Anonymous.PostAsync("/api/v1/groups", body, ("Cookie", cookie), ("Content-Type", "application/json"), (FormToken.Header, "wrong"))).Expect(403);
        (await server.Anonymous.PostAsync("/api/v1/groups", body, ("Cookie", cookie), ("Content-Type", "application/json"), (FormToken.Header, formToken))).Expect(201);
    }

    [Theory]
    [InlineData("GET", "/v2/_catalog")]
    [InlineData("POST", "/v2/shop/api/blobs/uploads/")]
    [InlineData("GET", "/v2/")]
    public async Task The_registry_takes_no_cookie(string method, string path)
    {
        var (cookie, _) = await LoginAsync();

        (await server.Anonymous.SendAsync(method, path, (byte[]?)null, ("Cookie", cookie))).Expect(401);
    }

    private async Task<(string Cookie, string FormToken)> LoginAsync()
    {
        var services = server.Registry.Server.Services;
        var http = new DefaultHttpContext { RequestServices = services };
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        (await services.GetRequiredService<LoginSessions>().LoginAsync(http, "admin", server.Registry.Password, default)).ShouldBe(new LoginOutcome.LoggedIn("admin"));
        var cookie = http.Response.Headers.SetCookie.ToString().Split(';')[0];
        var asking = new DefaultHttpContext { RequestServices = services };
        asking.Request.Path = "/";
        asking.Request.Headers.Cookie = cookie;
        return (cookie, (await services.GetRequiredService<ICallerResolver>().ResolveAsync(asking, default)).FormToken!);
    }
}
