using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll inspect</c>: what is inside an image, wherever it is, without a server.</summary>
internal static class InspectCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="openRegistry">Opens an image in a registry, with true for plain http, false for https, null for what the host suggests.</param>
    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var reference = new Argument<string>("REF")
        {
            Description = "host/repository[:tag][@digest], oci:DIR[:tag], oci-archive:FILE[:tag], docker-archive:FILE[:name:tag] or dir:ROOTFS",
        };
        var format = new Option<string>("--format") { Description = "json or table", HelpName = "FORMAT", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("json", "table");
        var platform = new Option<string?>("--platform") { Description = "Image of an index to open, such as linux/arm64. Default: this machine's", HelpName = "OS/ARCH" };
        var plainHttp = new Option<bool?>("--insecure-plain-http") { Description = "Speak http to the registry. Default: only on loopback" };
        var noSecrets = new Option<bool>("--no-secrets") { Description = "Do not look for secrets" };
        var clamAv = new Option<string?>("--clamav") { Description = "Give every file to clamd at HOST:PORT or unix:/PATH", HelpName = "ADDRESS" };
        var yara = new Option<string?>("--yara") { Description = "Try the YARA rules of a file on every file", HelpName = "FILE" };
        var command = new Command("inspect", "Open an image and say what is inside: layers, packages, configuration, and what could not be read.") { reference, format, platform, plainHttp, noSecrets, clamAv, yara };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new InspectOptions
            {
                Platform = parsed.GetValue(platform) is { } wanted ? PlatformChoice.Parse(wanted) : null,
                Secrets = !parsed.GetValue(noSecrets),
                ClamAv = parsed.GetValue(clamAv),
                YaraRules = parsed.GetValue(yara),
            };
            return await RunAsync(
                parsed.GetValue(reference)!, parsed.GetValue(format) == "json", options, remote => openRegistry(remote, parsed.GetValue(plainHttp)), parsed.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }

    /// <summary>Opens an image and prints what is inside.</summary>
    /// <param name="reference">The image as it was typed.</param>
    /// <param name="isJson">Whether the document is wanted, or a table.</param>
    /// <param name="options">How.</param>
    /// <param name="openRegistry">Opens an image in a registry.</param>
    /// <param name="output">Takes the text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> RunAsync(
        string reference, bool isJson, InspectOptions options, Func<ImageReference.Registry, IImageContent> openRegistry, TextWriter output, CancellationToken cancellationToken)
    {
        var named = ImageReference.Parse(reference);
        // To read a layer a second time costs little here, and a download from a registry.
        var document = await InspectAsync(named, options with { EverySha256 = named is ImageReference.Registry }, openRegistry, cancellationToken);
        await output.WriteAsync((isJson ? document.ToIndentedJson() + "\n" : InspectionTable.Render(document, named.ToString()!)).AsMemory(), cancellationToken);
        return ExitCode.Ok;
    }

    internal static async Task<InspectionDocument> InspectAsync(
        ImageReference reference, InspectOptions options, Func<ImageReference.Registry, IImageContent> openRegistry, CancellationToken cancellationToken)
    {
        var inspector = new ImageInspector(TimeProvider.System);
        if (reference is ImageReference.RootFileSystem root) return await inspector.InspectDirectoryAsync(root.Directory, options, cancellationToken);
        await using var content = reference is ImageReference.Registry remote ? openRegistry(remote) : LocalImages.Open(reference)!;
        return await inspector.InspectAsync(content, options, null, cancellationToken);
    }
}
