using AngleSharp.Html.Dom;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>Accounts and rights by forms, as a browser without script sends them.</summary>
public sealed class AccountPageTests(RegistryFixture registry)
{
    private readonly string _unique = "x" + ImageBuilder.Unique()[..8];

    [Fact]
    public async Task Shows_a_new_token_once_and_revokes_it()
    {
        var admin = await SignInAsync("admin", registry.Password);
        var made = await admin.PostAsync("/account", ("do", "add"), ("label", _unique), ("may", "pull"), ("paths", "shop/** team/api"), ("days", "7"));
        made.Expect(200)["Cache-Control"].ShouldBe("no-store");
        var secret = Secret(made);
        secret.ShouldStartWith("plp_");

        using var wire = registry.Login("admin", secret);
        (await wire.GetAsync("/v2/")).Expect(200);
        var page = await admin.PageAsync("/account");
        page.Body!.TextContent.ShouldNotContain(secret);
        page.Rows("Your access tokens").Single(r => r[0] == _unique)[1].ShouldBe("pull on shop/** team/api");

        var id = page.QuerySelectorAll("tbody tr").Single(r => r.Children[0].Words() == _unique).QuerySelector("input[name=name]")!.GetAttribute("value")!;
        (await admin.PostAsync("/account", ("do", "revoke"), ("name", id))).Expect(303);
        (await wire.GetAsync("/v2/")).Expect(401);
    }

    [Fact]
    public async Task Makes_a_user_who_can_do_what_is_granted_and_nothing_else()
    {
        var admin = await SignInAsync("admin", registry.Password);
        var password = Secret(await admin.PostAsync("/users", ("do", "add"), ("name", _unique), ("description", "a guest")));
        (await admin.PageAsync("/users")).Rows("Users").Select(r => r[0]).ShouldContain(_unique + "a guest");

        var guest = await SignInAsync(_unique, password);
        (await guest.GetAsync("/users")).Expect(403);
        (await guest.GetAsync("/groups")).Expect(403);
        (await guest.PostAsync("/users", ("do", "add"), ("name", "mine"))).Expect(403);
        (await guest.GetAsync("/r/shop/api")).Expect(403);
        (await guest.PageAsync("/account")).QuerySelectorAll(".tabs a").Select(a => a.Words()).ShouldBe(["Your account"]);

        (await admin.PostAsync("/grants", ("do", "add"), ("subject", "user:" + _unique), ("role", "owner"), ("path", _unique + "/**"))).Expect(303).Location.ShouldBe("/grants");
        (await guest.PageAsync("/account")).QuerySelectorAll(".tabs a").Select(a => a.Words()).ShouldBe(["Your account", "Robots", "Grants"]);
        Secret(await guest.PostAsync("/robots", ("do", "add"), ("name", _unique + "-ci"), ("paths", _unique + "/**"), ("role", "writer"), ("days", "30"))).ShouldStartWith("plr_");
        (await guest.PostAsync("/robots", ("do", "add"), ("name", _unique + "-other"), ("paths", "shop/**"), ("role", "writer"), ("days", "30"))).Expect(403);

        (await admin.PostAsync("/users", ("do", "disable"), ("name", _unique))).Expect(303);
        (await guest.GetAsync("/account")).Expect(302);
    }

    [Fact]
    public async Task Rotates_the_secrets_of_a_robot_without_a_gap()
    {
        var admin = await SignInAsync("admin", registry.Password);
        var first = Secret(await admin.PostAsync("/robots", ("do", "add"), ("name", _unique), ("paths", "shop/**"), ("role", "reader"), ("days", "30")));
        var page = "/robots/" + _unique;
        var second = Secret(await admin.PostAsync(page, ("do", "add-secret"), ("label", "next"), ("days", "30")));
        foreach (var secret in new[] { first, second })
        {
            using var wire = registry.Login("robot+" + _unique, secret);
            (await wire.GetAsync("/v2/")).Expect(200);
        }

        var third = await admin.PostAsync(page, ("do", "add-secret"), ("label", "third"), ("days", "30"));
        HtmlPage.Parse(third.Expect(409).Text).QuerySelector("[role=alert]")!.Words().ShouldContain("two secrets are live");

        (await admin.PostAsync(page, ("do", "disable"))).Expect(303).Location.ShouldBe(page);
        (await admin.PostAsync("/robots", ("do", "remove"), ("name", _unique))).Expect(303);
        (await admin.GetAsync(page)).Expect(404);
    }

