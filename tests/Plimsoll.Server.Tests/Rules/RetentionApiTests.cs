using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Retention;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>Plans, runs, holds and what comes back, through the API.</summary>
public sealed class RetentionApiTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    private readonly RepositoryOnWire _repository = RepositoryOnWire.New(server.Admin, "keep");

    private string Query => "repository=" + Uri.EscapeDataString(_repository.Name);

    private Task<long> KeepAsync(int last, params string[] tags) => server.Admin.AddRuleAsync(new { kind = "retention", path = _repository.Name, keepLast = last, tags });

    private Task<Answer> RunAsync(bool confirm = false) => AccountsOnServer.SendAsync(server.Admin, "POST", "retention/runs", new { repository = _repository.Name, confirm });

    [Fact]
    public async Task Says_for_each_tag_why_and_then_does_just_that()
    {
        foreach (var tag in new[] { "a", "b", "c" }) await _repository.PushImageAsync(tag);
        var id = await KeepAsync(1);
        await AccountsOnServer.SendAsync(server.Admin, "POST", "holds", new { image = _repository.Name + ":a", reason = "the court" });

        var plan = await server.Admin.ListAsync("retention?" + Query);
        plan.Select(e => (e.GetProperty("reference").GetString(), e.GetProperty("kept").GetBoolean(), e.GetProperty("reason").GetString()!.Split(" (hold")[0])).ShouldBe(
        [
            ("a", true, "held: the court"),
            ("b", false, $"not among the last 1 pushed of '*', pushed today (rule {id} on {_repository.Name})"),
            ("c", true, $"number 1 of the last 1 pushed of '*' (rule {id} on {_repository.Name})"),
        ]);
        (await _repository.TagsAsync()).ShouldBe(["a", "b", "c"]);
        (await server.Admin.ListAsync($"retention?only=removed&{Query}")).Select(e => e.GetProperty("reference").GetString()).ShouldBe(["b"]);
        var page = (await server.Admin.GetAsync($"/api/v1/retention?n=1&{Query}")).Expect(200).Json;
        (await server.Admin.GetAsync(page.GetProperty("next").GetString()!)).Expect(200).Json.GetProperty("items")[0].GetProperty("reference").GetString().ShouldBe("b");

        (await RunAsync()).Expect(200).Json.GetProperty("removedTags").GetInt32().ShouldBe(1);

        (await _repository.TagsAsync()).ShouldBe(["a", "c"]);
        var removal = (await server.Admin.ListAsync($"events?action=retain&{Query}")).Single();
        removal.GetProperty("reference").GetString().ShouldBe("b");
        removal.GetProperty("principal").GetString().ShouldBe("admin");
        removal.GetProperty("detail").GetString().ShouldBe($"not among the last 1 pushed of '*', pushed today (rule {id} on {_repository.Name})");
    }

    [Fact]
    public async Task Knows_no_plan_for_a_repository_that_is_not_there() =>
        (await server.Admin.GetAsync("/api/v1/retention?repository=no/such")).Expect(404).Text.ShouldContain("there is no repository no/such that you may read");

    [Fact]
    public async Task Runs_nothing_in_a_repository_that_is_not_there() =>
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "retention/runs", new { repository = "no/such" })).Expect(404).Text.ShouldContain("there is no repository no/such that you may read");

    [Fact]
    public async Task A_hold_on_nothing_is_refused_by_the_name_of_the_field() =>
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "holds", new { repository = _repository.Name, tag = "a", reason = "x" })).Expect(400).Text.ShouldContain("'image' names what is held");

    [Fact]
    public async Task Wants_a_confirmation_when_much_would_go()
    {
        var image = await _repository.PushImageAsync();
        for (var i = 0; i < 13; i++) (await _repository.PutAsync(image, $"t{i:00}")).Expect(201);
        await KeepAsync(1);
        (await RunAsync()).Expect(409).Text.ShouldContain("12 of 13 tags");
        (await _repository.TagsAsync()).Length.ShouldBe(13);
        (await RunAsync(confirm: true)).Expect(200);
        (await _repository.TagsAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_daily_run_is_the_systems_and_stops_at_the_brake()
    {
        var braked = RepositoryOnWire.New(server.Admin, "keep");
        var image = await braked.PushImageAsync();
        for (var i = 0; i < 13; i++) (await braked.PutAsync(image, $"t{i:00}")).Expect(201);
        await server.Admin.AddRuleAsync(new { kind = "retention", path = braked.Name, keepLast = 1 });
        await _repository.PushImageAsync("a");
        await _repository.PushImageAsync("b");
        await KeepAsync(1);

        var report = await server.Registry.Server.Services.GetRequiredService<RetentionWorker>().RunAsync(new JobProgress(), TestContext.Current.CancellationToken);

        report.Braked.ShouldContain(reason => reason.Contains(braked.Name));
        (await braked.TagsAsync()).Length.ShouldBe(13);
        (await _repository.TagsAsync()).ShouldBe(["b"]);
        (await server.Admin.ListAsync($"events?action=retain&{Query}")).Single().GetProperty("principal").GetString().ShouldBe("system");
        var stopped = (await server.Admin.ListAsync("events?action=retain&repository=" + Uri.EscapeDataString(braked.Name))).Single();
        stopped.GetProperty("outcome").GetString().ShouldBe("DENIED");
    }

    [Fact]
    public async Task A_pull_keeps_what_it_pulls()
    {
        await _repository.PushImageAsync("a");
        (await server.Admin.GetAsync(_repository.Manifest("a"))).Expect(200);
        (await server.Admin.ListAsync("events?n=1")).Length.ShouldBe(1);
        var entry = (await server.Admin.ListAsync("retention?" + Query)).Single();
        entry.GetProperty("pulledAt").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-5));
        entry.GetProperty("reason").GetString().ShouldBe("no retention rule is about this tag");
    }

    [Fact]
    public async Task Brings_back_a_tag_that_was_deleted()
    {
        var image = await _repository.PushImageAsync("a");
        (await server.Admin.DeleteAsync(_repository.Manifest("a"))).Expect(202);
        var wish = new { reference = _repository.Name + ":a" };
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "undelete", wish)).Expect(200).Json.GetProperty("digest").GetString().ShouldBe(image.Digest);
        (await server.Admin.HeadAsync(_repository.Manifest("a"))).Expect(200)["Docker-Content-Digest"].ShouldBe(image.Digest);
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "undelete", wish)).Expect(409).Text.ShouldContain("is there, and points at");
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "undelete", new { reference = _repository.Name + ":never" })).Expect(404);

        (await server.Admin.DeleteAsync(_repository.Manifest(image.Digest))).Expect(202);
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "undelete", new { reference = $"{_repository.Name}@{image.Digest}" })).Expect(200).Json.GetProperty("tags")[0].GetString().ShouldBe("a");
        (await server.Admin.GetAsync(_repository.Manifest("a"))).Expect(200);
    }

    [Fact]
    public async Task Is_for_those_who_may()
    {
        await _repository.PushImageAsync("a");
        await KeepAsync(1);
        var name = AccountsOnServer.Unique("reader");
        using var reader = await server.AddUserAsync(name);
        var body = new { repository = _repository.Name };
        (await reader.GetAsync("/api/v1/retention?" + Query)).Expect(404);
        (await AccountsOnServer.SendAsync(reader, "POST", "retention/runs", body)).Expect(404);
        await server.GrantAsync("user:" + name, "reader", _repository.Name);
        (await reader.GetAsync("/api/v1/retention?" + Query)).Expect(200);
        (await AccountsOnServer.SendAsync(reader, "POST", "retention/runs", body)).Expect(403);
        (await AccountsOnServer.SendAsync(reader, "POST", "holds", new { image = _repository.Name + ":a", reason = "mine" })).Expect(403);
        (await AccountsOnServer.SendAsync(reader, "POST", "undelete", new { reference = _repository.Name + ":a" })).Expect(403);
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "holds", new { image = _repository.Name + ":zz", reason = "typo" })).Expect(404);
        var hold = (await AccountsOnServer.SendAsync(server.Admin, "POST", "holds", new { image = _repository.Name + ":a", reason = "x", kind = "deployed", days = 3 })).Expect(201).Json.GetProperty("id").GetInt64();
        (await reader.DeleteAsync($"/api/v1/holds/{hold}")).Expect(403);
        (await server.Admin.DeleteAsync($"/api/v1/holds/{hold}")).Expect(204);
    }
}
