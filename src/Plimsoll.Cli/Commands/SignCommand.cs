using System.CommandLine;
using Plimsoll.Cli.Trust;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll sign</c>: signs an image where it lies, as whoever is logged in there.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        var command = new Command("sign", "Sign an image with a certificate of the server that holds it, or with a key.\n\nExample:\n  plimsoll sign registry.example.org/shop/api:1");
        var reference = new Argument<string>("REF") { Description = "host/repository[:tag][@digest]" };
        var annotations = new Option<string[]>("--annotation", "-a") { Description = "A key and a value that are signed too; may be repeated", HelpName = "KEY=VALUE" };
        command.Add(reference);
        command.Add(annotations);
        var options = new SigningOptions(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var pairs = (parsed.GetValue(annotations) ?? []).ToDictionary(pair => Split(pair).Key, pair => Split(pair).Value);
            return options.RunAsync(parsed, parsed.GetValue(reference)!, image => (StatementWriter.SignatureType, StatementWriter.OfSignature(image, pairs)), cancellationToken);
        });
        return command;
    }

    private static (string Key, string Value) Split(string pair) =>
        pair.IndexOf('=') is > 0 and var at ? (pair[..at], pair[(at + 1)..]) : throw new FormatException($"'{pair}' is no annotation; expected KEY=VALUE");
}
