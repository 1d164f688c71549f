using System.CommandLine;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Inspect;

/// <summary>Options of commands that open images, and the opening.</summary>
internal sealed class ImageOptions
{
    /// <summary>What an argument for an image says of itself.</summary>
    public const string Description = "host/repository[:tag][@digest], oci:DIR[:tag], oci-archive:FILE[:tag], docker-archive:FILE[:name:tag] or dir:ROOTFS";

    private readonly Option<string?> _platform = new("--platform") { Description = "Image of an index to open, such as linux/arm64. Default: this machine's", HelpName = "OS/ARCH" };
    private readonly Option<bool?> _plainHttp = new("--insecure-plain-http") { Description = "Speak http to the registry. Default: only on loopback" };
    private readonly Func<ImageReference.Registry, bool?, IImageContent> _openRegistry;
    private readonly ImageInspector _inspector = new(TimeProvider.System);

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="openRegistry">Opens an image in a registry, with true for plain http, false for https, null for what the host suggests.</param>
    public ImageOptions(Command command, Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        _openRegistry = openRegistry;
        command.Add(_platform);
        command.Add(_plainHttp);
    }

    /// <summary>Opens an image.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reference">The image as it was typed.</param>
    /// <param name="cache">Facts of layers that another image may share; null opens all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="leftOut">Paths of an unpacked root that are not looked into.</param>
    /// <param name="filesOnly">True when only the list of files is wanted.</param>
    public async Task<OpenedImage> OpenAsync(ParseResult parsed, string reference, ILayerFactsCache? cache, CancellationToken cancellationToken, IReadOnlySet<string>? leftOut = null, bool filesOnly = false)
    {
        var named = ImageReference.Parse(reference);
        var options = InspectOptions.Default with { Platform = parsed.GetValue(_platform) is { } wanted ? PlatformChoice.Parse(wanted) : null, FilesOnly = filesOnly };
        if (named is ImageReference.RootFileSystem root) return await _inspector.OpenDirectoryAsync(root.Directory, leftOut is null ? options : options with { LeftOut = leftOut }, cancellationToken);
        await using var content = named is ImageReference.Registry remote ? _openRegistry(remote, parsed.GetValue(_plainHttp)) : LocalImages.Open(named)!;
        return await _inspector.OpenAsync(content, options, cache, cancellationToken);
    }

    /// <summary>Opens an image and does something with it while its bytes can still be read; of a directory there are no blobs, but its path.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reference">The image as it was typed.</param>
    /// <param name="use">Is given the image, where its blobs come from, and the directory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> UseAsync<T>(ParseResult parsed, string reference, Func<OpenedImage, IImageContent?, string?, Task<T>> use, CancellationToken cancellationToken)
    {
        var named = ImageReference.Parse(reference);
        var options = InspectOptions.Default with { Platform = parsed.GetValue(_platform) is { } wanted ? PlatformChoice.Parse(wanted) : null, Secrets = false };
        if (named is ImageReference.RootFileSystem root) return await use(await _inspector.OpenDirectoryAsync(root.Directory, options, cancellationToken), null, root.Directory);
        await using var content = named is ImageReference.Registry remote ? _openRegistry(remote, parsed.GetValue(_plainHttp)) : LocalImages.Open(named)!;
        return await use(await _inspector.OpenAsync(content, options, null, cancellationToken), content, null);
    }

    /// <summary>True for plain http, false for https, null for what the host suggests.</summary>
    public bool? PlainHttp(ParseResult parsed) => parsed.GetValue(_plainHttp);

    /// <summary>An option for the form of the output.</summary>
    public static Option<string> Format(params string[] forms)
    {
        var format = new Option<string>("--format") { Description = string.Join(", ", forms[..^1]) + " or " + forms[^1], HelpName = "FORMAT", DefaultValueFactory = _ => forms[0] };
        format.AcceptOnlyFromAmong(forms);
        return format;
    }
}
