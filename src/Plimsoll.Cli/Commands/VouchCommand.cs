using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Trust;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll vouch</c>: signs which layers an image is made of, for whatever is built on it.</summary>
internal static class VouchCommand
{
    public static Command Create()
    {
        var command = new Command("vouch", "Sign which layers an image is made of: it holds for whatever is built on it, however that is packed and wherever it is copied.\n\nExample:\n  plimsoll vouch registry.example.org/base/debian:12");
        var reference = new Argument<string>("REF") { Description = "host/repository[:tag][@digest]" };
        var platform = new Option<string?>("--platform") { Description = "Image of an index, such as linux/arm64. Default: this machine's", HelpName = "OS/ARCH" };
        command.Add(reference);
        command.Add(platform);
        var options = new SigningOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(reference)!;
            if (ImageReference.Parse(name) is not ImageReference.Registry remote) throw new FormatException("images are vouched for in registries: host/repository[:tag][@digest]");
            var inspect = InspectOptions.Default with { Platform = parsed.GetValue(platform) is { } wanted ? PlatformChoice.Parse(wanted) : null, Secrets = false };
            await using var content = RemoteImageContent.Open(remote, parsed.GetValue<bool?>("--insecure-plain-http"));
            var document = await new ImageInspector(TimeProvider.System).InspectAsync(content, inspect, null, cancellationToken);
            // Computed from the bytes: a configuration may say anything.
            var chain = ImageChain.Of(document) ?? throw new InvalidDataException($"{name} is no image, or a layer of it could not be read to its end: nothing can be said about its layers");
            var statement = new ChainStatement(document.Image.Digest!.Value, chain.DiffIds, chain.ChainIds)
            {
                Config = document.Image.Config!.Digest,
                Platform = document.Image.Platform,
                Repository = $"{remote.Host}/{remote.Repository}",
                Tag = remote.Tag?.Value,
                Created = TimeProvider.System.GetUtcNow(),
            };
            return await options.RunAsync(parsed, $"{remote.Host}/{remote.Repository}@{document.Image.Digest}", _ => (PredicateTypes.LayerChain, statement.Write()), cancellationToken);
        });
        return command;
    }
}
