using System.Text;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>The token service, as distribution's "Token Authentication Specification" and "OAuth2 Token Authentication" describe it.</summary>
public sealed class TokenServiceTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Other_methods_than_those_there_are_get_405_and_are_told_them(string method) =>
        (await server.Anonymous.SendAsync(method, "/auth/token", (byte[]?)null)).ExpectError(405, "UNSUPPORTED")["Allow"].ShouldBe("GET, HEAD, POST");

    [Fact]
    public async Task Answers_with_everything_that_clients_read()
    {
        var answer = (await server.Admin.GetAsync("/auth/token?service=registry&account=admin&client_id=docker&scope=repository:shop/api:pull")).Expect(200);

        answer["Content-Type"].ShouldBe("application/json");
        answer["Cache-Control"].ShouldBe("no-store");
        var json = answer.Json;
        json.GetProperty("token").GetString().ShouldBe(json.GetProperty("access_token").GetString());
        json.GetProperty("expires_in").GetInt32().ShouldBe(300);
        DateTimeOffset.Parse(json.GetProperty("issued_at").GetString()!).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(30));
        json.TryGetProperty("refresh_token", out _).ShouldBeFalse("none was asked for");
    }

    [Theory]
    [InlineData("/auth/token?scope=repository:a/b:pull%20repository:c/d:push&scope=repository:e:*", "a/b:pull c/d:push e:pull,push,delete")]
    [InlineData("/auth/token?scope=repository:a/b:pull&scope=repository:a/b:push", "a/b:pull,push")]
    [InlineData("/auth/token?scope=repository(plugin):a/b:pull", "a/b:pull")]
    [InlineData("/auth/token?scope=registry:catalog:*", "catalog:*")]
    [InlineData("/auth/token?scope=nonsense&scope=repository:UPPER:pull&scope=repository:a:fly", "")]
    [InlineData("/auth/token", "")]
    public async Task Grants_what_is_asked_and_allowed(string path, string expected)
    {
        var token = (await server.Admin.GetAsync(path)).Expect(200).Json.GetProperty("token").GetString()!;

        AccessOf(token).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public async Task Grants_less_than_is_asked_without_a_refusal()
    {
        var name = AccountsOnServer.Unique("jane");
        using var jane = await server.AddUserAsync(name);
        await server.GrantAsync("user:" + name, "reader", "shop/**");

        AccessOf(await AccountsOnServer.TokenAsync(jane, "repository:shop/api:pull,push,delete", "repository:other/api:pull")).ShouldBe(["shop/api:pull"]);
        AccessOf(await AccountsOnServer.TokenAsync(server.Anonymous, "repository:shop/api:pull")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "grant_type=password&username=admin&password=wrong&service=registry")]
    [InlineData("POST", "grant_type=refresh_token&refresh_token=plf_wrong&service=registry")]
    [InlineData("POST", "grant_type=refresh_token&service=registry")]
    public async Task Refuses_a_wrong_login(string method, string form)
    {
        using var wrong = server.Registry.Login("admin", "wrong");
        var answer = method == "GET" ? await wrong.GetAsync("/auth/token") : await PostAsync(server.Anonymous, form);

        answer.ExpectError(401, "UNAUTHORIZED");
        answer["WWW-Authenticate"].ShouldBe("Basic realm=\"Plimsoll\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("grant_type=client_credentials")]
    [InlineData("grant_type=PASSWORD&username=admin")]
    public async Task Refuses_a_form_that_asks_for_nothing_it_has(string form) => (await PostAsync(server.Anonymous, form)).Expect(400);

    [Fact]
    public async Task Refuses_a_body_that_is_no_form()
    {
        (await server.Anonymous.PostAsync("/auth/token", "{}"u8.ToArray(), ("Content-Type", "application/json"))).Expect(400);
        (await server.Anonymous.PostAsync("/auth/token", new byte[100_000], ("Content-Type", "application/x-www-form-urlencoded"))).Expect(400);
    }

    [Fact]
    public async Task A_login_by_form_brings_a_refresh_token_when_asked()
    {
        var (name, user) = await NewUserAsync();
        var (_, secret, _) = await server.AddTokenAsync(name, user);
        var answer = (await PostAsync(server.Anonymous, $"grant_type=password&username={name}&password={secret}&service=registry&client_id=test&access_type=offline&scope=repository:shop/api:pull")).Expect(200).Json;

        answer.GetProperty("token_type").GetString().ShouldBe("Bearer");
        answer.GetProperty("scope").GetString().ShouldBe("repository:shop/api:pull");
        var refresh = answer.GetProperty("refresh_token").GetString()!;
        var again = (await PostAsync(server.Anonymous, $"grant_type=refresh_token&refresh_token={refresh}&service=registry&scope=repository:shop/api:pull")).Expect(200).Json;
        again.GetProperty("refresh_token").GetString().ShouldBe(refresh);
        AccessOf(again.GetProperty("access_token").GetString()!).ShouldBe(["shop/api:pull"]);
    }

    [Fact]
    public async Task A_refresh_token_is_no_password_and_no_bearer_token()
    {
        var (name, user) = await NewUserAsync();
        var refresh = (await user.GetAsync("/auth/token?offline_token=true")).Expect(200).Json.GetProperty("refresh_token").GetString()!;

        using var basic = server.Registry.Login(name, refresh);
        (await basic.GetAsync("/v2/")).Expect(401);
        (await server.Bearer(refresh).GetAsync("/v2/")).Expect(401);
    }

    [Fact]
    public async Task A_refresh_token_ends_with_the_token_that_it_was_obtained_with_and_so_do_its_registry_tokens()
    {
        var (name, user) = await NewUserAsync();
        var (wire, _, id) = await server.AddTokenAsync(name, user, paths: ["shop/**"]);
        var refresh = (await wire.GetAsync("/auth/token?offline_token=true")).Expect(200).Json.GetProperty("refresh_token").GetString()!;
        var issued = (await RefreshAsync(refresh, "repository:shop/api:pull repository:other/api:pull")).Expect(200).Json.GetProperty("access_token").GetString()!;
        AccessOf(issued).ShouldBe(["shop/api:pull"], "the limits of the token hold for what is obtained with it");
        (await server.Bearer(issued).GetAsync("/v2/")).Expect(200);

        (await AccountsOnServer.SendAsync(user, "DELETE", "tokens/" + id, null)).Expect(204);

        (await RefreshAsync(refresh, "repository:shop/api:pull")).Expect(401);
        (await server.Bearer(issued).GetAsync("/v2/")).Expect(401);
    }

    [Fact]
    public async Task A_new_password_ends_refresh_tokens_and_registry_tokens()
    {
        var (name, user) = await NewUserAsync();
        var answer = (await user.GetAsync("/auth/token?offline_token=true")).Expect(200).Json;
        var bearer = server.Bearer(answer.GetProperty("token").GetString()!);
        (await bearer.GetAsync("/v2/")).Expect(200);

        (await AccountsOnServer.SendAsync(server.Admin, "PUT", $"users/{name}/password", new { password = "something else" })).Expect(200);

        (await bearer.GetAsync("/v2/")).Expect(401);
        (await RefreshAsync(answer.GetProperty("refresh_token").GetString()!, "")).Expect(401);
    }

    [Fact]
    public async Task A_registry_token_buys_no_other_one()
    {
        var bearer = server.Bearer(await AccountsOnServer.TokenAsync(server.Admin, "repository:shop/api:pull"));

        (await bearer.GetAsync("/auth/token?scope=repository:shop/api:push")).Expect(401);
        (await AccountsOnServer.SendAsync(bearer, "POST", "tokens", new { name = "x" })).Expect(401, 403);
    }

    [Fact]
    public async Task A_token_is_signed_over_its_content()
    {
        var token = await AccountsOnServer.TokenAsync(server.Anonymous, "repository:shop/api:pull");
        var parts = token.Split('.');
        var forged = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("\"access\":[]", "\"pid\":1,\"access\":[{\"type\":\"repository\",\"name\":\"shop/api\",\"actions\":[\"pull\"]}]");
        parts[1] = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(forged));

        (await server.Bearer(string.Join('.', parts)).GetAsync("/v2/")).Expect(401);
        (await server.Bearer($"eyJhbGciOiJub25lIn0.{parts[1]}.").GetAsync("/v2/")).Expect(401);
    }

    [Fact]
    public async Task Narrow_tokens_learn_the_scope_that_they_lack()
    {
        var (name, user) = await NewUserAsync();
        await server.GrantAsync("user:" + name, "writer", "mine/**");
        var bearer = server.Bearer(await AccountsOnServer.TokenAsync(user, "repository:mine/app:pull"));

        var answer = (await bearer.PostAsync("/v2/mine/app/blobs/uploads/")).ExpectError(401, "UNAUTHORIZED");

        answer["WWW-Authenticate"]!.ShouldContain("scope=\"repository:mine/app:pull,push\"");
        answer["WWW-Authenticate"]!.ShouldContain("error=\"insufficient_scope\"");
    }

    [Fact]
    public async Task A_refused_login_is_an_event()
    {
        var account = AccountsOnServer.Unique("ghost");
        using var ghost = server.Registry.Login(account, "wrong");
        (await ghost.GetAsync($"/auth/token?account={account}")).Expect(401);

        var events = (await server.Admin.GetAsync("/api/v1/events?action=token&outcome=UNAUTHORIZED")).Expect(200).Json.GetProperty("items").EnumerateArray().ToList();
        events.ShouldContain(e => e.GetProperty("reference").GetString() == account);
    }

    private async Task<(string Name, Wire Wire)> NewUserAsync()
    {
        var name = AccountsOnServer.Unique("user");
        var wire = await server.AddUserAsync(name);
        await server.GrantAsync("user:" + name, "reader", "shop/**");
        return (name, wire);
    }

    private Task<Answer> RefreshAsync(string token, string scopes) => PostAsync(server.Anonymous, $"grant_type=refresh_token&refresh_token={token}&service=registry&scope={Uri.EscapeDataString(scopes)}");

    private static Task<Answer> PostAsync(Wire wire, string form) => wire.PostAsync("/auth/token", Encoding.ASCII.GetBytes(form), ("Content-Type", "application/x-www-form-urlencoded"));

    private static List<string> AccessOf(string token) =>
        [.. AccountsOnServer.ContentOf(token).GetProperty("access").EnumerateArray().Select(a => $"{a.GetProperty("name").GetString()}:{string.Join(',', a.GetProperty("actions").EnumerateArray().Select(x => x.GetString()))}")];
}
