using System.CommandLine;
using System.Text.Json;
using Plimsoll.Cli.Trust;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll attest</c>: signs a statement about an image.</summary>
internal static class AttestCommand
{
    /// <summary>Short names that cosign has for types.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["slsaprovenance"] = "https://slsa.dev/provenance/v0.2",
        ["slsaprovenance1"] = "https://slsa.dev/provenance/v1",
        ["spdx"] = "https://spdx.dev/Document",
        ["spdxjson"] = "https://spdx.dev/Document",
        ["cyclonedx"] = "https://cyclonedx.org/bom",
        ["vuln"] = "https://cosign.sigstore.dev/attestation/vuln/v1",
        ["openvex"] = "https://openvex.dev/ns",
    };

    public static Command Create()
    {
        var command = new Command("attest", "Sign a statement about an image (in-toto) and put it beside it.\n\nExample:\n  plimsoll attest registry.example.org/shop/api:1 --predicate provenance.json --type https://slsa.dev/provenance/v1");
        var reference = new Argument<string>("REF") { Description = "host/repository[:tag][@digest]" };
        var predicate = new Option<string>("--predicate") { Description = "What is said: a JSON file", HelpName = "FILE", Required = true };
        var type = new Option<string>("--type") { Description = $"What kind of statement it is: a URI, or {string.Join(", ", Known.Keys)}", HelpName = "URI", Required = true };
        command.Add(reference);
        command.Add(predicate);
        command.Add(type);
        var options = new SigningOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var kind = parsed.GetValue(type)!;
            var uri = Known.GetValueOrDefault(kind) ?? (Uri.TryCreate(kind, UriKind.Absolute, out _) ? kind : throw new FormatException($"--type: '{kind}' is no URI"));
            var content = await SignerOptions.ReadAsync(parsed.GetValue(predicate)!, cancellationToken);
            try
            {
                return await options.RunAsync(parsed, parsed.GetValue(reference)!, image => (uri, StatementWriter.Of(null, image, uri, content)), cancellationToken);
            }
            catch (JsonException e)
            {
                throw new FormatException($"--predicate: the file is no JSON: {e.Message}", e);
            }
        });
        return command;
    }
}
