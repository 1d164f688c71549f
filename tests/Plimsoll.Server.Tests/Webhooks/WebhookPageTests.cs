using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Webhooks;

/// <summary>The page of webhooks.</summary>
public sealed class WebhookPageTests(RegistryFixture registry) : IClassFixture<RegistryFixture>
{
    [Fact]
    public async Task Shows_a_secret_once_and_says_why_something_was_refused()
    {
        var session = await PageSession.SignInAsync(registry.Anonymous, "admin", registry.Password);
        var made = HtmlPage.Parse((await session.PostAsync("/webhooks", ("name", "chat"), ("url", "https://hooks.example.com/in"), ("do", "add"))).Text);
        made.QuerySelector(".notice pre")!.Words().ShouldStartWith("whsec_");
        var page = await session.PageAsync("/webhooks");
        page.Rows("Who is told").ShouldHaveSingleItem()[1].ShouldBe("https://hooks.example.com/in");
        page.QuerySelector("main")!.Words().ShouldNotContain("whsec_");
        page.QuerySelector("main")!.Words().ShouldContain("Nothing was given up.");

        var refused = HtmlPage.Parse((await session.PostAsync("/webhooks", ("name", "chat"), ("url", "http://127.0.0.1/"), ("do", "add"))).Text);
        refused.QuerySelector(".notice.bad")!.Words().ShouldContain("127.0.0.1 is not a public address");
        (await registry.Anonymous.GetAsync("/webhooks")).Status.ShouldNotBe(200);
    }
}
