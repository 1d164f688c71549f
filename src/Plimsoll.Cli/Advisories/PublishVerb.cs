using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core.References;
using Plimsoll.Server.Advisories.Publication;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Cli.Advisories;

/// <summary><c>plimsoll advisories publish</c>.</summary>
internal static class PublishVerb
{
    /// <summary>Name of the key that is made where none is named.</summary>
    public const string KeyName = "publication.key";

    public static Command Create(AdvisoryCommandOptions options)
    {
        var reference = new Argument<string>("REF") { Description = "Where to, such as registry.example.com/security/advisories:latest" };
        var keyFile = new Option<string?>("--key") { Description = "Private key, PEM or as cosign makes it (COSIGN_PASSWORD). Default: publication.key in the folder of the advisories, made where it is missing", HelpName = "FILE" };
        var plain = new Option<bool>("--plain-http") { Description = "Speak http to the registry" };
        var command = new Command("publish", """
            Publish the whole set of this machine as a signed artifact of a registry, with what changed since the last times.

            Example:
              plimsoll advisories publish registry.example.com/security/advisories:latest --key publisher.key
            """) { reference, keyFile, plain };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (options.OpenServer(parsed) is { } server)
            {
                server.Dispose();
                throw new FormatException("publish is for the advisories of this machine; name the folder of a server that is not running with --data");
            }
            var image = RegistryOf(parsed.GetValue(reference)!);
            await using var place = options.OpenLocal(parsed, create: false);
            var path = parsed.GetValue(keyFile) ?? Path.Combine(place.Folder, KeyName);
            if (parsed.GetValue(keyFile) is null && !File.Exists(path)) PublicationKey.Create(path);
            if (!File.Exists(path)) throw new FormatException($"there is no private key at '{path}'; leave --key out to have one made");
            using var key = PrivateKey.ReadPem(await File.ReadAllTextAsync(path, cancellationToken), Environment.GetEnvironmentVariable("COSIGN_PASSWORD"));
            using var registry = Connect(image, parsed, parsed.GetValue(plain) ? true : null);
            var publisher = new AdvisoryPublisher(place.Store, registry.Repository(image.Repository), Path.Combine(place.Folder, "tmp"), TimeProvider.System);
            var published = await publisher.PublishAsync(image.Target, key, cancellationToken);
            var text = options.IsJson(parsed)
                ? new JsonObject { ["sequence"] = published.Set.Sequence, ["manifest"] = published.Manifest.Value, ["records"] = published.Set.Records, ["changed"] = published.Changed, ["deltas"] = published.Set.Deltas.Count }.ToJsonString(JsonText.Indented) + "\n"
                : $"Published {published.Set.Records} records as number {published.Set.Sequence}{(published.Changed is { } changed ? $", {changed} lines changed" : "")}\n{image.Host}/{image.Repository}@{published.Manifest}\n\nNext: plimsoll advisories fetch {image} --key {path}.pub\n";
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The registry, as who is named by <c>--user</c> and <c>--password</c>, or as the environment or Docker's configuration say.</summary>
    public static RegistryClient Connect(ImageReference.Registry image, ParseResult parsed, bool? plainHttp)
    {
        if (image.Host is null || parsed.GetValue<string?>("--user") is not { } user) return RemoteImageContent.Connect(image, plainHttp);
        return new RegistryClient(image.Host, new RegistryClientOptions { PlainHttp = plainHttp, Credentials = [new GivenCredential(new Credential.Password(user, parsed.GetValue<string?>("--password") ?? ""))] });
    }

    /// <summary>A reference to a registry.</summary>
    /// <exception cref="FormatException">It is to something else.</exception>
    public static ImageReference.Registry RegistryOf(string text) =>
        ImageReference.Parse(text) as ImageReference.Registry ?? throw new FormatException($"'{text}' is no place in a registry; expected host/repository:tag");
}
