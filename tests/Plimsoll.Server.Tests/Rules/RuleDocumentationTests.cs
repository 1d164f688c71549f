using System.Text.RegularExpressions;
using Plimsoll.Cli;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>docs/rules.md says what is true.</summary>
public sealed partial class RuleDocumentationTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Tool.Root, "docs", "rules.md"));

    [Fact]
    public async Task Every_command_on_the_page_runs()
    {
        var repository = new RepositoryOnWire(server.Admin, "shop/api");
        await repository.PushImageAsync("v1.2.0", "v1.2.1", "latest", "pr-17", "pr-18");
        (await server.Admin.DeleteAsync(repository.Manifest("pr-17"))).Expect(202);
        var commands = ShellBlock().Matches(Page).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        commands.Count.ShouldBeGreaterThan(10);
        foreach (var command in commands)
        {
            var words = Word().Matches(command).Select(w => w.Value.Trim('\'')).ToArray();
            words[0].ShouldBe("plimsoll");
            var (code, _, error) = await RunAsync(words[1..]);
            code.ShouldBe(ExitCode.Ok, $"{command}: {error}");
        }
    }

    [Fact]
    public async Task Commands_print_what_came_of_them()
    {
        var repository = new RepositoryOnWire(server.Admin, "cli/" + AccountsOnServer.Unique("api"));
        var image = await repository.PushImageAsync("v1", "v2");
        (await RunAsync("rule", "add", "quota", repository.Name, "--bytes", "2M", "--tags", "9")).Output.ShouldContain($"on {repository.Name}: at most 2097152 bytes and 9 tags.");
        var (_, output, _) = await RunAsync("rule", "add", "retention", repository.Name, "--keep-last", "1", "--tags", "v*");
        output.ShouldContain("of v* keeps the last 1 pushed.");
        (await RunAsync("rule", "list", "--path", repository.Name)).Output.ShouldContain("2 tags");
        (await RunAsync("retention", "plan", repository.Name)).Output.ShouldContain("number 1 of the last 1 pushed of 'v*'");
        (await RunAsync("retention", "run", repository.Name)).Output.ShouldStartWith($"1 of 2 tags of {repository.Name} are gone, and 0 manifests without a tag.");
        var gone = (await repository.TagsAsync()).Single() == "v1" ? "v2" : "v1";
        (await RunAsync("undelete", $"{repository.Name}:{gone}")).Output.ShouldStartWith($"{repository.Name}@{image.Digest} is back as {gone}");
        (await RunAsync("rule", "explain", $"{repository.Name}:v1")).Output.ShouldContain("decides what is kept");
        (await RunAsync("rule", "add", "quota", repository.Name, "--bytes", "2X")).Code.ShouldBe(ExitCode.Usage);
        (await RunAsync("rule", "add", "quota", repository.Name, "--bytes", "99999999999T")).Code.ShouldBe(ExitCode.Usage);
        (await RunAsync("rule", "remove", "987654")).Code.ShouldBe(ExitCode.NotFound);
        (await RunAsync("undelete", repository.Name + ":none")).Code.ShouldBe(ExitCode.NotFound);
    }

    [Theory]
    [InlineData("--keep-last and --keep-versions are from 1 to", "retention", "--keep-last", "0")]
    [InlineData("says what is kept: --keep-last, --keep-versions, --pulled-within, --pushed-within or --untagged", "retention")]
    [InlineData("limits bytes (--bytes), tags (--tags) or both", "quota")]
    [InlineData("those that stay (--tags), those that are free (--except), or both", "immutability")]
    public async Task What_is_wrong_with_a_rule_is_said_by_the_names_of_the_options(string said, string kind, params string[] options)
    {
        var (code, _, error) = await RunAsync(["rule", "add", kind, "cli/names", .. options]);
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain(said);
    }

    [Fact]
    public async Task A_run_in_a_repository_that_is_not_there_fails_as_its_plan_does()
    {
        (await RunAsync("retention", "plan", "nope/x")).Code.ShouldBe(ExitCode.NotFound);
        (await RunAsync("retention", "run", "nope/x")).Code.ShouldBe(ExitCode.NotFound);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync([.. args, "--server", server.Registry.Address, "--user", "admin", "--password", server.Registry.Password], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();
}
