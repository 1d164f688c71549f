using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>Who may make which rules, and what the API says of them.</summary>
public sealed class RuleApiTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    private readonly string _space = AccountsOnServer.Unique("space");

    private async Task<Wire> OwnerAsync(string role = "owner")
    {
        var name = AccountsOnServer.Unique("jane");
        var wire = await server.AddUserAsync(name);
        await server.GrantAsync("user:" + name, role, _space + "/**");
        return wire;
    }

    private static Task<Answer> AddAsync(Wire wire, object rule) => AccountsOnServer.SendAsync(wire, "POST", "rules", rule);

    [Fact]
    public async Task Owners_rule_inside_their_paths_and_see_only_those()
    {
        using var owner = await OwnerAsync();
        using var maintainer = await OwnerAsync("maintainer");
        await server.Admin.AddRuleAsync(new { kind = "quota", path = "elsewhere/**", maxTags = 5 });

        var id = await owner.AddRuleAsync(new { kind = "retention", path = _space + "/api", keepLast = 3, tags = new[] { "v*" } });
        (await AddAsync(owner, new { kind = "retention", path = "**", keepLast = 3 })).Expect(403);
        (await AddAsync(owner, new { kind = "quota", path = "elsewhere/api", maxTags = 3 })).Expect(403);
        (await AddAsync(maintainer, new { kind = "retention", path = _space + "/api", keepLast = 3 })).Expect(403);
        (await AddAsync(server.Anonymous, new { kind = "retention", path = "**", keepLast = 3 })).Expect(401);
        (await server.Anonymous.GetAsync("/api/v1/rules")).Expect(401);

        (await owner.ListAsync("rules")).Select(r => r.GetProperty("id").GetInt64()).ShouldBe([id]);
        (await maintainer.ListAsync("rules")).ShouldBeEmpty();
        (await maintainer.RemoveRuleAsync(id)).Expect(404);
        (await owner.RemoveRuleAsync(id)).Expect(204);
        (await owner.RemoveRuleAsync(id)).Expect(404);
    }

    [Fact]
    public async Task Only_administrators_lock_and_unlock()
    {
        using var owner = await OwnerAsync();
        (await AddAsync(owner, new { kind = "quota", path = _space + "/**", maxTags = 1, locked = true })).Expect(403);
        var id = await server.Admin.AddRuleAsync(new { kind = "quota", path = _space + "/**", maxTags = 1, locked = true });
        (await owner.RemoveRuleAsync(id)).Expect(403).Text.ShouldContain("an administrator can remove it");
        (await server.Admin.RemoveRuleAsync(id)).Expect(204);
    }

    [Fact]
    public async Task Every_change_is_an_event_under_its_path()
    {
        var id = await server.Admin.AddRuleAsync(new { kind = "immutability", path = _space + "/**", tags = new[] { "v*" }, except = new[] { "v0*" } });
        await server.Admin.RemoveRuleAsync(id);
        var events = await server.Admin.ListAsync("events?repository=" + Uri.EscapeDataString(_space + "/**"));
        events.Select(e => (e.GetProperty("action").GetString(), e.GetProperty("detail").GetString())).ShouldBe(
            [("rule.remove", "immutability: v* stay as they are; v0* are free"), ("rule.add", "immutability: v* stay as they are; v0* are free")]);
    }

    [Theory]
    [InlineData("""{"kind":"retention","path":"a/**"}""", "keepLast")]
    [InlineData("""{"kind":"retention","path":"a/**","keepLast":0}""", "from 1")]
    [InlineData("""{"kind":"retention","path":"a/**","keepVersions":1,"versionsPer":"patch"}""", "all, major or minor")]
    [InlineData("""{"kind":"retention","path":"a/**","keepLast":1,"maxTags":5}""", "other kinds")]
    [InlineData("""{"kind":"immutability","path":"a/**","tags":["a/b"]}""", "'a/b' is none")]
    [InlineData("""{"kind":"quota","path":"a/**","maxBytes":-1}""", "negative")]
    [InlineData("""{"kind":"quota","path":"a/**/b","maxBytes":1}""", "no path pattern")]
    [InlineData("""{"kind":"law","path":"a/**"}""", "retention, immutability or quota")]
    [InlineData("""{}""", "retention, immutability or quota")]
    public async Task Says_what_is_wrong_with_a_wish(string wish, string expected)
    {
        var answer = (await server.Admin.PostAsync("/api/v1/rules", System.Text.Encoding.UTF8.GetBytes(wish), ("Content-Type", "application/json"))).Expect(400);
        answer.Json.GetProperty("code").GetString().ShouldBe("INVALID");
        answer.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public async Task Explains_which_rule_decides()
    {
        var repository = new RepositoryOnWire(server.Admin, _space + "/api");
        await repository.PushImageAsync("v1");
        var wide = await server.Admin.AddRuleAsync(new { kind = "retention", path = _space + "/**", keepLast = 9 });
        var narrow = await server.Admin.AddRuleAsync(new { kind = "retention", path = _space + "/api", pulledWithinDays = 9 });
        var hold = await server.Admin.AddRuleAsync(new { kind = "immutability", path = _space + "/**", tags = new[] { "v*" } });
        var free = await server.Admin.AddRuleAsync(new { kind = "immutability", path = _space + "/api", except = new[] { "v1" } });
        var quota = await server.Admin.AddRuleAsync(new { kind = "quota", path = _space + "/*", maxTags = 7 });

        var effects = await server.Admin.ListAsync($"rules/explain?repository={Uri.EscapeDataString(repository.Name)}&tag=v1");

        effects.Select(e => (e.GetProperty("id").GetInt64(), e.GetProperty("decides").GetBoolean(), e.GetProperty("effect").GetString())).ShouldBe(
        [
            (narrow, true, "decides what is kept"),
            (free, true, "leaves v1 free"),
            (quota, true, "1 of 7 tags are there"),
            (wide, false, $"rule {narrow} on {_space}/api comes before it"),
            (hold, false, $"rule {free} on {_space}/api comes before it"),
        ]);
    }
}
