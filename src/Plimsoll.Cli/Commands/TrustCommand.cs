using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Trust;
using Plimsoll.Trust;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll trust</c>: whom a server vouches for, and the keys with which it does.</summary>
internal static class TrustCommand
{
    public static Command Create()
    {
        var command = new Command("trust", "The trust services of a server: its root, identity tokens, keys.");
        command.Add(Root());
        command.Add(Token());
        command.Add(Keys());
        command.Add(Rotate());
        return command;
    }

    private static Command Root()
    {
        var command = new Command("root", "Print whom to believe about signatures of a server (trusted_root.json), proven by its pinned root.\n\nExample:\n  plimsoll trust root registry.example.org > trusted_root.json");
        var server = new ServerArgument(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var root = await server.TrustedRootAsync(parsed, cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(root).TrimEnd());
                return ExitCode.Ok;
            }
            catch (RefusedException e)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("plimsoll: refused: " + e.Message);
                return ExitCode.VerificationFailed;
            }
        });
        return command;
    }

    private static Command Token()
    {
        var command = new Command("token", "Get a token that says who you are, for cosign's --identity-token and the like. It is good for five minutes.");
        var api = new ApiOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = api.Open(parsed);
            var token = (await connection.SendAsync(HttpMethod.Post, "identity-token", new JsonObject(), cancellationToken))!;
            await parsed.InvocationConfiguration.Output.WriteLineAsync(api.IsJson(parsed) ? token.ToJsonString(JsonText.Indented) : token.Text("token"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Keys()
    {
        var command = new Command("keys", "List the keys of the trust services, those of the past too.");
        var api = new ApiOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = api.Open(parsed);
            var keys = await connection.SendAsync(HttpMethod.Get, "trust/keys", null, cancellationToken);
            await PrintAsync(new ApiVerb(connection, api, parsed, cancellationToken), keys);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Rotate()
    {
        var command = new Command("rotate", "Put new keys into use. What the old ones signed stays good.\n\nExample:\n  plimsoll trust rotate log");
        var role = new Argument<string?>("ROLE") { Description = "authority, certificate-log, log, timestamps, tokens, metadata or root. Default: all but the root", Arity = ArgumentArity.ZeroOrOne };
        command.Add(role);
        var api = new ApiOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = api.Open(parsed);
            var made = await connection.SendAsync(HttpMethod.Post, "trust/rotations", new JsonObject { ["role"] = parsed.GetValue(role) }, cancellationToken);
            await PrintAsync(new ApiVerb(connection, api, parsed, cancellationToken), made);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Task PrintAsync(ApiVerb verb, JsonNode? keys) => verb.PrintListAsync(
        [.. keys!.AsArray().Select(key => key!)], ["ROLE", "KEY", "HOST", "IN USE FROM", "UNTIL"], key => [key.Text("role"), key.Text("id")[..16], key.Text("host"), key.Text("start"), key.Text("end")]);
}
