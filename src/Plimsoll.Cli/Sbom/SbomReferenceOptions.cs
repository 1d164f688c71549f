using System.CommandLine;
using Plimsoll.Cli.Commands;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Sbom;

/// <summary>The image that a command is about, and how to reach it.</summary>
internal sealed class SbomReferenceOptions
{
    private readonly Argument<string> _reference = new("REF")
    {
        Description = "host/repository[:tag][@digest], oci:DIR[:tag], oci-archive:FILE[:tag], docker-archive:FILE[:name:tag] or dir:ROOTFS",
    };

    private readonly Option<string?> _platform = new("--platform") { Description = "Image of an index to open, such as linux/arm64. Default: this machine's", HelpName = "OS/ARCH" };
    private readonly Option<bool?> _plainHttp = new("--insecure-plain-http") { Description = "Speak http to the registry. Default: only on loopback" };

    public SbomReferenceOptions(Command command)
    {
        command.Add(_reference);
        command.Add(_platform);
        command.Add(_plainHttp);
    }

    public ImageReference Reference(ParseResult parsed) => ImageReference.Parse(parsed.GetValue(_reference)!);

    public bool? PlainHttp(ParseResult parsed) => parsed.GetValue(_plainHttp);

    /// <summary>Opens the image and says what is inside.</summary>
    public Task<InspectionDocument> InspectAsync(ParseResult parsed, InspectOptions options, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_platform) is { } wanted) options = options with { Platform = PlatformChoice.Parse(wanted) };
        return InspectCommand.InspectAsync(Reference(parsed), options, remote => RemoteImageContent.Open(remote, PlainHttp(parsed)), cancellationToken);
    }
}
