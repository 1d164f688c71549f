using System.Text.RegularExpressions;
using Plimsoll.Cli;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>docs/access.md says what is true.</summary>
public sealed partial class AccessPageTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "access.md"));

    [Fact]
    public async Task Every_command_on_the_page_runs()
    {
        var commands = ShellBlock().Matches(Page).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        commands.Count.ShouldBeGreaterThan(10);
        foreach (var command in commands)
        {
            var words = Word().Matches(command).Select(w => w.Value.Trim('\'')).ToArray();
            words[0].ShouldBe("plimsoll");
            var error = new StringWriter();
            var code = await CommandLine.RunAsync([.. words[1..], "--server", server.Registry.Address, "--user", "admin", "--password", server.Registry.Password], TextWriter.Null, error);

            code.ShouldBe(ExitCode.Ok, $"{command}: {error}");
        }
    }

    [Fact]
    public void Every_role_and_its_permissions_stand_in_the_table()
    {
        string[] permissions = ["pull", "push", "delete", "manage", "audit", "administer", "monitor"];
        foreach (var role in Plimsoll.Server.Auth.Rights.Role.All)
        {
            var cells = Page.Split('\n').Single(line => line.StartsWith($"| `{role.Name}` |", StringComparison.Ordinal)).Split('|')[2..9].Select(c => c.Trim() == "yes");

            permissions.Zip(cells).Where(p => p.Second).Select(p => p.First).ShouldBe(role.Permissions.ToNames(), role.Name);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Plimsoll.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();
}
