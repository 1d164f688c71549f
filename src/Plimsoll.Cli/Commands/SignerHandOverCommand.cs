using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Trust;
using Plimsoll.Core.References;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll signer hand-over</c>: whoever signs in a repository says, signed, who does from now on.</summary>
internal static class SignerHandOverCommand
{
    public static Command Create()
    {
        var command = new Command("hand-over", "Say, signed by whoever is expected in a repository, who signs there from now on: what waits of them is released. The statement hangs on any image of the repository.\n\nExample:\n  plimsoll signer hand-over registry.example.org/shop/api:1 --to https://ci.example.org/release --to-issuer https://ci.example.org");
        var reference = new Argument<string>("REF") { Description = "host/repository[:tag][@digest]" };
        var identity = new Option<string>("--to") { Description = "Who comes next: a subject, or key:sha256:…", HelpName = "IDENTITY", Required = true };
        var issuer = new Option<string?>("--to-issuer") { Description = "Who says that it is them; none for a key", HelpName = "URL" };
        command.Add(reference);
        command.Add(identity);
        command.Add(issuer);
        var options = new SigningOptions(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var text = parsed.GetValue(reference)!;
            if (ImageReference.Parse(text) is not ImageReference.Registry image) throw new FormatException("signers are of repositories: host/repository[:tag][@digest]");
            // The time makes each of them another statement, because none takes effect twice.
            var predicate = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
            {
                ["repository"] = image.Repository.Value,
                ["identity"] = parsed.GetValue(identity),
                ["issuer"] = parsed.GetValue(issuer),
                ["at"] = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("O"),
            });
            return options.RunAsync(parsed, text, subject => (PredicateTypes.SignerRotation, StatementWriter.Of(null, subject, PredicateTypes.SignerRotation, predicate)), cancellationToken);
        });
        return command;
    }
}
