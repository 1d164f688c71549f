using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll drift</c>: a root file system, of a running container for instance, against its image.</summary>
internal static class DriftCommand
{
    /// <summary>What every runtime puts into a container.</summary>
    private static readonly string[] OfRuntime = ["dev", "proc", "run", "sys", "tmp", "etc/hosts", "etc/hostname", "etc/mtab", "etc/resolv.conf", ".dockerenv"];

    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var root = new Argument<string>("ROOT") { Description = "dir:ROOTFS, such as dir:/proc/PID/root or an unpacked export" };
        var image = new Argument<string>("IMAGE") { Description = ImageOptions.Description };
        var ignore = new Option<string[]>("--ignore") { Description = "Another path to leave out; may be given several times", HelpName = "PATH" };
        var everything = new Option<bool>("--all") { Description = $"Leave nothing out. Default: /{string.Join(", /", OfRuntime)}" };
        var noOwner = new Option<bool>("--no-owner") { Description = "Do not compare owners. Default where the root itself is not root's, because somebody without privileges unpacked it" };
        var format = ImageOptions.Format("table", "json", "markdown");
        var command = new Command("drift", "Tell how a root file system differs from its image. Ends with 4 when it does, or when not everything could be read.\n\nExample:\n  plimsoll drift dir:/proc/4711/root registry.example.org/shop/api:1")
        {
            root, image, ignore, everything, noOwner, format,
        };
        var images = new ImageOptions(command, openRegistry);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (place, reference) = (parsed.GetValue(root)!, parsed.GetValue(image)!);
            var ignored = Ignored(parsed.GetValue(ignore), parsed.GetValue(everything));
            var before = await images.OpenAsync(parsed, reference, null, cancellationToken);
            var after = await images.OpenAsync(parsed, place, null, cancellationToken, ignored);
            var options = new DiffOptions
            {
                Ignored = ignored,
                CompareOwners = !parsed.GetValue(noOwner) && (ImageReference.Parse(place) is not ImageReference.RootFileSystem local || RootOwner.IsRoot(local.Directory)),
            };
            var diff = ImageComparison.Compare(before, reference, after, place, options);
            await parsed.InvocationConfiguration.Output.WriteAsync(DiffText.Render(diff, parsed.GetValue(format)!, $"plimsoll drift {place} {reference} --format json").AsMemory(), cancellationToken);
            return diff.Same ? ExitCode.Ok : ExitCode.Warnings;
        });
        return command;
    }

    private static HashSet<string> Ignored(string[]? more, bool everything)
    {
        var paths = new HashSet<string>(everything ? [] : OfRuntime, StringComparer.Ordinal);
        paths.UnionWith((more ?? []).Select(path => path.Trim('/')));
        return paths;
    }
}
