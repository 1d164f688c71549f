using System.Net;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>Coming in by the door, as a browser without script does.</summary>
public sealed class LoginTests(RegistryFixture registry)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/r/shop/api:1.0/packages?q=x&sort=-name")]
    [InlineData("/audit")]
    public async Task Sends_visitors_without_rights_to_the_door_and_remembers_where_they_wanted_to_go(string path)
    {
        var answer = (await registry.Anonymous.GetAsync(path)).Expect(302);

        answer.Location.ShouldBe("/login?next=" + Uri.EscapeDataString(path));
        var form = (await registry.Anonymous.PageAsync(answer.Location)).QuerySelector("form[action='/login']")!;
        form.QuerySelector("input[name=next]")!.GetAttribute("value").ShouldBe(path);
    }

    [Fact]
    public async Task Lets_in_with_the_right_password_and_out_again()
    {
        var session = await LoginAsync(registry.Password, "/audit");
        session.Status.ShouldBe(303);
        session.Location.ShouldBe("/audit");
        var cookie = Cookie(session);
        session["Set-Cookie"]!.ShouldContain("httponly");
        session["Set-Cookie"]!.ShouldContain("samesite=lax");

        var page = (await registry.Anonymous.GetAsync("/audit", ("Cookie", cookie))).Expect(200);
        var logout = HtmlPage.Parse(page.Text).QuerySelector("form[action='/logout']")!;
        var token = logout.QuerySelector($"input[name={FormToken.Field}]")!.GetAttribute("value")!;
        (await PostAsync("/logout", cookie, (FormToken.Field, token))).Expect(303).Location.ShouldBe("/login");
        (await registry.Anonymous.GetAsync("/audit", ("Cookie", cookie))).Expect(302);
    }

    [Fact]
    public async Task Keeps_out_with_a_wrong_one_and_does_not_say_which_half_was_wrong()
    {
        var wrong = (await LoginAsync("wrong", "/")).Expect(403);
        var unknown = (await PostAsync("/login", null, ("name", "nobody" + ImageBuilder.Unique()), ("password", "wrong"), ("next", "/"))).Expect(403);

        string Reason(Answer answer) => HtmlPage.Parse(answer.Text).QuerySelector("[role=alert]")!.Words();
        Reason(wrong).ShouldBe(Reason(unknown));
        wrong["Set-Cookie"].ShouldBeNull();
        HtmlPage.Parse(wrong.Text).QuerySelector("input[name=name]")!.GetAttribute("value").ShouldBe("admin");
        HtmlPage.Parse(wrong.Text).QuerySelector("input[name=password]")!.GetAttribute("value").ShouldBeNull();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("")]
    public async Task Goes_on_to_no_other_site(string next)
    {
        var session = await LoginAsync(registry.Password, next);

        session.Status.ShouldBe(303);
        session.Location.ShouldBe("/");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Takes_no_form_that_another_site_sent(string header, string value)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "admin", ["password"] = registry.Password });

        (await registry.Anonymous.SendAsync("POST", "/login", form, (header, value))).Expect(403)["Set-Cookie"].ShouldBeNull();
    }

    [Fact]
    public async Task Takes_no_form_of_another_session()
    {
        var cookie = Cookie(await LoginAsync(registry.Password, "/"));

        (await PostAsync("/logout", cookie)).Expect(403);
        (await PostAsync("/logout", cookie, (FormToken.Field, "AAAA"))).Expect(403);
        (await registry.Anonymous.GetAsync("/", ("Cookie", cookie))).Expect(200);
    }

    [Fact]
    public async Task Takes_no_endless_form()
    {
        (await PostAsync("/login", null, ("name", new string('x', 100_000)), ("password", "x"))).Expect(413);
        (await registry.Anonymous.PostAsync("/login", [1, 2, 3])).Expect(400);
    }

    private Task<Answer> LoginAsync(string password, string next) => PostAsync("/login", null, ("name", "admin"), ("password", password), ("next", next));

    private async Task<Answer> PostAsync(string path, string? cookie, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return cookie is null ? await registry.Anonymous.SendAsync("POST", path, form) : await registry.Anonymous.SendAsync("POST", path, form, ("Cookie", cookie));
    }

    private static string Cookie(Answer answer) => WebUtility.UrlDecode(answer["Set-Cookie"]!.Split(';')[0]);
}
