using System.CommandLine;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Inspect;

/// <summary>The argument and the options by which a command names an image, wherever it is, and the way to open it.</summary>
internal sealed class ImageOpening(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
{
    private readonly Argument<string> _reference = new("REF")
    {
        Description = "host/repository[:tag][@digest], oci:DIR[:tag], oci-archive:FILE[:tag], docker-archive:FILE[:name:tag] or dir:ROOTFS",
    };

    private readonly Option<string?> _platform = new("--platform") { Description = "Image of an index to open, such as linux/arm64. Default: this machine's", HelpName = "OS/ARCH" };
    private readonly Option<bool?> _plainHttp = new("--insecure-plain-http") { Description = "Speak http to the registry. Default: only on loopback" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_reference);
        command.Add(_platform);
        command.Add(_plainHttp);
    }

    /// <summary>The reference as it was typed.</summary>
    public string ReferenceOf(ParseResult parsed) => ImageReference.Parse(parsed.GetValue(_reference)!).ToString()!;

    /// <summary>Opens the image and does something with what is inside and with its bytes; of a directory there are no bytes, but its path.</summary>
    public async Task<T> OpenAsync<T>(ParseResult parsed, Func<InspectionDocument, IImageContent?, string?, Task<T>> use, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(parsed.GetValue(_reference)!);
        var options = parsed.GetValue(_platform) is { } wanted ? InspectOptions.Default with { Platform = PlatformChoice.Parse(wanted) } : InspectOptions.Default;
        var inspector = new ImageInspector(TimeProvider.System);
        if (reference is ImageReference.RootFileSystem root) return await use(await inspector.InspectDirectoryAsync(root.Directory, options, cancellationToken), null, root.Directory);
        await using var content = reference is ImageReference.Registry remote ? openRegistry(remote, parsed.GetValue(_plainHttp)) : LocalImages.Open(reference)!;
        return await use(await inspector.InspectAsync(content, options, null, cancellationToken), content, null);
    }
}
