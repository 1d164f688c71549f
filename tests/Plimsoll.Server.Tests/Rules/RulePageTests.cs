using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>Rules, retention and what comes back by forms, as a browser without script sends them.</summary>
public sealed class RulePageTests(RegistryFixture registry)
{
    private readonly RepositoryOnWire _repository = RepositoryOnWire.New(registry.Wire, "rulepage");

    private Task<PageSession> SignInAsync() => PageSession.SignInAsync(registry.Anonymous, "admin", registry.Password);

    private string View(string view) => $"/r/{_repository.Name}?view={view}";

    [Fact]
    public async Task Makes_rules_of_each_kind_and_removes_them()
    {
        var admin = await SignInAsync();
        await _repository.PushImageAsync("v1");
        (await admin.PostAsync("/rules", ("do", "add"), ("kind", "retention"), ("path", _repository.Name), ("tags", "v* pr-*"), ("keepLast", "5"), ("keepVersions", ""), ("versionsPer", ""), ("pulledWithinDays", "30"))).Expect(303);
        (await admin.PostAsync("/rules", ("do", "add"), ("kind", "immutability"), ("path", _repository.Name), ("tags", "v*"), ("except", "v0*"), ("locked", "on"))).Expect(303);
        (await admin.PostAsync("/rules", ("do", "add"), ("kind", "quota"), ("path", _repository.Name), ("maxMebibytes", "10"), ("maxTags", "7"))).Expect(303);

        var rows = (await admin.PageAsync("/rules")).Rows("Rules").Where(r => r[1] == _repository.Name).ToList();
        rows.Select(r => (r[2], r[3])).ShouldBe(
        [
            ("retention", "of v* and of pr-* keeps the last 5 pushed, what was pulled within 30 days"),
            ("immutability locked", "v* stay as they are; v0* are free"),
            ("quota", rows[2][3]),
        ]);
        rows[2][3].ShouldContain(" of 10.0 MiB");
        rows[2][3].ShouldContain("1 of 7 tags");

        HtmlPage.Parse((await admin.PostAsync("/rules", ("do", "add"), ("kind", "quota"), ("path", _repository.Name), ("maxTags", "many"))).Expect(400).Text).QuerySelector("[role=alert]")!.Words().ShouldContain("'maxTags' is a whole number");
        (await admin.PostAsync("/rules", ("do", "add"), ("kind", "retention"), ("path", "["))).Expect(400);
        foreach (var row in rows) (await admin.PostAsync("/rules", ("do", "remove"), ("name", row[0]))).Expect(303);
        (await admin.PageAsync("/rules")).Body!.TextContent.ShouldNotContain(_repository.Name);
    }

    [Fact]
    public async Task Shows_the_plan_holds_something_and_removes_the_rest()
    {
        var admin = await SignInAsync();
        foreach (var tag in new[] { "a", "b", "c" }) await _repository.PushImageAsync(tag);
        (await admin.PageAsync(View("retention"))).Body!.TextContent.ShouldContain("everything is kept");
        var id = await registry.Wire.AddRuleAsync(new { kind = "retention", path = _repository.Name, keepLast = 1 });

        (await admin.PostAsync("/repository", ("do", "hold"), ("repository", _repository.Name), ("name", "a"), ("reason", "for the court"))).Expect(303).Location.ShouldEndWith("view=retention");
        var page = await admin.PageAsync(View("retention"));
        page.Body!.TextContent.ShouldContain("1 of 3 tags would go");
        page.Rows("What would become").Select(r => (r[0], r[1])).ShouldBe([("a", "stays"), ("b", "would go"), ("c", "stays")]);
        page.Rows("What would become")[1][2].ShouldContain($"(rule {id} on");
        (await admin.PageAsync(View("retention") + "&only=removed")).Rows("What would become").Select(r => r[0]).ShouldBe(["b"]);
        page.Rows("Held against").Single()[1].ShouldBe("for the court");

        (await admin.PostAsync("/repository", ("do", "retain"), ("repository", _repository.Name))).Expect(303);
        (await _repository.TagsAsync()).ShouldBe(["a", "c"]);
        var hold = (await admin.PageAsync(View("retention"))).QuerySelector("form.row input[name=name]")!.GetAttribute("value")!;
        (await admin.PostAsync("/repository", ("do", "release"), ("repository", _repository.Name), ("name", hold))).Expect(303);
        (await admin.PageAsync(View("retention"))).Body!.TextContent.ShouldContain("1 of 2 tags would go");
    }

    [Fact]
    public async Task Brings_a_tag_back_from_the_history()
    {
        var admin = await SignInAsync();
        await _repository.PushImageAsync("a", "b");
        (await registry.Wire.DeleteAsync(_repository.Manifest("a"))).Expect(202);
        var form = (await admin.PageAsync(View("history"))).QuerySelectorAll("form.row").Single();
        form.QuerySelector("input[name=name]")!.GetAttribute("value").ShouldBe("a");
        (await admin.PostAsync("/repository", ("do", "undelete"), ("repository", _repository.Name), ("name", "a"))).Expect(303).Location.ShouldBe("/r/" + _repository.Name);
        (await _repository.TagsAsync()).ShouldBe(["a", "b"]);
        (await admin.PageAsync(View("history"))).QuerySelectorAll("form.row").ShouldBeEmpty();
        (await admin.PostAsync("/repository", ("do", "undelete"), ("repository", _repository.Name), ("name", "a"))).Expect(409);
    }

    [Fact]
    public async Task Offers_readers_nothing_that_they_may_not_do()
    {
        await _repository.PushImageAsync("a", "b");
        await registry.Wire.DeleteAsync(_repository.Manifest("a"));
        await registry.Wire.AddRuleAsync(new { kind = "retention", path = _repository.Name, untaggedDays = 1, keepLast = 1 });
        var name = AccountsOnServer.Unique("reader");
        (await AccountsOnServer.SendAsync(registry.Wire, "POST", "users", new { name, password = "a password for tests" })).Expect(201);
        (await AccountsOnServer.SendAsync(registry.Wire, "POST", "grants", new { subject = "user:" + name, role = "reader", path = _repository.Name })).Expect(201);
        var reader = await PageSession.SignInAsync(registry.Anonymous, name, "a password for tests");
        foreach (var view in new[] { "history", "retention" }) (await reader.PageAsync(View(view))).QuerySelectorAll("main form").ShouldBeEmpty();
        foreach (var act in new[] { "retain", "hold", "undelete" }) (await reader.PostAsync("/repository", ("do", act), ("repository", _repository.Name), ("name", "b"), ("reason", "x"))).Expect(403);
        (await registry.Anonymous.SendAsync("POST", "/repository", new FormUrlEncodedContent([]))).Expect(401);
    }
}
