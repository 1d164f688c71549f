using System.Text.Json;
using Plimsoll.Cli;

namespace Plimsoll.Server.Tests.Auth;

/// <summary><c>plimsoll user|group|robot|token|grant</c> against a server.</summary>
public sealed class AccountCommandTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    [Fact]
    public async Task Makes_a_user_who_can_log_in_with_what_was_printed()
    {
        var name = AccountsOnServer.Unique("jane");
        var (code, output, _) = await RunAsync("user", "add", name);

        code.ShouldBe(ExitCode.Ok);
        output.ShouldStartWith($"User {name} is made.");
        var password = output.Split('\n').Single(l => l.StartsWith("    ", StringComparison.Ordinal)).Trim();
        (await RunAsAsync(name, password, "token", "list")).Code.ShouldBe(ExitCode.Ok);
        (await RunAsync("user", "list")).Output.ShouldContain(name);
    }

    [Fact]
    public async Task Disables_enables_and_deletes_a_user()
    {
        var name = AccountsOnServer.Unique("jane");
        using var jane = await server.AddUserAsync(name);

        (await RunAsync("user", "disable", name)).Output.Trim().ShouldBe($"User {name} is disabled.");
        (await jane.GetAsync("/v2/")).Expect(401);
        (await RunAsync("user", "enable", name)).Code.ShouldBe(ExitCode.Ok);
        (await jane.GetAsync("/v2/")).Expect(200);
        (await RunAsync("user", "delete", name)).Code.ShouldBe(ExitCode.Ok);
        (await jane.GetAsync("/v2/")).Expect(401);
    }

    [Fact]
    public async Task Grants_by_group_and_takes_it_back()
    {
        var (name, group) = (AccountsOnServer.Unique("jane"), AccountsOnServer.Unique("team"));
        using var jane = await server.AddUserAsync(name);
        await RunAsync("group", "add", group);
        await RunAsync("group", "join", group, name);
        (await jane.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(403);
        var grant = JsonDocument.Parse((await RunAsync("grant", "add", "group:" + group, "writer", "shop/**", "--format", "json")).Output).RootElement;
        (await jane.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(202);

        (await RunAsync("grant", "list", "--subject", "group:" + group)).Output.ShouldContain("shop/**");
        (await RunAsync("grant", "remove", grant.GetProperty("id").ToString())).Code.ShouldBe(ExitCode.Ok);
        (await jane.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(403);
        (await RunAsync("group", "leave", group, name)).Code.ShouldBe(ExitCode.Ok);
        (await RunAsync("group", "delete", group)).Code.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task Rotates_the_secret_of_a_robot()
    {
        var name = AccountsOnServer.Unique("ci");
        var first = JsonDocument.Parse((await RunAsync("robot", "add", name, "--path", "shop/**", "--role", "writer", "--days", "30", "--format", "json")).Output).RootElement;
        using var old = server.Registry.Login("robot+" + name, first.GetProperty("secret").GetString()!);
        (await old.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(202);
        var second = JsonDocument.Parse((await RunAsync("robot", "rotate", name, "--format", "json")).Output).RootElement;
        using var fresh = server.Registry.Login("robot+" + name, second.GetProperty("secret").GetString()!);
        var (third, _, error) = await RunAsync("robot", "rotate", name);
        third.ShouldBe(ExitCode.Operational);
        error.ShouldContain("revoke one first");

        var revoked = await RunAsync("robot", "revoke", name);
        (revoked.Code, revoked.Error).ShouldBe((ExitCode.Ok, ""));

        (await old.GetAsync("/v2/")).Expect(401);
        (await fresh.GetAsync("/v2/")).Expect(200);
        (await RunAsync("robot", "show", name)).Output.ShouldContain(second.GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task Warns_when_the_last_live_secret_of_a_robot_is_revoked()
    {
        var name = AccountsOnServer.Unique("ci");
        await RunAsync("robot", "add", name, "--path", "shop/**", "--role", "writer");

        var (code, output, error) = await RunAsync("robot", "revoke", name);

        code.ShouldBe(ExitCode.Ok);
        output.ShouldContain("is revoked");
        error.Trim().ShouldBe($"plimsoll: warning: robot {name} has no live secret left and cannot log in; make one with: plimsoll robot rotate {name}");
    }

    [Fact]
    public async Task Makes_and_revokes_a_token()
    {
        var made = JsonDocument.Parse((await RunAsync("token", "create", "laptop", "--path", "shop/**", "--permission", "pull", "--format", "json")).Output).RootElement;
        using var token = server.Registry.Login("admin", made.GetProperty("secret").GetString()!);
        (await token.GetAsync("/v2/")).Expect(200);
        (await token.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(403);

        (await RunAsync("token", "revoke", made.GetProperty("id").GetString()!)).Code.ShouldBe(ExitCode.Ok);

        (await token.GetAsync("/v2/")).Expect(401);
    }

    [Theory]
    [InlineData(ExitCode.NotFound, "user", "delete", "nobody-at-all")]
    [InlineData(ExitCode.Usage, "user", "add", "Not A Name")]
    [InlineData(ExitCode.Usage, "grant", "add", "user:admin", "king", "shop/**")]
    [InlineData(ExitCode.Usage, "grant", "add", "user:admin")]
    [InlineData(ExitCode.Usage, "user", "list", "--format", "xml")]
    [InlineData(ExitCode.Operational, "user", "disable", "admin")]
    public async Task Ends_with_the_code_of_the_failure(int expected, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        code.ShouldBe(expected, error);
        output.ShouldBeEmpty();
        error.ShouldStartWith("plimsoll: ");
    }

    [Fact]
    public async Task Says_what_to_do_without_a_login_or_a_server()
    {
        (await RunAsAsync("admin", "wrong", "user", "list")).Error.ShouldContain("PLIMSOLL_USER");
        var (code, _, error) = await RunAtAsync("user", "list", "--server", "http://127.0.0.1:1");

        code.ShouldBe(ExitCode.Operational);
        error.ShouldContain("cannot reach http://127.0.0.1:1");
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => RunAsAsync("admin", server.Registry.Password, args);

    private Task<(int Code, string Output, string Error)> RunAsAsync(string user, string password, params string[] args) =>
        RunAtAsync([.. args, "--server", server.Registry.Address, "--user", user, "--password", password]);

    private static async Task<(int Code, string Output, string Error)> RunAtAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