    [Fact]
    public async Task Fills_groups_and_says_what_is_wrong_with_what_was_entered()
    {
        var admin = await SignInAsync("admin", registry.Password);
        (await admin.PostAsync("/groups", ("do", "add"), ("name", _unique))).Expect(303);
        (await admin.PostAsync("/groups", ("do", "join"), ("name", _unique), ("user", "admin"))).Expect(303);
        (await admin.PageAsync("/groups")).Rows("Groups").Single(r => r[0] == _unique)[1].ShouldBe("admin Take out");

        Problem(await admin.PostAsync("/groups", ("do", "add"), ("name", _unique)), 409).ShouldContain("already");
        Problem(await admin.PostAsync("/groups", ("do", "join"), ("name", _unique), ("user", "nobody-" + _unique)), 404).ShouldContain("no user");
        Problem(await admin.PostAsync("/groups", ("do", "add"), ("name", "<script>")), 400).ShouldContain("a name has");
        Problem(await admin.PostAsync("/grants", ("do", "add"), ("subject", "user:admin"), ("role", "owner"), ("path", "[")), 400).ShouldContain("no path pattern");
        Problem(await admin.PostAsync("/users", ("do", "remove"), ("name", "admin")), 409).ShouldContain("nobody would be left");
        (await admin.PostAsync("/groups", ("do", "nonsense"))).Expect(400);
        (await admin.PostAsync("/groups", ("do", "leave"), ("name", _unique), ("user", "admin"))).Expect(303);
        (await admin.PostAsync("/groups", ("do", "remove"), ("name", _unique))).Expect(303);
    }

    [Fact]
    public async Task Changes_a_password_and_ends_the_session()
    {
        var admin = await SignInAsync("admin", registry.Password);
        var old = Secret(await admin.PostAsync("/users", ("do", "add"), ("name", _unique)));
        var user = await SignInAsync(_unique, old);

        (await user.PostAsync("/account", ("do", "password"), ("current", "wrong"), ("password", "a new one, 12"))).Expect(403);
        (await user.PostAsync("/account", ("do", "password"), ("current", old), ("password", "a new one, 12"))).Expect(303);

        (await user.GetAsync("/account")).Expect(302);
        await SignInAsync(_unique, "a new one, 12");
    }

    [Theory]
    [InlineData("/account")]
    [InlineData("/users")]
    [InlineData("/groups")]
    [InlineData("/robots")]
    [InlineData("/robots/any")]
    [InlineData("/grants")]
    [InlineData("/jobs")]
    [InlineData("/storage")]
    public async Task Is_closed_to_strangers_and_to_forms_without_the_token_of_the_session(string path)
    {
        (await registry.Anonymous.GetAsync(path)).Expect(302).Location.ShouldStartWith("/login?next=");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["do"] = "add" });
        (await registry.Anonymous.SendAsync("POST", path, form)).Expect(401);

        var admin = await SignInAsync("admin", registry.Password);
        using var forged = new FormUrlEncodedContent(new Dictionary<string, string> { ["do"] = "add", ["name"] = _unique });
        (await registry.Anonymous.SendAsync("POST", path, forged, ("Cookie", admin.Cookie))).Expect(403);
    }

    private static string Secret(Answer answer) => HtmlPage.Parse(answer.Expect(200).Text).QuerySelector("[role=alert] .command code")!.TextContent;

    private static string Problem(Answer answer, int status) => HtmlPage.Parse(answer.Expect(status).Text).QuerySelector("[role=alert]")!.Words();

    private async Task<Session> SignInAsync(string name, string password)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = name, ["password"] = password, ["next"] = "/account" });
        var answer = (await registry.Anonymous.SendAsync("POST", "/login", form)).Expect(303);
        var cookie = answer["Set-Cookie"]!.Split(';')[0];
        var page = HtmlPage.Parse((await registry.Anonymous.GetAsync("/account", ("Cookie", cookie))).Expect(200).Text);
        return new Session(registry.Anonymous, cookie, page.QuerySelector($"input[name={FormToken.Field}]")!.GetAttribute("value")!);
    }

    /// <summary>Somebody who is logged in to the pages.</summary>
    private sealed record Session(Wire Wire, string Cookie, string Token)
    {
        public Task<Answer> GetAsync(string path) => Wire.GetAsync(path, ("Cookie", Cookie));

        public async Task<IHtmlDocument> PageAsync(string path) => HtmlPage.Parse((await GetAsync(path)).Expect(200).Text);

        public async Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields)
        {
            using var form = new FormUrlEncodedContent(fields.Append((FormToken.Field, Token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            return await Wire.SendAsync("POST", path, form, ("Cookie", Cookie));
        }
    }
}
