using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Server.Advisories.Publication;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Cli.Advisories;

/// <summary><c>plimsoll advisories fetch</c>.</summary>
internal static class FetchVerb
{
    public static Command Create(AdvisoryCommandOptions options)
    {
        var reference = new Argument<string>("REF") { Description = "Where from, such as registry.example.com/security/advisories:latest" };
        var keyFile = new Option<string?>("--key") { Description = "Public key, PEM, of who must have published. Default: publication.key.pub in the folder of the advisories", HelpName = "FILE" };
        var plain = new Option<bool>("--plain-http") { Description = "Speak http to the registry" };
        var command = new Command("fetch", """
            Fetch a published set of advisories: what changed since the last time, or everything. Ends with 6 when it is by somebody else, or older than what is here.

            Example:
              plimsoll advisories fetch registry.example.com/security/advisories:latest --key publisher.pub
            """) { reference, keyFile, plain };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (options.OpenServer(parsed) is { } server)
            {
                server.Dispose();
                throw new FormatException("a server fetches by itself, by its setting advisories.feeds: NAME=oci://HOST/REPOSITORY:TAG; fetch is for this machine");
            }
            var image = PublishVerb.RegistryOf(parsed.GetValue(reference)!);
            await using var place = options.OpenLocal(parsed, create: true);
            var path = parsed.GetValue(keyFile) ?? Path.Combine(place.Folder, PublishVerb.KeyName + ".pub");
            if (!File.Exists(path)) throw new FormatException($"there is no public key at '{path}'; name the one of the publisher with --key: what nobody signed is not read");
            using var registry = PublishVerb.Connect(image, parsed, parsed.GetValue(plain) ? true : null);
            var fetch = new AdvisoryFetch(place.Store, registry.Repository(image.Repository), Path.Combine(place.Folder, "tmp"), TimeProvider.System);
            try
            {
                var key = PublicKey.ReadPem(await File.ReadAllTextAsync(path, cancellationToken));
                var fetched = await fetch.FetchAsync($"{image.Host}/{image.Repository}", image.Target, key, cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteAsync((options.IsJson(parsed) ? Json(fetched) : Text(fetched)).AsMemory(), cancellationToken);
                return ExitCode.Ok;
            }
            catch (RefusedException e)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(TextTable.Printable("plimsoll: refused: " + e.Message));
                return ExitCode.VerificationFailed;
            }
        });
        return command;
    }

    private static string Json(FetchedSet fetched) => new JsonObject
    {
        ["unchanged"] = fetched.Set is null,
        ["sequence"] = fetched.Set?.Sequence,
        ["createdAt"] = fetched.Set?.CreatedAt,
        ["layers"] = fetched.Layers,
        ["imported"] = fetched.Imported,
        ["removed"] = fetched.Removed,
    }.ToJsonString(JsonText.Indented) + "\n";

    private static string Text(FetchedSet fetched) => (fetched.Set is { } set
        ? $"Fetched number {set.Sequence} of {set.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm}: {fetched.Imported} records from {fetched.Layers} {(fetched.Layers == 1 ? "layer" : "layers")}, {fetched.Removed} removed"
        : "The same as the last time") + "\n\nNext: plimsoll advisories list\n";
}
