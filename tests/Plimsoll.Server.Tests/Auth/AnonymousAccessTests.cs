using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>Reading, and more, without a login: only where somebody granted it.</summary>
public sealed class AnonymousAccessTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    [Theory]
    [InlineData("reader", 200, 401, 401)]
    [InlineData("writer", 200, 202, 401)]
    [InlineData("maintainer", 200, 202, 202)]
    public async Task Has_what_was_granted_there_and_only_there(string role, int pull, int push, int delete)
    {
        var (open, closed) = ($"open-{role}/app", $"closed-{role}/app");
        await PushAsync(open);
        await PushAsync(closed);
        await server.GrantAsync("anonymous", role, $"open-{role}/**");

        foreach (var caller in (Wire[])[server.Anonymous, server.Bearer(await AccountsOnServer.TokenAsync(server.Anonymous, $"repository:{open}:pull,push,delete", $"repository:{closed}:pull,push,delete"))])
        {
            (await caller.GetAsync($"/v2/{open}/manifests/latest")).Expect(pull);
            (await caller.PostAsync($"/v2/{open}/blobs/uploads/")).Expect(push);
            await PushAsync(open);
            (await caller.DeleteAsync($"/v2/{open}/manifests/latest")).Expect(delete);
            await PushAsync(open);
            (await caller.GetAsync($"/v2/{closed}/manifests/latest")).Expect(401);
            (await caller.PostAsync($"/v2/{closed}/blobs/uploads/")).Expect(401);
        }
        var names = (await server.Anonymous.GetAsync("/v2/_catalog")).Expect(200).Json.GetProperty("repositories").EnumerateArray().Select(r => r.GetString()).ToList();
        names.ShouldContain(open);
        names.ShouldNotContain(closed);
    }

    [Fact]
    public async Task Is_challenged_at_the_door_all_the_same()
    {
        await server.GrantAsync("anonymous", "reader", "door/**");

        (await server.Anonymous.GetAsync("/v2/")).ExpectError(401, "UNAUTHORIZED")["WWW-Authenticate"]!.ShouldStartWith("Bearer realm=");
        (await server.Bearer(await AccountsOnServer.TokenAsync(server.Anonymous)).GetAsync("/v2/")).Expect(200);
    }

    [Theory]
    [InlineData("owner", "shop/**")]
    [InlineData("auditor", "shop/**")]
    [InlineData("admin", "**")]
    public async Task Is_never_granted_power_over_others(string role, string path) =>
        (await AccountsOnServer.SendAsync(server.Admin, "POST", "grants", new { subject = "anonymous", role, path })).Expect(400).Json.GetProperty("code").GetString().ShouldBe("INVALID");

    [Fact]
    public async Task What_everybody_with_a_login_may_nobody_may_without_one()
    {
        await PushAsync("members/app");
        await server.GrantAsync("authenticated", "reader", "members/**");
        using var jane = await server.AddUserAsync(AccountsOnServer.Unique("jane"));

        (await jane.GetAsync("/v2/members/app/manifests/latest")).Expect(200);
        (await server.Anonymous.GetAsync("/v2/members/app/manifests/latest")).Expect(401);
    }

    private async Task PushAsync(string name)
    {
        var repository = new RepositoryOnWire(server.Admin, name);
        var (config, layer) = (await repository.PushAsync(ImageBuilder.Config()), await repository.PushAsync(ImageBuilder.Layer()));
        (await repository.PutAsync(ImageBuilder.Image(config.Descriptor, [layer.Descriptor]), "latest")).Expect(201);
    }
}
