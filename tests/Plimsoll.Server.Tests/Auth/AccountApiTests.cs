using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>Users, groups, robots, tokens and grants under <c>/api/v1</c>.</summary>
public sealed class AccountApiTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    [Fact]
    public async Task Makes_a_user_with_a_password_that_is_shown_once()
    {
        var name = AccountsOnServer.Unique("jane");
        var made = (await SendAsync("POST", "users", new { name, description = "from sales" })).Expect(201);
        made["Location"].ShouldBe("/api/v1/users/" + name);
        using var jane = server.Registry.Login(name, made.Json.GetProperty("password").GetString()!);

        var me = (await jane.GetAsync("/api/v1/me")).Expect(200).Json;
        (me.GetProperty("name").GetString(), me.GetProperty("kind").GetString(), me.GetProperty("authKind").GetString()).ShouldBe((name, "user", "basic"));
        var read = (await SendAsync("GET", "users/" + name, null)).Expect(200);
        read.Json.GetProperty("description").GetString().ShouldBe("from sales");
        read.Text.ShouldNotContain("assword");
    }

    [Theory]
    [InlineData("Jane")]
    [InlineData("jane doe")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("robot+x")]
    [InlineData("anonymous")]
    public async Task Refuses_a_name_that_is_none(string? name) => Refused(await SendAsync("POST", "users", new { name }), 400, "INVALID");

    [Theory]
    [InlineData("users")]
    [InlineData("groups")]
    public async Task Makes_nothing_twice(string what)
    {
        var name = AccountsOnServer.Unique("twin");
        (await SendAsync("POST", what, new { name })).Expect(201);

        Refused(await SendAsync("POST", what, new { name }), 409, "CONFLICT");
    }

    [Theory]
    [InlineData("GET", "users/nobody-at-all")]
    [InlineData("DELETE", "users/nobody-at-all")]
    [InlineData("DELETE", "groups/nothing-at-all")]
    [InlineData("GET", "robots/nothing-at-all")]
    [InlineData("DELETE", "robots/nothing-at-all")]
    [InlineData("DELETE", "grants/999999")]
    [InlineData("DELETE", "tokens/01900000-0000-7000-8000-000000000000")]
    public async Task Knows_what_does_not_exist(string method, string path) => Refused(await SendAsync(method, path, null), 404, "NOT_FOUND");

    [Theory]
    [InlineData("users")]
    [InlineData("groups")]
    [InlineData("robots")]
    [InlineData("grants")]
    [InlineData("tokens")]
    public async Task Tells_nobody_anything(string what) => Refused(await server.Anonymous.GetAsync("/api/v1/" + what), 401, "UNAUTHORIZED");

    [Fact]
    public async Task Lists_page_by_page()
    {
        var prefix = AccountsOnServer.Unique("many");
        for (var i = 0; i < 5; i++) (await SendAsync("POST", "groups", new { name = $"{prefix}-{i}" })).Expect(201);
        var names = new List<string>();
        for (string? next = "/api/v1/groups?n=2"; next is not null;)
        {
            var page = (await server.Admin.GetAsync(next)).Expect(200).Json;
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("name").GetString()!));
            next = page.TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        names.ShouldBeInOrder();
        names.Count(n => n.StartsWith(prefix, StringComparison.Ordinal)).ShouldBe(5);
        names.ShouldBeUnique();
    }

    [Fact]
    public async Task A_change_is_an_event_with_who_and_what()
    {
        var name = AccountsOnServer.Unique("jane");
        await server.AddUserAsync(name);

        var events = (await server.Admin.GetAsync("/api/v1/events?action=user.add")).Expect(200).Json.GetProperty("items").EnumerateArray().ToList();
        var audit = events.Single(e => e.GetProperty("repository").GetString() == "user:" + name);

        (audit.GetProperty("principal").GetString(), audit.GetProperty("outcome").GetString()).ShouldBe(("admin", "ok"));
    }

    [Theory]
    [InlineData("/**")]
    [InlineData("")]
    [InlineData("/api")]
    public async Task An_owner_finds_by_path_who_granted_what_to_whom_and_who_took_it_back(string below)
    {
        var (owner, team) = (AccountsOnServer.Unique("owner"), AccountsOnServer.Unique("team"));
        using var wire = await server.AddUserAsync(owner);
        await server.GrantAsync("user:" + owner, "owner", team + "/**");
        if (below is "") await server.GrantAsync("user:" + owner, "owner", team);
        var id = await server.GrantAsync("authenticated", "reader", team + below);
        (await server.Admin.DeleteAsync($"/api/v1/grants/{id}")).Expect(204);

        var events = (await wire.GetAsync($"/api/v1/events?repository={Uri.EscapeDataString(team + below)}")).Expect(200).Json.GetProperty("items").EnumerateArray();

        events.Where(e => e.GetProperty("reference").GetString() == "authenticated").Select(e => (e.GetProperty("action").GetString(), e.GetProperty("principal").GetString(), e.GetProperty("detail").GetString()))
            .ShouldBe([("grant.remove", "admin", $"reader on {team}{below} to authenticated"), ("grant.add", "admin", $"reader on {team}{below} to authenticated")]);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    [InlineData(50_000, true)]
    public async Task An_over_long_path_is_shown_cut(int length, bool isCut)
    {
        var refused = (await SendAsync("POST", "grants", new { subject = "user:admin", role = "reader", path = new string('A', length) })).Expect(400).Json.GetProperty("detail").GetString()!;

        refused.ShouldStartWith($"'{new string('A', 100)}{(isCut ? "…" : "")}' is no path pattern");
    }

    [Theory]
    [InlineData("**")]
    [InlineData("shop/**")]
    [InlineData("*/**")]
    public async Task An_owner_finds_no_grants_on_paths_of_others(string path)
    {
        var owner = AccountsOnServer.Unique("owner");
        using var wire = await server.AddUserAsync(owner);
        await server.GrantAsync("user:" + owner, "owner", "shop/api/**");

        (await wire.GetAsync($"/api/v1/events?repository={Uri.EscapeDataString(path)}")).Expect(403);
    }

    [Fact]
    public async Task A_robot_rotates_its_secret_over_the_API()
    {
        var name = AccountsOnServer.Unique("ci");
        var made = (await SendAsync("POST", "robots", new { name, paths = new[] { "shop/**" }, role = "writer", days = 30 })).Expect(201).Json;
        var login = made.GetProperty("login").GetString()!;
        using var old = server.Registry.Login(login, made.GetProperty("secret").GetString()!);
        var second = (await SendAsync("POST", $"robots/{name}/secrets", new { days = 30 })).Expect(201).Json;
        using var fresh = server.Registry.Login(login, second.GetProperty("secret").GetString()!);
        Refused(await SendAsync("POST", $"robots/{name}/secrets", new { }), 409, "CONFLICT");
        (await old.GetAsync("/v2/")).Expect(200);
        (await fresh.GetAsync("/v2/")).Expect(200);

        (await SendAsync("DELETE", $"robots/{name}/secrets/{made.GetProperty("id").GetString()}", null)).Expect(204);

        (await old.GetAsync("/v2/")).Expect(401);
        (await fresh.GetAsync("/v2/")).Expect(200);
        var read = (await SendAsync("GET", "robots/" + name, null)).Expect(200);
        read.Json.GetProperty("secrets").GetArrayLength().ShouldBe(1);
        read.Text.ShouldNotContain("plr_");
    }

    [Fact]
    public async Task A_secret_can_be_limited_further()
    {
        var name = AccountsOnServer.Unique("ci");
        (await SendAsync("POST", "robots", new { name, paths = new[] { "shop/**" }, role = "writer" })).Expect(201);
        var secret = (await SendAsync("POST", $"robots/{name}/secrets", new { paths = new[] { "shop/api" }, permissions = new[] { "pull" } })).Expect(201).Json.GetProperty("secret").GetString()!;
        using var robot = server.Registry.Login("robot+" + name, secret);

        (await robot.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(403);
        (await robot.GetAsync("/v2/shop/api/manifests/none")).Expect(404);
        (await robot.GetAsync("/v2/shop/web/manifests/none")).Expect(403);
    }

    [Theory]
    [InlineData("days", 0)]
    [InlineData("days", 367)]
    public async Task Every_credential_has_an_end(string _, int days) => Refused(await SendAsync("POST", "tokens", new { name = "x", days }), 400, "INVALID");

    [Fact]
    public async Task Refuses_limits_that_are_none()
    {
        Refused(await SendAsync("POST", "tokens", new { name = "x", paths = Array.Empty<string>() }), 400, "INVALID");
        Refused(await SendAsync("POST", "tokens", new { name = "x", paths = new[] { "UPPER" } }), 400, "INVALID");
        Refused(await SendAsync("POST", "tokens", new { name = "x", permissions = new[] { "fly" } }), 400, "INVALID");
        Refused(await SendAsync("POST", "tokens", new { name = "x", permissions = Array.Empty<string>() }), 400, "INVALID");
        Refused(await SendAsync("POST", "tokens", new { name = new string('x', 101) }), 400, "INVALID");
    }

    [Fact]
    public async Task The_own_password_is_changed_with_the_current_one()
    {
        var name = AccountsOnServer.Unique("jane");
        using var jane = await server.AddUserAsync(name);
        Refused(await AccountsOnServer.SendAsync(jane, "PUT", "me/password", new { current = "wrong", password = "something new" }), 403, "DENIED");

        (await AccountsOnServer.SendAsync(jane, "PUT", "me/password", new { current = "a password for tests", password = "something new" })).Expect(204);

        (await jane.GetAsync("/api/v1/me")).Expect(401);
        using var again = server.Registry.Login(name, "something new");
        (await again.GetAsync("/api/v1/me")).Expect(200);
    }

    [Fact]
    public async Task The_server_is_never_left_without_an_administrator()
    {
        Refused(await SendAsync("DELETE", "users/admin", null), 409, "CONFLICT");
        Refused(await SendAsync("PATCH", "users/admin", new { disabled = true }), 409, "CONFLICT");
        Refused(await SendAsync("DELETE", "grants/1", null), 409, "CONFLICT");
    }

    [Theory]
    [InlineData("/me", "get")]
    [InlineData("/users", "get post")]
    [InlineData("/users/{name}", "get patch delete")]
    [InlineData("/groups/{name}/members/{user}", "put delete")]
    [InlineData("/robots/{name}/secrets", "post")]
    [InlineData("/tokens", "get post")]
    [InlineData("/grants/{id}", "delete")]
    public async Task Is_described(string path, string methods)
    {
        var paths = (await server.Admin.GetAsync("/api/openapi.json")).Expect(200).Json.GetProperty("paths");

        var described = paths.GetProperty("/api/v1" + path);
        foreach (var method in methods.Split(' ')) described.GetProperty(method).GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace();
    }

    private Task<Answer> SendAsync(string method, string path, object? body) => AccountsOnServer.SendAsync(server.Admin, method, path, body);

    private static void Refused(Answer answer, int status, string code)
    {
        answer.Expect(status)["Content-Type"].ShouldBe("application/problem+json");
        answer.Json.GetProperty("code").GetString().ShouldBe(code);
        answer.Json.GetProperty("status").GetInt32().ShouldBe(status);
        answer.Json.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
    }
}
