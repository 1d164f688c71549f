using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll withdraw</c>: takes back what was said about an image.</summary>
internal static class WithdrawCommand
{
    public static Command Create()
    {
        var command = new Command("withdraw", "Take back what was signed about an image: verifications do not count it any more.\n\nExample:\n  plimsoll withdraw shop/api:1 --reason 'the key was stolen'");
        var image = new Argument<string>("REF") { Description = "repository:tag or repository@digest on the server" };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        var before = new Option<string?>("--before") { Description = "Only what was signed before this time. Default: now", HelpName = "TIME" };
        command.Add(image);
        command.Add(reason);
        command.Add(before);
        var options = new ApiOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Open(parsed);
            var verb = new ApiVerb(api, options, parsed, cancellationToken);
            var name = parsed.GetValue(image)!;
            var made = await verb.SendAsync(HttpMethod.Post, "withdrawals", new JsonObject { ["image"] = name, ["reason"] = parsed.GetValue(reason), ["before"] = parsed.GetValue(before) });
            await verb.PrintAsync(made, $"Withdrawn: {name}, for what was signed before {made!.Text("before")}.\nplimsoll provenance show {name}");
            return ExitCode.Ok;
        });
        return command;
    }
}
